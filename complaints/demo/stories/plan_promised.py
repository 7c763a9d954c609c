"""A story under way: the first reply has gone and promised a plan."""

from complaints.demo.script import FoundCause, Logged, Replied, Story

PLAN_PROMISED = Story(
    "website",
    (
        Logged(
            -3,
            "09:35",
            words=(
                "Dear Mira,\n\nthree weeks without a word. We told the team and forty patients that"
                " the new site opens on {day[-5]}, because that was the last we heard. That morning"
                " they stood at the front desk and asked why they can’t book online.\n\nI would"
                " like to know where we stand and what we can tell people.\n\nPaula Ortiz"
            ),
            arrived=(-4, "19:05"),
            paraphrase=(
                "Three weeks without a word, so patients and the team were told an opening date"
                " that no longer held."
            ),
            points=("No word for three weeks", "A date that can be told to patients"),
            feelings=("let_down", "embarrassed"),
            wish="explanation",
            wish_note="where we stand and what we can tell people",
        ),
        Replied(
            -3,
            "14:15",
            own_part="communication",
            own_part_text="the three weeks in which you heard nothing",
            plan_on=1,
        ),
        FoundCause(
            -2,
            "10:45",
            cause="COM.4",
            lever="me",
            sentence="The booking system was late by two weeks and I waited to tell you.",
            because=("I hoped to make up the time",),
            contributing=("PRO.4",),
        ),
    ),
)
