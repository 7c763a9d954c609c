"""What was typed and not sent yet: kept per screen, with a version so that an old window
overwrites nothing."""

from datetime import datetime

from django.db import transaction
from django.http import QueryDict

from accounts.fields import clean_text
from accounts.form_tokens import NOT_TYPED
from complaints.models import Complaint, Draft
from complaints.reminders import schedule

# Never part of a draft: what belongs to one request only.
NOT_KEPT = NOT_TYPED | {"action", "draft_version", "moment", "use"}
MOST_FIELDS, MOST_CHARACTERS = 200, 400_000


class StaleDraftError(Exception):
    """Raised when another window saved this screen since; carries that draft."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(str(draft))
        self.draft = draft


class DraftTooLargeError(Exception):
    """Raised when more was typed than a screen can hold."""


def find(complaint: Complaint, screen: str) -> Draft | None:
    """Return the draft of a screen, if there is one with something typed."""
    return Draft.objects.filter(complaint=complaint, screen=screen).first()


def keep(
    complaint: Complaint, screen: str, data: QueryDict, *, version: int | None, now: datetime
) -> Draft:
    """Keep what was typed. With `version`, only over that version.

    Raises StaleDraftError when a newer one is there, DraftTooLargeError when it is too much.
    """
    values = _values(data)
    with transaction.atomic():
        draft, _created = Draft.objects.select_for_update().get_or_create(
            complaint=complaint, screen=screen, defaults={"saved_at": now}
        )
        if version is not None and draft.version != version:
            raise StaleDraftError(draft)
        Draft.objects.filter(pk=draft.pk).update(
            data=values, version=draft.version + 1, is_skipped=False, saved_at=now
        )
        draft.refresh_from_db()
    return draft


def skip(complaint: Complaint, screen: str, data: QueryDict, *, now: datetime) -> None:
    """Keep what was typed and remember that the screen was skipped."""
    draft = keep(complaint, screen, data, version=None, now=now)
    Draft.objects.filter(pk=draft.pk).update(is_skipped=True)


def give_a_moment(
    complaint: Complaint, screen: str, data: QueryDict, *, back_at: datetime, now: datetime
) -> None:
    """Keep what was typed and ask to be reminded at `back_at` (UTC)."""
    with transaction.atomic():
        keep(complaint, screen, data, version=None, now=now)
        schedule.ask_for_a_moment(complaint, screen=screen, back_at=back_at, now=now)


def _values(data: QueryDict) -> dict[str, list[str]]:
    values = {
        clean_text(name)[:100]: [clean_text(value) for value in values]
        for name, values in list(data.lists())[:MOST_FIELDS]
        if name not in NOT_KEPT
    }
    if sum(len(value) for listed in values.values() for value in listed) > MOST_CHARACTERS:
        raise DraftTooLargeError
    return values
