"""Fills a letter: known blanks get their words, empty ones take their sentence with them, unknown
ones stay visible, named in plain words, and hold the letter back. Only blanks of a template count:
what people wrote is literal, whatever brackets stand in it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from complaints.letters.templates import LetterTemplate
from complaints.letters.wording import has_ended

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
# A blank as a template names it, and as it stands open in a letter; a full stop may follow.
_BLANK = re.compile(r"\{([a-z_]+)\}(\.?)")
_OPEN = re.compile(rf"\[({'|'.join(_NAMES)})\](\.?)")


@dataclass(frozen=True)
class Filled:
    """A letter ready to be read and changed."""

    subject: str
    body: str


def fill(template: LetterTemplate, values: Mapping[str, str]) -> Filled:
    """Return the letter with `values` in its blanks.

    A blank that maps to "" drops its sentence; a blank that is not in `values` stays open, in plain
    words, so that `unfilled` finds it. Words that end a sentence of their own keep their mark, and
    ours is left out.
    """
    paragraphs = (_paragraph(sentences, values) for sentences in template.paragraphs)
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return Filled(subject=_put(template.subject, values), body=body)


def close(text: str, values: Mapping[str, str]) -> str:
    """Return a letter that was edited, its open blanks filled as far as `values` knows them."""
    return _OPEN.sub(lambda match: _words(_NAMES[match[1]], match[2], values), text)


def open_blank(name: str) -> str:
    """Return how an open blank stands in a letter: in plain words."""
    return f"[{WORDS[name]}]"


def unfilled(text: str, template: LetterTemplate) -> list[str]:
    """Return the blanks of `template` still open in `text`, each once, in order, in plain words."""
    sentences = (sentence for paragraph in template.paragraphs for sentence in paragraph)
    own = {name for line in (template.subject, *sentences) for name in _names(line)}
    found = dict.fromkeys(match[1] for match in _OPEN.finditer(text))
    return [words for words in found if _NAMES[words] in own | set(template.within)]


def _put(text: str, values: Mapping[str, str]) -> str:
    return _BLANK.sub(lambda match: _words(match[1], match[2], values), text)


def _words(name: str, stop: str, values: Mapping[str, str]) -> str:
    words = values[name] if name in values else open_blank(name)
    return words if stop and has_ended(words) else words + stop


def _names(text: str) -> list[str]:
    return [match[1] for match in _BLANK.finditer(text)]


def _paragraph(sentences: tuple[str, ...], values: Mapping[str, str]) -> str:
    kept = [
        _put(sentence, values)
        for sentence in sentences
        if not any(_is_dropped(name, values) for name in _names(sentence))
    ]
    return " ".join(kept)


def _is_dropped(name: str, values: Mapping[str, str]) -> bool:
    return values.get(name) == "" and name not in CLAUSES
