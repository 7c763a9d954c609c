"""Fills a letter: known blanks get their words, empty ones take their sentence with them, unknown
ones stay visible and hold the letter back. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from complaints.letters.templates import LetterTemplate

# Blanks that only add a clause: they may be empty without losing their sentence.
CLAUSES = frozenset({"what_is_at_stake", "delivered_clause", "money_clause"})
BLANK = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Filled:
    """A letter ready to be read and changed."""

    subject: str
    body: str


def fill(template: LetterTemplate, values: Mapping[str, str]) -> Filled:
    """Return the letter with `values` in its blanks.

    A blank that maps to "" drops its sentence; a blank that is not in `values` stays as it is, so
    that `unfilled` finds it.
    """
    paragraphs = (_paragraph(sentences, values) for sentences in template.paragraphs)
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return Filled(subject=put(template.subject, values), body=body)


def put(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with the blanks that `values` knows replaced, the others untouched."""
    return BLANK.sub(lambda match: values.get(match[1], match[0]), text)


def unfilled(text: str) -> list[str]:
    """Return the names of the blanks still in `text`, each once, in order, as words."""
    return [name.replace("_", " ") for name in dict.fromkeys(BLANK.findall(text))]


def _paragraph(sentences: tuple[str, ...], values: Mapping[str, str]) -> str:
    kept = [
        put(sentence, values)
        for sentence in sentences
        if not any(_is_dropped(name, values) for name in BLANK.findall(sentence))
    ]
    return " ".join(kept)


def _is_dropped(name: str, values: Mapping[str, str]) -> bool:
    return values.get(name) == "" and name not in CLAUSES
