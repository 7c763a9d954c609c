"""Removes the stored files that belong to nothing any more: what a broken upload left behind."""

import time
from collections.abc import Iterator

from django.core.files.storage import default_storage

from complaints.models import Attachment

FOLDER = "complaints"
# An upload that is still under way has a file and no row yet.
YOUNG_SECONDS = 24 * 3600


def sweep() -> int:
    """Delete each file older than a day that no row knows, and return how many."""
    return sum(_removed(name) for name in _old_files(FOLDER))


def _removed(name: str) -> bool:
    if Attachment.objects.filter(file=name).exists():
        return False
    default_storage.delete(name)
    return True


def _old_files(folder: str) -> Iterator[str]:
    if not default_storage.exists(folder):
        return
    folders, names = default_storage.listdir(folder)
    for name in names:
        path = f"{folder}/{name}"
        if time.time() - default_storage.get_modified_time(path).timestamp() > YOUNG_SECONDS:
            yield path
    for name in folders:
        yield from _old_files(f"{folder}/{name}")
