"""What a file that came with a message is called: on the page as people gave it, on the disk so
that every file system takes it."""

import os
import re

from accounts.text import clean_line

LONGEST_SHOWN = 200
# File systems count bytes, 255 at most; the storage adds a few of its own when a name is taken.
MOST_BYTES, MOST_ENDING_BYTES = 140, 20
# They turn the order of the letters round, so that a name can look like another one.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NOT_PLAIN = re.compile(r"[^-\w]")


def shown(given: str) -> str:
    """Return the name as a line of text without folders, its ending kept when it is too long."""
    line = TURNS.sub("", clean_line(re.split(r"[/\\]", given)[-1]))
    stem, ending = os.path.splitext(line)
    ending = ending[:MOST_ENDING_BYTES]
    return stem[: LONGEST_SHOWN - len(ending)] + ending or "file"


def on_disk(given: str) -> str:
    """Return a plain name for the disk, shortened by bytes, its ending kept."""
    stem, ending = os.path.splitext(shown(given))
    stem = _shortened(NOT_PLAIN.sub("_", stem), MOST_BYTES) or "file"
    ending = _shortened(NOT_PLAIN.sub("", ending), MOST_ENDING_BYTES)
    return f"{stem}.{ending}" if ending else stem


def _shortened(text: str, most: int) -> str:
    """Return as many whole characters of `text` as fit into `most` bytes."""
    return text.encode("utf-8")[:most].decode("utf-8", "ignore")
