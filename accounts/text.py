"""Makes typed text safe to keep: one kind of line end, no control characters, no broken Unicode."""

import re

LINE_ENDS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
# Everything a database, a mail or a page may choke on; tab and newline stay.
UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_text(value: str) -> str:
    r"""Return `value` with lines ended by \n and without control characters or lone surrogates."""
    return UNWANTED.sub("", LINE_ENDS.sub("\n", value))


def clean_line(value: str) -> str:
    """Return `value` as one line: cleaned, with every run of white space made one space."""
    return " ".join(clean_text(value).split())
