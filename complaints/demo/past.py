"""The stories of the demo that have ended: four closed, each another way, and a draft thrown
away."""

from complaints.demo.script import (
    Accepted,
    AgreedByPhone,
    AnsweredOtherwise,
    Choice,
    Closed,
    Confirmed,
    Delivered,
    Discarded,
    FoundCause,
    Logged,
    NotRightYet,
    Planned,
    PlanSent,
    Replied,
    Started,
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

NO_WORD = Story(
    "prices",
    (
        Logged(
            -40,
            "15:30",
            words=(
                "Rang at 14:50. She has had no word since the first draft, twelve days ago. She"
                " sent the new prices by mail and does not know whether I have them. She finds it"
                " unprofessional and is thinking about who does the next list."
            ),
            arrived=(-40, "14:50"),
            paraphrase=(
                "Twelve days without a word after the first draft, and no sign whether the new"
                " prices had arrived."
            ),
            feelings=("ignored", "disappointed"),
            wish="explanation",
            channel="phone",
        ),
        Replied(
            -39,
            "10:00",
            own_part="communication",
            plan_on=-38,
            mode="call",
            call_note="Said that I had the prices and should have written so. A plan by tomorrow.",
        ),
        FoundCause(
            -39,
            "11:30",
            cause="COM.1",
            lever="me",
            sentence="I was waiting for the printer and did not write because I had nothing new.",
        ),
        Planned(
            -38,
            "09:20",
            choices=(
                Choice(
                    "explanation",
                    "What happened in those twelve days, and a note every Tuesday until print",
                    (-37, "12:00"),
                    hours="0.5",
                ),
            ),
            todos=(Todo("Write down what happened", -37),),
            answer_on=-34,
            not_included="Changes to the prices after this week",
            rhythm="weekly",
        ),
        PlanSent(-38, "09:40"),
        Accepted(-38, "15:05", said="All right.", source="call"),
        Delivered(
            -37,
            "10:30",
            results=(("done", "It is in my mail of today"),),
            deliverable="a mail with the dates of the twelve days",
            check_on=-33,
        ),
        Confirmed(-35, "13:45", said="Thank you. It explains it.", source="email"),
        Closed(
            -34,
            "11:00",
            outcome="left",
            note="They finish this list with me and give the next one to somebody nearer by.",
            hours="1.5",
        ),
    ),
)

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

STORIES = (DATE_MISSED, ROUNDS_UNCLEAR, WORDS_LEFT_IN_ENGLISH, NO_WORD, THROWN_AWAY)
