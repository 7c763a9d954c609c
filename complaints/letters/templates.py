"""The words of the letters E1, E2, E5 and E8. A name in braces is a blank; a paragraph is a list of
sentences, and a sentence whose blank is deliberately empty is left out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LetterTemplate:
    """One letter: its code, its subject and its paragraphs of sentences."""

    code: str
    subject: str
    paragraphs: tuple[tuple[str, ...], ...]


ACKNOWLEDGEMENT = LetterTemplate(
    "E1",
    "I’ve read your message about {project_name}",
    (
        ("Hi {client_first_name},",),
        (
            "Thank you for telling me about {topic}.",
            "I’ve read your message twice and want to be sure I have it right.",
        ),
        (
            "What I understood: {paraphrase}.",
            "You were expecting {expected}, and what reached you was {received}.",
            "I can see why that left you {feeling_word}{what_is_at_stake}.",
        ),
        ("I’m sorry about {own_part}.",),
        (
            "Next, I’m going to look into what happened.",
            "You will have a plan from me by {plan_date}.",
            "{too_late}",
            "{wish_question}",
            "Until then, is there anything here I’ve misread, or anything you need sooner?"
            " A one-line reply is plenty.",
        ),
        ("{sign_off}\n{freelancer_name}",),
    ),
)

PLAN = LetterTemplate(
    "E2",
    "{ways_subject} for {project_name}",
    (
        ("Hi {client_first_name},",),
        (
            "I said I’d come back to you by {plan_date}.",
            "What you told me: {paraphrase_short}.",
            "{cause_line}",
            "{own_line}",
        ),
        ("{ways_line}",),
        ("{options_list}",),
        ("What this does not cover: {not_included}.",),
        (
            "{suggestion_line}",
            "{choice_line}",
        ),
        ("{sign_off}\n{freelancer_name}",),
    ),
)

DELIVERY = LetterTemplate(
    "E5",
    "{ready_subject}: {project_name}",
    (
        ("Hi {client_first_name},",),
        ("Thank you for the clear notes.", "{ready_line}"),
        ("What changed, point by point:\n{changes_list}",),
        ("{round_line}",),
        (
            "Please look through it and tell me by {feedback_date} whether it does what you need,"
            " or which points still don’t.",
            "Just reply to this mail.",
        ),
        ("{sign_off}\n{freelancer_name}",),
    ),
)

MONEY = LetterTemplate(
    "E7",
    "Putting {project_name} right",
    (
        ("Hi {client_first_name},",),
        (
            "{tried_line}",
            "I’d like this to end fairly for you.",
        ),
        (
            "I’m offering {money_offer}.",
            "That reflects {basis}.",
            "You keep {what_they_keep}.",
        ),
        ("{payment_line}",),
        (
            "This offer stays open until {offer_date}.",
            "Accepting it doesn’t limit what you say about the work anywhere.",
            "If a different outcome would be fairer in your eyes, tell me; I’ll answer within two"
            " working days.",
        ),
        ("{sign_off}\n{freelancer_name}",),
    ),
)

CLOSING = LetterTemplate(
    "E8",
    "Closing the loop on {project_name}",
    (
        ("Hi {client_first_name},",),
        ("{opening_line}", "Here is a short record for both of us."),
        (
            "What you raised on {received_date}: {paraphrase_short}.\n"
            "What we agreed: {accepted_option}.{delivered_clause}{money_clause}",
        ),
        (
            "I’m marking this as closed today.",
            "If anything comes back, just reply to this mail.",
        ),
        ("{thanks_line}",),
        ("{sign_off}\n{freelancer_name}",),
    ),
)

LETTERS = {letter.code: letter for letter in (ACKNOWLEDGEMENT, PLAN, DELIVERY, MONEY, CLOSING)}
