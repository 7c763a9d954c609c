"""Keeps what Amends writes readable by its own account of the machine alone.

New files are made so by the umask of every process (settings); this mends what is older.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def restore(folder: Path, say: Callable[[str], None]) -> None:
    """Take away what others may do with `folder` and all in it, and say so where there was any."""
    taken, left = 0, 0
    for path in _all_in(folder):
        try:
            taken += _close(path)
        except FileNotFoundError:
            # The queue is read all the time.
            continue
        except OSError:
            left += 1
    if taken:
        say(f"{taken} files and folders in {folder} were open to others and are closed now.")
    if left:
        say(
            f"{left} files and folders in {folder} stay open to others: they are not ours to close."
        )


def _all_in(folder: Path) -> Iterator[Path]:
    """Yield the folder, then what is in it; a link is left alone, and where it leads to."""
    yield folder
    for at, folders, files in os.walk(folder):
        yield from (Path(at, name) for name in (*folders, *files))


def _close(path: Path) -> bool:
    """Keep what the owner may do and nothing else; returns whether there was anything else."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode) or not mode & OTHERS:
        return False
    os.chmod(path, stat.S_IMODE(mode) & ~OTHERS)
    return True
