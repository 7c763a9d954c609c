"""What the apps above have against a change of a project or its invoices: they know the money."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from clients.models import Project


class ChangeRefused(Exception):
    """A change that cannot be kept: a sentence, and the `field` it belongs to."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


def must_be_fine(project: Project, field: str, asked: Iterable[str] = ()) -> None:
    """Pass, or raise ChangeRefused with the first objection, which then belongs to `field`.

    Asked in the transaction of a change, after the rows were written. The settings name who is
    asked (OBJECTIONS_TO_PROJECTS, and `asked` besides), because nothing here imports upward.
    """
    for path in (*settings.OBJECTIONS_TO_PROJECTS, *asked):
        sentence = import_string(path)(project)
        if sentence:
            raise ChangeRefused(field, sentence)
