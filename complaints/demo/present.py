"""The stories of the demo that are under way: one in every state between the first words and
closing."""

from complaints.demo.days import LATE
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
    Started,
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

WAITING_FOR_A_CHOICE = Story(
    "booking",
    (
        Logged(
            -6,
            "13:30",
            words=(
                "Hi Mira, the booking page works, but where are the photos of the three routes? We"
                " thought they were part of it, the offer says “a page that sells the tours”. Now"
                " there are grey boxes and the season starts on {day[18]}. Not happy. Signe"
            ),
            arrived=(-6, "09:15"),
            paraphrase=(
                "Photos of the three routes were understood to be part of the booking page, and"
                " grey boxes stand there shortly before the season."
            ),
            points=(
                "There are grey boxes instead of photos",
                "The offer sounded as if it had them",
            ),
            feelings=("disappointed", "rushed"),
            wish="fix",
            needed_on=18,
        ),
        Replied(
            -5,
            "09:20",
            own_part="communication",
            own_part_text="the gap in my offer about who brings the photos",
            plan_on=-3,
            expected="a page with photos of the three routes",
            received="grey boxes",
        ),
        FoundCause(
            -4,
            "11:15",
            cause="SCO.1",
            lever="both",
            sentence="The offer of two pages names the texts and says nothing about photos.",
        ),
        Planned(
            -3,
            "10:35",
            choices=(
                Choice(
                    "revision",
                    "Your own photos of the routes, chosen, cropped and set by me",
                    (7, "16:00"),
                    hours="3",
                ),
                Choice(
                    "quote",
                    "A day on the water with a photographer, twelve pictures for page and posters",
                    (13, "16:00"),
                    hours="9",
                    cost="320",
                ),
            ),
            todos=(
                Todo("Send me what photos you have", 4, "client"),
                Todo("Choose and crop", 6),
                Todo("Set them on the page", 7),
            ),
            answer_on=3,
            not_included="Travel to the lakes, and a film",
        ),
        PlanSent(-3, "11:00"),
    ),
)

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

STORIES = (
    READY_TO_CLOSE,
    BEING_CHECKED,
    BEING_PUT_RIGHT,
    WAITING_FOR_A_CHOICE,
    PLAN_PROMISED,
    TO_ANSWER_TODAY,
    JUST_READ,
)
