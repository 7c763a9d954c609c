"""A story under way: their words are kept, what was heard is half typed."""

from complaints.demo.script import Started, Story

JUST_READ = Story(
    "cards",
    (
        Started(
            -1,
            "13:50",
            words=(
                "hi!! the gold on the cards came out brown :( the bride picked them up this morning"
                " and nearly cried, we told her it must be the printer. can you have a look at the"
                " file? she needs 80 of them for the tables. nell x"
            ),
            arrived=(-1, "12:40"),
            channel="chat",
            typed=(
                ("paraphrase", "The gold on the wedding cards printed brown, and the bride"),
                ("feelings", "worried"),
            ),
        ),
    ),
)
