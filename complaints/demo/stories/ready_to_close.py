"""A story under way: the client said that it is right, the record is next."""

from complaints.demo.script import (
    Accepted,
    Choice,
    Confirmed,
    Delivered,
    FoundCause,
    Logged,
    Planned,
    PlanSent,
    Replied,
    StepDone,
    Story,
    Todo,
)

READY_TO_CLOSE = Story(
    "logo",
    (
        Logged(
            -14,
            "10:20",
            words=(
                "Hello Mira,\n\nwe showed the new logo to the workshop. Two of the joiners said it"
                " could belong to a bank. My daughter misses the plane, the tool, which has been on"
                " our van since 1961. It is well made, but it isn’t us yet.\n\nCan we look at it"
                " again together?\n\nLea Brandt"
            ),
            arrived=(-14, "07:55"),
            paraphrase=(
                "The new logo is well made and does not feel like the workshop yet; the plane that"
                " has been on the van since 1961 is missed."
            ),
            points=("It looks like a bank", "The plane on the van is missing"),
            feelings=("disappointed",),
            wish="redo",
            wish_note="can we look at it again together",
        ),
        Replied(
            -14,
            "13:40",
            own_part="communication",
            own_part_text="drawing before I had asked the workshop",
            plan_on=-12,
        ),
        FoundCause(
            -13,
            "09:25",
            cause="FIT.1",
            lever="both",
            sentence="We talked about signs for new customers and never about the van.",
            contributing=("COM.5",),
        ),
        Planned(
            -12,
            "14:20",
            choices=(
                Choice(
                    "revision",
                    "The logo with the plane drawn in, in two weights, tried out on the van",
                    (-6, "16:00"),
                    hours="6",
                ),
                Choice(
                    "part_redo",
                    "An hour with the joiners first, then a new drawing of the sign",
                    (-4, "16:00"),
                    hours="8",
                ),
            ),
            todos=(
                Todo("Photograph the van and the old plane", -10),
                Todo("Draw both weights", -8),
                Todo("Send the sheet with the van", -6),
            ),
            answer_on=-8,
            not_included="A new typeface or other colours",
            risk="the light for the photograph of the van",
        ),
        PlanSent(-12, "14:45"),
        Accepted(-11, "11:30", said="A, and please with the old plane, not a new one."),
        StepDone(-10, "12:15", position=1),
        StepDone(-8, "16:05", position=2),
        Delivered(
            -6,
            "13:20",
            results=(
                ("done", "Heavier strokes, no more circle"),
                ("done", "Drawn after the plane on the van"),
            ),
            deliverable="https://files.mirastudio.example/brandt-logo-3",
            check_on=-1,
            round_type="included",
            hours="6.5",
        ),
        Confirmed(-1, "11:10", said="That’s the one. My daughter has it on her phone already."),
    ),
)
