"""A story under way: the new version is with the client."""

from complaints.demo.script import (
    Accepted,
    Choice,
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

BEING_CHECKED = Story(
    "brochure",
    (
        Logged(
            -10,
            "11:45",
            words=(
                "Dear Mira, thank you for the brochure. Reading it as a beginner I get lost: there"
                " is “vinyasa”, “yin” and “restorative” and nowhere what to wear or whether I need"
                " a mat. Our front desk is asked that ten times a day. Could the text be simpler,"
                " and could the prices be where one looks for them? Best, Ines"
            ),
            arrived=(-10, "10:30"),
            paraphrase=(
                "Beginners do not find their way in the brochure: the names of the classes are not"
                " explained, and what to bring and the prices are hard to find."
            ),
            points=(
                "Class names need plain words",
                "What to bring is missing",
                "Prices are hidden",
            ),
            feelings=("worried", "confused"),
            wish="fix",
            wish_note="could the text be simpler",
        ),
        Replied(-10, "15:10", own_part="result", plan_on=-8),
        FoundCause(
            -9,
            "10:05",
            cause="FIT.2",
            lever="me",
            sentence="I wrote for people who practise already; half of the readers do not.",
        ),
        Planned(
            -8,
            "09:50",
            choices=(
                Choice(
                    "revision",
                    "Every class in one plain sentence, a box “What to bring”, prices on page two",
                    (-2, "16:00"),
                    hours="5",
                ),
                Choice(
                    "partial_early",
                    "A card for the front desk now, the brochure by the end of next week",
                    (-5, "12:00"),
                ),
            ),
            todos=(
                Todo("Ask two beginners to read it", -6),
                Todo("New text and page two", -3),
            ),
            answer_on=-5,
            not_included="New photos and a longer brochure",
        ),
        PlanSent(-8, "10:15"),
        Accepted(-7, "09:30", said="A is lovely, we have cards already."),
        StepDone(-6, "16:30", position=1),
        StepDone(-3, "15:20", position=2),
        Delivered(
            -2,
            "12:10",
            results=(
                ("done", "Two beginners read it and found their class"),
                ("done", ""),
                ("differently", "On page three, page two became the timetable"),
            ),
            deliverable="https://files.mirastudio.example/lumen-brochure-2",
            check_on=2,
            round_type="included",
            hours="5.5",
        ),
    ),
)
