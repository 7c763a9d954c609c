"""Whether a text names one day, however it spells it: in any language Babel knows, or in digits.

Candidates are made from the day that is wanted; no date is read from the text. Pure.
"""

import pickle
import re
import unicodedata
from datetime import date
from functools import lru_cache
from itertools import islice

from babel import localedata

# How far from its number the name of a month may stand, and how many numbers are looked at.
NEAR, MOST_NUMBERS = 40, 500
SHORTEST_NAME, LONG_NAME = 3, 5
KANJI = "〇一二三四五六七八九十"
# What may stand between a number and a month: “1st of December”, “1 de diciembre”.
LINKS = r"(?:(?:of|the|de|del|dels|d|da|di|do|den|ta|mis|ni|ya|na|le|la|el)\b[\s'’]*){0,2}"
BETWEEN = rf"[\s.,'’·/-]*{LINKS}ב?"
# An ending of a number: “1st”, “1er”, “1-го”.
ENDING = r"(?:[-:]?[^\W\d_]{1,4})?"
EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def names_day(text: str, on: date, *, month_first: bool = False) -> bool:
    """Say whether `text` names `on`. `month_first` says how “1/12” is read where it is open."""
    text = _plain(text)
    return _in_digits(text, on, month_first=month_first or bool(EASTERN.search(text))) or _in_words(
        text, on
    )


def _in_digits(text: str, on: date, *, month_first: bool) -> bool:
    day, month = f"0?{on.day}", f"0?{on.month}"
    year = rf"(?:{on.year}|{on.year % 100:02})"
    ahead = rf"{on.year}\s?([./-])\s?{month}\s?\1\s?{day}"
    one, other = (month, day) if month_first else (day, month)
    behind = [
        rf"{day}\s?([.-])\s?{month}(?:\s?\1(?:\s?{year})?)?",
        rf"{one}\s?(/)\s?{other}(?:\s?/\s?{year})?",
    ]
    whole = "|".join(f"(?:{each})" for each in _numbered(ahead, *behind))
    return bool(re.search(rf"(?<!\d)(?<!\d[./-])(?:{whole})(?![./-]?\d)", text))


def _numbered(*patterns: str) -> list[str]:
    r"""Return the patterns with their \1 counted through, so that they may stand in one."""
    return [each.replace(r"\1", rf"\{place}") for place, each in enumerate(patterns, start=1)]


def _in_words(text: str, on: date) -> bool:
    names = _month_pattern(on.month)
    # Another year beside it makes it another day.
    other_year = rf"(?![\s,.]*(?:del?\s*)?(?!{on.year})(?:19|20)\d\d(?!\d))"
    after = re.compile(rf"{ENDING}[.°)]?{BETWEEN}{names}{other_year}")
    before = re.compile(rf"(?<![^\W\d_年년]){names}{BETWEEN}$")
    no_other_year = re.compile(other_year)
    number = re.compile(rf"(?<!\d)(?<!\d[.,:])(?:0?{on.day}|(?<![{KANJI}]){_kanji(on.day)})(?!\d)")
    return any(
        after.match(text[found.end() : found.end() + NEAR])
        or (
            before.search(text[max(0, found.start() - NEAR) : found.start()])
            and no_other_year.match(text[found.end() : found.end() + NEAR])
        )
        for found in islice(number.finditer(text), MOST_NUMBERS)
    )


def _kanji(day: int) -> str:
    tens, ones = divmod(day, 10)
    ten = (KANJI[tens] if tens > 1 else "") + KANJI[10] if tens else ""
    return ten + (KANJI[ones] if ones else "")


def _plain(text: str) -> str:
    """Return `text` in one width, one case and one kind of digits and spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (c for c in folded if unicodedata.category(c) != "Cf")
    return " ".join("".join(_digit(c) for c in kept).split())


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


@lru_cache(maxsize=12)
def _month_pattern(month: int) -> str:
    """Return a pattern of all names of a month; long ones may be inflected, short ones end."""
    names = _all_months()[month]
    eastern = [name for name in names if EASTERN.search(name)]
    western = [name for name in names if not EASTERN.search(name)]
    long_ones = [name for name in western if len(name) >= LONG_NAME]
    short_ones = [name for name in western if len(name) < LONG_NAME]
    sorts = ["|".join(map(re.escape, each)) for each in (long_ones, short_ones, eastern)]
    return rf"(?:(?:(?:{sorts[0]})[^\W\d_]{{0,4}}|{sorts[1]})(?![^\W\d_])|{sorts[2]})"


@lru_cache(maxsize=1)
def _all_months() -> dict[int, tuple[str, ...]]:
    names: dict[int, set[str]] = {month: set() for month in range(1, 13)}
    for language in localedata.locale_identifiers():
        if "_" not in language or language in {"zh_Hant", "sr_Latn"}:
            for month, name in _months_in(language):
                names[month].add(_plain(name).rstrip("."))
    return {
        month: tuple(sorted(filter(_is_telling, found), key=lambda name: (-len(name), name)))
        for month, found in names.items()
    }


def _is_telling(name: str) -> bool:
    """Say whether `name` cannot be taken for a number or a small word."""
    is_short = len(name) < SHORTEST_NAME and name.isascii()
    return not is_short and any(c.isalpha() for c in name)


def _months_in(language: str) -> list[tuple[int, str]]:
    # Read past Babel’s own cache, which would keep a hundred megabytes for twelve names each.
    with open(localedata.resolve_locale_filename(language), "rb") as stored:
        months = pickle.load(stored).get("months", {})  # noqa: S301
    contexts = [months.get(name) for name in ("format", "stand-alone")]
    widths = [c.get(w) for c in contexts if isinstance(c, dict) for w in ("wide", "abbreviated")]
    return [named for width in widths if isinstance(width, dict) for named in width.items()]
