"""A story that has ended apart: nobody had said aloud how many rounds there are."""

from complaints.demo.script import (
    Accepted,
    AnsweredOtherwise,
    Choice,
    Closed,
    Confirmed,
    Delivered,
    FoundCause,
    Logged,
    Planned,
    PlanSent,
    Replied,
    Story,
    Todo,
)

ROUNDS_UNCLEAR = Story(
    "photos",
    (
        Logged(
            -86,
            "14:15",
            words=(
                "Mira, you charge for retouching the bikes again? We were told the photos would be"
                " edited until they fit. Eleven pictures still have the reflection of the window in"
                " the frame. To be honest this feels like we are being strung along."
            ),
            arrived=(-86, "12:50"),
            paraphrase=(
                "The photos were expected to be edited until they fit, eleven still show the window"
                " in the frame, and the offer for another round came as a surprise."
            ),
            points=(
                "Eleven pictures show a reflection in the frame",
                "It was not clear that a further round costs something",
            ),
            feelings=("frustrated", "confused"),
            wish="fix",
            channel="chat",
        ),
        Replied(
            -85,
            "10:40",
            own_part="communication",
            own_part_text="never having said aloud how many rounds there are",
            plan_on=-83,
            expected="photos edited until they fit",
            received="an offer for another round",
        ),
        FoundCause(
            -84,
            "15:20",
            cause="SCO.4",
            lever="both",
            sentence="The one included round was in the agreement and I never said it aloud.",
            contributing=("COM.3",),
        ),
        Planned(
            -83,
            "11:00",
            choices=(
                Choice(
                    "quote",
                    "A second round over all forty pictures, with the frames retouched",
                    (-77, "16:00"),
                    hours="5",
                    cost="165",
                ),
            ),
            todos=(Todo("Retouch the pictures", -77),),
            answer_on=-78,
            not_included="New photos in the shop",
        ),
        PlanSent(-83, "11:20"),
        AnsweredOtherwise(
            -82,
            "09:50",
            kind="no",
            said="We won’t pay for pictures that should have been right the first time.",
            next_plan_on=-80,
            source="chat",
        ),
        Planned(
            -80,
            "10:30",
            choices=(
                Choice(
                    "part_redo",
                    "The eleven pictures with the reflection done again from the raw files",
                    (-76, "16:00"),
                    hours="3",
                ),
                Choice(
                    "explanation",
                    "A note on what retouching can do here and what needs a new photo",
                    (-79, "12:00"),
                    hours="0.5",
                ),
            ),
            todos=(Todo("Do the eleven pictures again", -76),),
            answer_on=-76,
            not_included="The other twenty-nine pictures",
        ),
        PlanSent(-80, "10:55"),
        Accepted(-79, "12:30", said="Fine, the eleven.", source="chat"),
        Delivered(
            -76,
            "13:10",
            results=(
                ("done", ""),
                ("differently", "The agreement now names the rounds on its first line"),
            ),
            deliverable="https://files.mirastudio.example/atlas-frames",
            check_on=-71,
            round_type="courtesy",
            reason="the included round was never said aloud",
            hours="3.25",
        ),
        Confirmed(-74, "16:40", said="The frames are clean now.", source="chat"),
        Closed(
            -73,
            "10:20",
            outcome="not_agreed",
            satisfaction=3,
            note="Whether further rounds over the other pictures are part of the fee.",
            hours="5.75",
            mode="copy",
        ),
    ),
)
