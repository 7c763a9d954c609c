"""A story under way: what they said is noted, the first reply is due today."""

from complaints.demo.days import LATE
from complaints.demo.script import Logged, Story

TO_ANSWER_TODAY = Story(
    "menu",
    (
        Logged(
            -1,
            LATE,
            words=(
                "Hi Mira,\n\nwe opened the menu this morning and half of it is missing. We paid for"
                " two languages and only the English pages are there. Most of our guests order in"
                " German.\n\nWe go to print on {day[8]} and the printer won’t hold the slot. I"
                " asked about the German text twice last month and never got a clear answer, so I"
                " don’t know what to tell my sister now.\n\nCan you please just make it right?\n\n"
                "Elin"
            ),
            arrived=(-1, "11:20"),
            paraphrase=(
                "Two languages were agreed and paid for, one arrived. Printing is on {day[8]}, and"
                " two questions last month got no clear answer."
            ),
            points=(
                "The German pages are missing",
                "The print slot on {short[8]} is fixed",
                "Two questions last month went unanswered",
            ),
            feelings=("frustrated", "let_down"),
            wish="fix",
            wish_note="can you please just make it right",
            needed_on=8,
        ),
    ),
)
