"""A story that has ended well: the day of the signs was missed and nobody said so."""

from complaints.demo.script import (
    Accepted,
    Choice,
    Closed,
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

DATE_MISSED = Story(
    "signage",
    (
        Logged(
            -118,
            "09:40",
            words=(
                "Hi Mira,\n\nthe signs were meant to be here on {day[-120]} and nobody told us they"
                " weren’t coming. We had cleared the window and my sister stood in the shop until"
                " seven.\n\nWhen do they really come? Give me one date that holds, please.\n\nElin"
            ),
            arrived=(-119, "18:20"),
            paraphrase=(
                "The signs did not arrive on the agreed day, the window stood empty, and no word"
                " came beforehand."
            ),
            points=("The signs were not there on the agreed day", "Nobody told them beforehand"),
            feelings=("frustrated", "ignored"),
            wish="sooner",
            wish_note="one date that holds",
        ),
        Replied(
            -118,
            "11:05",
            own_part="timing",
            own_part_text="the missed day and the silence before it",
            plan_on=-117,
        ),
        FoundCause(
            -117,
            "09:30",
            cause="TIM.1",
            lever="me",
            sentence="I sent the print files four days late and did not move the date with you.",
            because=("two jobs were promised for the same week",),
            contributing=("COM.4",),
        ),
        Planned(
            -117,
            "10:10",
            choices=(
                Choice(
                    "partial_early",
                    "The two window signs by courier first, the three shelf signs two days later",
                    (-114, "12:00"),
                    hours="2",
                ),
                Choice("revision", "All five signs together, in one delivery", (-112, "12:00")),
            ),
            todos=(
                Todo("Collect the window signs from the printer", -115),
                Todo("Bring the window signs to the shop", -114),
                Todo("Bring the shelf signs", -112),
            ),
            answer_on=-115,
            not_included="Putting the signs up in the window",
        ),
        PlanSent(-117, "10:25"),
        Accepted(-116, "09:15", said="The first one please, the window can’t wait."),
        StepDone(-115, "15:45", position=1),
        StepDone(-114, "11:20", position=2),
        Delivered(
            -112,
            "11:30",
            results=(
                ("done", "All five signs are in the shop"),
                ("done", "From now on you hear from me two days before a date, also when it holds"),
            ),
            deliverable="the five signs, handed over in the shop",
            check_on=-108,
            round_type="courtesy",
            reason="two trips instead of one, because the date was mine to keep",
            hours="3.5",
        ),
        Confirmed(-110, "10:05", said="They look lovely. Thank you for coming by.", source="call"),
        Closed(-109, "16:10", outcome="confirmed", satisfaction=5, hours="4.5", cost="38"),
    ),
)
