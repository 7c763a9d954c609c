"""Adds lines to a file so that a full disk is noticed and a torn line spoils no other."""

import os

END = b"\n"


def append_lines(file: int, text: str) -> None:
    """Append `text`, whole lines, to a file opened with O_RDWR and O_APPEND. Raises OSError.

    What a full disk or a power cut tore before is left behind on a line of its own.
    """
    rest = text.encode()
    if _is_torn(file):
        rest = END + rest
    # A full disk may take a part without an error; only the next write then says so.
    while rest:
        rest = rest[os.write(file, rest) :]


def _is_torn(file: int) -> bool:
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != END
