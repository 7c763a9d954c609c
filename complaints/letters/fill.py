"""Fills a letter: known blanks get their words, empty ones take their sentence with them, unknown
ones stay visible, named in plain words, and hold the letter back. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from complaints.letters.templates import LetterTemplate

# Blanks that only add a clause: they may be empty without losing their sentence.
CLAUSES = frozenset({"what_is_at_stake", "delivered_clause", "money_clause"})
# What an open blank is called where the freelancer reads it: “[the day of the plan]”.
WORDS = {
    "answer_by_date": "the day for their answer",
    "basis": "what it reflects",
    "cause_in_plain_words": "what led to it",
    "feedback_date": "the day for their check",
    "link": "where to find it",
    "money_offer": "your offer",
    "not_included": "what is not part of it",
    "offer_date": "the day the offer ends",
    "options_list": "your options",
    "own_part": "what is yours to own",
    "payment_line": "how and when it is paid",
    "plan_date": "the day of the plan",
    "tried_line": "what you tried",
    "what_changed": "what changed",
    "what_they_keep": "what stays with them",
}
_NAMES = {words: name for name, words in WORDS.items()}
_BLANK = re.compile(rf"\{{([a-z_]+)\}}|\[({'|'.join(_NAMES)})\]")


@dataclass(frozen=True)
class Filled:
    """A letter ready to be read and changed."""

    subject: str
    body: str


def fill(template: LetterTemplate, values: Mapping[str, str]) -> Filled:
    """Return the letter with `values` in its blanks.

    A blank that maps to "" drops its sentence; a blank that is not in `values` stays open, in plain
    words, so that `unfilled` finds it.
    """
    paragraphs = (_paragraph(sentences, values) for sentences in template.paragraphs)
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return Filled(subject=put(template.subject, values), body=body)


def put(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with the blanks that `values` knows replaced, the others open."""
    return _BLANK.sub(lambda match: values.get(_name(match), open_blank(_name(match))), text)


def open_blank(name: str) -> str:
    """Return how an open blank stands in a letter: in plain words where it has some."""
    return f"[{WORDS[name]}]" if name in WORDS else f"{{{name}}}"


def unfilled(text: str) -> list[str]:
    """Return the blanks still open in `text`, each once, in order, in plain words."""
    return [WORDS.get(name, name.replace("_", " ")) for name in dict.fromkeys(_names(text))]


def _name(match: re.Match[str]) -> str:
    return match[1] or _NAMES[match[2]]


def _names(text: str) -> list[str]:
    return [_name(match) for match in _BLANK.finditer(text)]


def _paragraph(sentences: tuple[str, ...], values: Mapping[str, str]) -> str:
    kept = [
        put(sentence, values)
        for sentence in sentences
        if not any(_is_dropped(name, values) for name in _names(sentence))
    ]
    return " ".join(kept)


def _is_dropped(name: str, values: Mapping[str, str]) -> bool:
    return values.get(name) == "" and name not in CLAUSES
