"""The five points of a first reply: which of them the text shows. Cues, not a verdict and no
score."""

import re
from enum import StrEnum

SHARED_WORDS = 4
SHORTEST_CONTENT_WORD = 5


class Point(StrEnum):
    """What a first reply shows, in the order in which it is read."""

    THANKS = "thanks"
    THEIR_WORDS = "their_words"
    MY_PART = "my_part"
    WHAT_NEXT = "what_next"
    WHEN = "when"


# A sentence ends at one of these; a sentence with an open blank shows nothing yet.
SENTENCE_END = re.compile(r"(?<=[.!?])")
OPEN_BLANK = re.compile(r"\[[a-z ]+\]")
LONGEST_LETTER = 20_000


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


CUES: dict[Point, re.Pattern[str]] = {
    Point.THANKS: _any(
        r"\bthank(?:s| you)(?: so much| very much)? for (?:telling|letting|raising|flagging|being"
        r"|sharing|explaining|taking|writing|getting|bringing|pointing|setting|waiting|bearing"
        r"|your \w+|the \w+)"
    ),
    Point.THEIR_WORDS: _any(
        r"\bwhat i(?:['’]ve| have)? (?:heard|understood|took)\b",
        r"\bfrom what you(?:['’]ve| have)? \w+",
        r"\byou (?:told me|said|mentioned|wrote|explained|described|raised|pointed out|expected"
        r"|were expecting|asked for|needed|were (?:counting|relying) on)\b",
        r"\bi (?:understand|can see|can hear) (?:that|how|why|what)\b",
    ),
    Point.MY_PART: _any(
        r"\bi(?:['’]m| am) sorry (?:that|for|about|the|this|you had|i)\b",
        r"\bi apologi[sz]e for\b",
        r"\bi (?:missed|was late|didn['’]?t|did not|should have|got (?:it|this|that|the \w+) wrong"
        r"|fell short|took too long|left you|left it|overlooked|misread|misunderstood)\b",
        r"\bmy (?:mistake|error|oversight|delay)\b",
    ),
    Point.WHAT_NEXT: _any(
        r"\bi(?:['’]ll| will|['’]m going to| am going to)\b",
        r"\bi(?:['’]ve| have) (?:set|booked|put|scheduled)\b",
        r"\bnext,? (?:step|steps|i)\b",
        r"\byou(?:['’]ll| will) (?:have|get|receive|hear|see)\b",
    ),
    Point.WHEN: _any(
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
        r"\b\d{1,2} (?:january|february|march|april|may|june|july|august|september|october"
        r"|november|december)\b",
        r"\b(?:today|tonight|tomorrow|noon|midday|midnight)\b",
        r"\bwithin (?:the next )?\w+ (?:working |business )?(?:minutes?|hours?|days?|weeks?)\b",
        r"\b\d{1,2}:\d{2}\b",
        r"\b\d{4}-\d{2}-\d{2}\b",
    ),
}


def present(text: str, paraphrase: str = "") -> dict[Point, bool]:
    """Return for each point whether a cue for it stands in `text`.

    Their words also count as shown when the text shares four or more content words with the
    `paraphrase`.
    """
    # Dates are written with no-break spaces; a cue should not miss them for that.
    sentences = SENTENCE_END.split(" ".join(text[:LONGEST_LETTER].split()))
    text = "".join(each for each in sentences if not OPEN_BLANK.search(each))
    found = {point: bool(cue.search(text)) for point, cue in CUES.items()}
    shared = content_words(text) & content_words(paraphrase)
    found[Point.THEIR_WORDS] |= len(shared) >= SHARED_WORDS
    return found


def content_words(text: str) -> set[str]:
    """Return the longer words of `text`, in lower case."""
    return {w for w in re.findall(r"\w+", text.casefold()) if len(w) >= SHORTEST_CONTENT_WORD}
