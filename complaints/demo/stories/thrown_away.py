"""A story that has ended at once: a draft that was not needed."""

from complaints.demo.script import Discarded, Started, Story

THROWN_AWAY = Story(
    "logo",
    (
        Started(
            -31,
            "09:10",
            words="Lea asked on the phone whether the blue is the old one. Ask her what she means.",
            arrived=(-31, "09:05"),
            channel="phone",
        ),
        Discarded(-31, "11:45"),
    ),
)
