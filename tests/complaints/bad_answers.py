"""Bad answers for every screen, each with the sentence that says what to do instead."""

from typing import Any

from tests.complaints.story import WORDS

MEGABYTE = "an angry word " * 75_000
YESTERDAY, TODAY, TOMORROW = "2026-03-09", "2026-03-10", "2026-03-11"
FAR, LONG_AGO = "9999-12-31", "1969-12-31"
REACH = "Enter a date between 1970 and 2100"
NO_DATE = "Enter a date, such as 2026-06-12"
DAY_AND_TIME = "Enter the day and the time"
NOT_YET = "Enter a day and time that is not in the future"
TEN_DAYS = "Choose a date in the next 10 working days"
USED = "All included rounds are used. Is this a correction, a courtesy or a paid round?"
HOURS = "Enter hours between 0 and 500"

Case = tuple[dict[str, Any], str]

# What is answered instead of the valid answer, and the sentence that says what to do.
CASES: dict[str, dict[str, Case]] = {
    "words": {
        "nothing": ({"words": ""}, "Paste what they said, or note it in your own words"),
        "only spaces": ({"words": " \n\t "}, "Paste what they said, or note it in your own words"),
        "only control characters": (
            {"words": "\x00\x07\x1b" * 20},
            "Paste what they said, or note it in your own words",
        ),
        "a megabyte": ({"words": MEGABYTE}, "Shorten this to 100,000 characters; it has 1,049,999"),
        "no channel": ({"channel": None}, "Choose how it reached you"),
        "a channel that is not there": ({"channel": "pigeon"}, "Choose how it reached you"),
        "tomorrow": ({"received_at_day": TOMORROW}, NOT_YET),
        "year 9999": ({"received_at_day": FAR}, REACH),
        "before 1970": ({"received_at_day": LONG_AGO}, REACH),
        "no date at all": ({"received_at_day": "soon"}, NO_DATE),
        "no time": ({"received_at_time": ""}, DAY_AND_TIME),
        "a time that is none": ({"received_at_time": "25:61"}, "Enter a time, such as 15:00"),
        "a date to protect that is past": (
            {"needed_by": YESTERDAY},
            "Enter a date from today on, or leave it open",
        ),
        "a date to protect in 9999": ({"needed_by": FAR}, REACH),
        "a megabyte for a date": ({"needed_by": MEGABYTE}, NO_DATE),
    },
    "heard": {
        "a few words": ({"paraphrase": "No orders."}, "Say in your own words what they are"),
        "too many words": ({"paraphrase": "word " * 150}, "Shorten this to 600 characters"),
        "a megabyte": ({"paraphrase": MEGABYTE}, "Shorten this to 600 characters"),
        "their own words": ({"paraphrase": WORDS[:90]}, "Use your own words, so they can tell"),
        "no feeling": ({"feelings": []}, "Choose at least one, or ‘they haven’t said’"),
        "a feeling that is not there": (
            {"feelings": ["hungry"]},
            "Choose at least one, or ‘they haven’t said’",
        ),
        "not said, and angry": (
            {"feelings": ["not_said", "angry"]},
            "Choose feelings, or ‘they haven’t said’, not both",
        ),
        "no wish": ({"wish": None}, "Choose what they want to happen"),
        "a wish that is not there": ({"wish": "moon"}, "Choose what they want to happen"),
        "thirteen points": ({"points": "A point\n" * 13}, "Keep it to twelve points"),
        "a long point": ({"points": "x" * 301}, "Keep each point under 300 characters"),
        "a long note": ({"wish_note": "x" * 201}, "Shorten this to 200 characters"),
    },
    "acknowledge": {
        "nothing chosen": ({"own_part": None}, "Choose what is yours to own, or ‘not sure yet’"),
        "a part that is not there": (
            {"own_part": "everything"},
            "Choose what is yours to own, or ‘not sure yet’",
        ),
        "a long line": ({"own_part_text": "x" * 161}, "Shorten this to 160 characters"),
        "a plan yesterday": ({"plan_promised_on": YESTERDAY}, TEN_DAYS),
        "a plan in eleven working days": ({"plan_promised_on": "2026-03-25"}, TEN_DAYS),
        "a plan in 9999": ({"plan_promised_on": FAR}, REACH),
        "no plan": ({"plan_promised_on": ""}, TEN_DAYS),
        "no subject": ({"subject": ""}, "Enter a subject"),
        "a long subject": ({"subject": "x" * 201}, "Shorten this to 200 characters"),
        "no message": ({"body": ""}, "Write the message"),
        "a megabyte": ({"body": MEGABYTE}, "Shorten this to 20,000 characters"),
        "no way out": ({"send_mode": None}, "Choose how it will go out"),
        "a way that is not there": ({"send_mode": "pigeon"}, "Choose how it will go out"),
    },
    "cause": {
        "nothing": ({"cause": None}, "Choose the closest cause, or ‘not sure yet’"),
        "a cause that is not there": (
            {"cause": "HUM.1"},
            "Choose the closest cause, or ‘not sure yet’",
        ),
        "no sentence": ({"cause_sentence": ""}, "Say in one sentence what led to it"),
        "a long sentence": ({"cause_sentence": "x" * 241}, "Shorten this to 240 characters"),
        "three more causes": ({"contributing": ["TIM.1", "TIM.2", "TIM.3"]}, "Choose at most two"),
        "a cause from nowhere": ({"contributing": ["XXX"]}, "Choose causes from the list"),
        "nobody to change it": ({"lever": None}, "Choose who can change it next time"),
        "a long because": ({"because_2": "x" * 161}, "Shorten this to 160 characters"),
    },
    "options": {
        "nothing": (
            {
                "options-0-kind": None,
                "options-0-what": "",
                "options-1-kind": None,
                "options-1-what": "",
                "options-0-ready_at_day": "",
                "options-1-ready_at_day": "",
            },
            "Choose what kind of remedy it is",
        ),
        "a kind that is not there": (
            {"options-0-kind": "refund"},
            "Choose what kind of remedy it is",
        ),
        "a few words": ({"options-0-what": "Fix it"}, "Say what they will get"),
        "a megabyte": ({"options-0-what": MEGABYTE}, "Shorten this to 400 characters"),
        "ready yesterday": (
            {"options-0-ready_at_day": YESTERDAY},
            "Choose a day that is still ahead",
        ),
        "ready in 9999": ({"options-1-ready_at_day": FAR}, REACH),
        "ready before 1970": ({"options-1-ready_at_day": LONG_AGO}, REACH),
        "an hour of 25": ({"options-0-ready_at_time": "25:00"}, "Enter a time, such as 15:00"),
        "the 30th of February": ({"options-0-ready_at_day": "2026-02-30"}, "Enter a date, such as"),
        "a price of a fix": (
            {"options-0-client_cost": "150"},
            "Only extra work has a price. Enter 0, or choose “extra work”",
        ),
        "extra work without a price": (
            {"options-0-kind": "quote"},
            "Enter the price of the extra work",
        ),
        "a negative price": (
            {"options-0-kind": "quote", "options-0-client_cost": "-150"},
            "Enter an amount of 0 or more",
        ),
        "a huge price": (
            {"options-0-kind": "quote", "options-0-client_cost": "9" * 30},
            "Enter an amount under 1,000,000,000",
        ),
        "no number": (
            {"options-0-kind": "quote", "options-0-client_cost": "a lot"},
            "Enter an amount in digits, such as 1200.50",
        ),
        "a price finer than the currency": (
            {"options-0-kind": "quote", "options-0-client_cost": "150.125"},
            "Do you mean 150,125 or 150.12? Enter one of the two",
        ),
        "infinity": (
            {"options-0-kind": "quote", "options-0-client_cost": "Infinity"},
            "Enter an amount in digits, such as 1200.50",
        ),
        "too many hours": ({"options-0-effort_hours": "501"}, HOURS),
        "fewer hours than none": ({"options-0-effort_hours": "-1"}, HOURS),
    },
    "dates": {
        "no step": ({"steps-0-what": "", "steps-0-due_on": ""}, "Add at least one step"),
        "a step without words": ({"steps-0-what": ""}, "Say what the step is"),
        "a long step": ({"steps-0-what": "x" * 161}, "Shorten this to 160 characters"),
        "a step yesterday": ({"steps-0-due_on": YESTERDAY}, "Choose a day from today on"),
        "a step in 9999": ({"steps-0-due_on": FAR}, REACH),
        "a step after all is ready": (
            {"steps-0-due_on": "2026-03-20"},
            "The last step must be done by Friday 13 March, when the last option is ready",
        ),
        "steps in the wrong order": (
            {"steps-1-what": "Look for it", "steps-1-due_on": TODAY},
            "Put the steps in the order of their dates",
        ),
        "no limits": (
            {"not_included": ""},
            "Say what the plan does not cover, or tick “Nothing to add”",
        ),
        "a megabyte": ({"not_included": MEGABYTE}, "Shorten this to 300 characters"),
        "an answer today": (
            {"answer_by": TODAY},
            "Choose a day in the next 15 working days, from tomorrow on",
        ),
        "an answer in 16 working days": (
            {"answer_by": "2026-04-01"},
            "Choose a day in the next 15 working days, from tomorrow on",
        ),
        "an answer in 9999": ({"answer_by": FAR}, REACH),
        "no answer by": ({"answer_by": ""}, "Enter a date"),
        "a rhythm that is not there": ({"rhythm": "never"}, "Choose how often they hear from you"),
        "a silence that is not there": (
            {"if_silent": "sue"},
            "Choose what happens without an answer",
        ),
        "a long risk": ({"risk": "x" * 161}, "Shorten this to 160 characters"),
    },
    "send-plan": {
        "no subject": ({"subject": ""}, "Enter a subject"),
        "no message": ({"body": " \n "}, "Write the message"),
        "an open blank": ({"body": "Hi {client_link} " * 20}, "Fill in “client link”"),
        "no way out": ({"send_mode": None}, "Choose how it will go out"),
    },
    "agreed-in-a-call": {
        "no option": ({"option": None}, "Choose which option they took"),
        "an option that is not there": ({"option": "C"}, "Choose which option they took"),
        "nobody": ({"said_by": ""}, "Enter the name of the person who said yes"),
        "tomorrow": ({"received_at_day": TOMORROW}, NOT_YET),
        "year 9999": ({"received_at_day": FAR}, REACH),
        "a megabyte": ({"said": MEGABYTE}, "Shorten this to 5,000 characters"),
    },
    "answer": {
        "nothing": ({"kind": None}, "Choose what they decided"),
        "an answer that is not there": ({"kind": "maybe"}, "Choose what they decided"),
        "a yes to nothing": ({"option": None}, "Choose which option they took"),
        "an option that is not there": ({"option": "Z"}, "Choose which option they took"),
        "a no without words": ({"kind": "no", "said": ""}, "Note what they said, in their words"),
        "no new date": (
            {"kind": "no", "said": "No, thank you.", "next_plan_on": ""},
            "Choose the day by which they hear from you",
        ),
        "a new date in eleven working days": (
            {"kind": "no", "said": "No, thank you.", "next_plan_on": "2026-03-25"},
            TEN_DAYS,
        ),
        "a new date in 9999": (
            {"kind": "question", "said": "Why is that?", "next_plan_on": FAR},
            REACH,
        ),
        "tomorrow": ({"received_at_day": TOMORROW}, NOT_YET),
        "nowhere": ({"source": "client_page"}, "Choose how it reached you"),
    },
    "round": {
        "no kind": ({"round_type": None}, "Choose what kind of round this is"),
        "a kind that is not offered": (
            {"round_type": "paid_extra"},
            "Choose what kind of round this is",
        ),
        "a courtesy without a reason": (
            {"round_type": "courtesy"},
            "Say why this round is a courtesy",
        ),
        "a point left open": ({"points-1-outcome": None}, "Say what happened with point 2"),
        "a point that was done otherwise": (
            {"points-0-outcome": "differently"},
            "Say what is different with point 1",
        ),
        "an outcome that is not there": (
            {"points-0-outcome": "magic"},
            "Say what happened with point 1",
        ),
        "no link": ({"deliverable": ""}, "Enter the link, or say how you handed it over"),
        "a long link": ({"deliverable": "x" * 501}, "Shorten this to 500 characters"),
        "a check today": (
            {"feedback_by": TODAY},
            "Choose a day from tomorrow on, in the next 60 working days",
        ),
        "a check in 9999": ({"feedback_by": FAR}, REACH),
        "fewer hours than none": ({"hours": "-2"}, HOURS),
        "too many hours": ({"hours": "1e9"}, "Enter hours"),
    },
    "their-check": {
        "nothing": ({"kind": None}, "Choose what they said"),
        "an answer that is not there": ({"kind": "maybe"}, "Choose what they said"),
        "not right without words": (
            {"kind": "not_right", "said": "No"},
            "Note what is still not right, in their words",
        ),
        "no new date": (
            {"kind": "not_right", "said": "Still broken", "next_plan_on": ""},
            "Choose the day by which they hear from you",
        ),
        "tomorrow": ({"received_at_day": TOMORROW}, NOT_YET),
        "before 1970": ({"received_at_day": LONG_AGO}, REACH),
    },
    "close": {
        "an end that is not there": ({"outcome": "sued"}, "Choose how it ended"),
        "no agreement, no word about it": (
            {"outcome": "not_agreed"},
            "Say in one line what was not agreed",
        ),
        "a sixth star": ({"satisfaction": "6"}, "Choose one from the list"),
        "negative outlays": ({"direct_cost": "-1"}, "Enter an amount of 0 or more"),
        "huge outlays": ({"direct_cost": "1" * 40}, "Enter an amount under 1,000,000,000"),
        "outlays finer than the currency": (
            {"direct_cost": "1.2345"},
            "Enter an amount with at most 2 decimals for EUR",
        ),
        "hours in words": ({"hours_total": "two"}, "Enter hours in digits, such as 12.5"),
        "no record": ({"body": ""}, "Write the message"),
    },
}
