"""A story under way: an option was chosen and its dates are promises."""

from complaints.demo.script import (
    Accepted,
    Choice,
    FoundCause,
    Logged,
    Planned,
    PlanSent,
    Replied,
    StepDone,
    Story,
    Todo,
)

BEING_PUT_RIGHT = Story(
    "order-form",
    (
        Logged(
            -8,
            "08:55",
            words=(
                "Hello, on the phone the form cuts off the allergy note after one line. Yesterday"
                " we packed a cake with hazelnuts for a child who can’t have them. The mother saw"
                " it in time. I do not want to think about it. This has to be right before the"
                " weekend orders. Jonas Kessler"
            ),
            arrived=(-9, "20:15"),
            paraphrase=(
                "On phones the form cuts off allergy notes, and a cake with hazelnuts was nearly"
                " handed to a child who must not eat them."
            ),
            points=(
                "Allergy notes are cut off on phones",
                "Orders with notes must be safe to pack",
            ),
            feelings=("worried", "angry"),
            wish="fix",
            needed_on=-5,
        ),
        Replied(
            -8,
            "09:40",
            own_part="result",
            own_part_text="the field that cuts off what people write",
            plan_on=-7,
        ),
        FoundCause(
            -8,
            "13:15",
            cause="QUA.4",
            lever="me",
            sentence="I tested the form on a large screen and on one new phone, not on small ones.",
            because=("the note field had a fixed height",),
            contributing=("PRO.3",),
        ),
        Planned(
            -7,
            "10:00",
            choices=(
                Choice(
                    "partial_early",
                    "The whole note on every phone, and each note by mail until then",
                    (2, "16:00"),
                    hours="6",
                ),
                Choice("revision", "The form closed until it is right", (-2, "16:00"), hours="5"),
            ),
            todos=(
                Todo("Send every allergy note by mail as well", -6),
                Todo("Show the whole note on small phones", -2),
                Todo("Print the note in bold on the packing list", 1),
                Todo("Try it with three orders", 2, "client"),
            ),
            answer_on=-5,
            not_included="A shop system or payment in the form",
            rhythm="three_days",
        ),
        PlanSent(-7, "10:20"),
        Accepted(-7, "12:35", said="A. And thank you for ringing me at once.", source="call"),
        StepDone(-6, "10:50", position=1),
        StepDone(-2, "14:30", position=2),
    ),
)
