"""Takes the bullets and numbers of a pasted list away and keeps its words. Pure."""

import re

# Bullets as word processors and mails write them, the private ones of symbol fonts among them.
CLEAR = "·•‣◦▪▫●○■□◆◇▸▹►▻➢➤➔→✓✔✗☐☑☒⁃∙\uf000-\uf0ff"
# Signs that are bullets only with a gap behind them; a dash before a letter is one too.
LOOSE = "*+–—−‐‑-"
GAP = r"[^\S\n]"
BOX = rf"\[[ xX]?\]{GAP}+"
BULLET = re.compile(
    rf"{GAP}*(?:(?:[{CLEAR}]+{GAP}*|[{LOOSE}]{GAP}+|[–—-](?=[^\W\d_]))+(?:{BOX})?|{BOX})"
)
# A letter or a number counts only with a tab, a bracket, or a dot and a gap behind it: “o” and
# “1.5 mm” are words.
LETTER = re.compile(rf"{GAP}*(?:[o§Øüþ]{GAP}*\t{GAP}*)")
MARKER = r"(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,5})"
NUMBER = re.compile(rf"{GAP}*\(?{MARKER}(?:[.)]?{GAP}*\t{GAP}*|\){GAP}+)")
COUNTED = re.compile(rf"{GAP}*\d{{1,2}}\.{GAP}+")


def unlisted(text: str) -> list[str]:
    """Return the lines of `text` that say something, each without its bullet or number.

    A number with a dot may be a day (“3. June”), so it goes only where the lines count through.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    counted = [_number(line) for line in lines]
    is_counted = [n for n in counted if n] == list(range(1, len(lines) + 1)) and len(lines) > 1
    return [words for line in lines if (words := _without(line, is_counted=is_counted))]


def _number(line: str) -> int:
    match = re.match(rf"{GAP}*(\d{{1,2}})[.)]{GAP}+", line)
    return int(match[1]) if match else 0


def _without(line: str, *, is_counted: bool) -> str:
    sorts = (BULLET, LETTER, NUMBER, COUNTED) if is_counted else (BULLET, LETTER, NUMBER)
    found = next((match for sort in sorts if (match := sort.match(line))), None)
    return " ".join(line[found.end() if found else 0 :].split())
