"""A story that has ended well at the second try: a translation with words left in English."""

from complaints.demo.script import (
    Accepted,
    AgreedByPhone,
    Choice,
    Closed,
    Confirmed,
    Delivered,
    FoundCause,
    Logged,
    NotRightYet,
    Planned,
    PlanSent,
    Replied,
    StepDone,
    Story,
    Todo,
)

WORDS_LEFT_IN_ENGLISH = Story(
    "catalogue",
    (
        Logged(
            -58,
            "09:20",
            words=(
                "Dear Mira,\n\nour German distributor has just rung. Pages 12 and 13 of the tea"
                " catalogue still have the English brewing times, and “white tea” became “weißer"
                " Tee mit Milch”. She was laughing, I was not.\n\nThe stand at the fair opens on"
                " {day[-44]}. Could you please correct this and look through the rest?\n\nHarriet"
            ),
            arrived=(-59, "16:35"),
            paraphrase=(
                "Two pages of the German catalogue still carry English brewing times, one tea was"
                " given milk it does not have, and the distributor found it first."
            ),
            points=(
                "Brewing times on pages 12 and 13 are in English",
                "White tea is translated wrongly",
                "The rest should be looked through again",
            ),
            feelings=("embarrassed", "worried"),
            wish="fix",
            wish_note="correct this and look through the rest",
            needed_on=-44,
        ),
        Replied(
            -58,
            "10:15",
            own_part="result",
            own_part_text="the two pages that left me unfinished",
            plan_on=-57,
        ),
        FoundCause(
            -58,
            "14:30",
            cause="QUA.2",
            lever="me",
            sentence="I exported pages 12 and 13 from an earlier file and read only the new one.",
            because=("two files had the same name",),
            contributing=("PRO.1",),
        ),
        Planned(
            -57,
            "09:30",
            choices=(
                Choice(
                    "revision",
                    "Pages 12 and 13 corrected, and the whole catalogue read once more",
                    (-54, "15:00"),
                    hours="4",
                ),
                Choice(
                    "partial_early",
                    "The two pages tomorrow, the second reading by the end of the week",
                    (-55, "12:00"),
                ),
            ),
            todos=(Todo("Correct the two pages", -56), Todo("Read all 40 pages again", -54)),
            answer_on=-55,
            not_included="Changes to the layout or to the English catalogue",
        ),
        PlanSent(-57, "09:45"),
        Accepted(-57, "16:20", said="A, please. Better once and right."),
        StepDone(-56, "17:05", position=1),
        Delivered(
            -54,
            "14:00",
            results=(("done", ""), ("done", "Now “weißer Tee”"), ("done", "")),
            deliverable="https://files.mirastudio.example/pemberton-de-2",
            check_on=-51,
            round_type="correction",
            hours="4.25",
        ),
        NotRightYet(
            -53,
            "11:10",
            said="Nearly. The back cover still says “steep for three minutes” in English.",
            next_plan_on=-52,
        ),
        Planned(
            -53,
            "13:30",
            choices=(
                Choice(
                    "part_redo",
                    "The cover set again in German, and a colleague reads the last proof",
                    (-51, "15:00"),
                    hours="1.5",
                ),
            ),
            todos=(Todo("Set the cover again", -52), Todo("Second pair of eyes", -51, "other")),
            answer_on=-51,
            not_included="The printing of the covers",
        ),
        AgreedByPhone(-53, "14:05", said="Yes, and thank you for ringing straight away."),
        Delivered(
            -51,
            "12:40",
            results=(("done", ""), ("done", ""), ("done", "Read by Lea Brandt as well")),
            deliverable="https://files.mirastudio.example/pemberton-de-3",
            check_on=-47,
            round_type="correction",
            hours="1.75",
        ),
        Confirmed(-50, "09:35", said="Spotless. It has gone to the printer."),
        Closed(-49, "15:15", outcome="confirmed", satisfaction=4, hours="7", cost="45"),
    ),
)
