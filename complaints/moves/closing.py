"""The verbs of the end: close (T16), and go past a gate with a reason (T22)."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from complaints.letters.release import Letter
from complaints.models import CareWindow, Complaint, Override, Promise
from complaints.moves import promises
from complaints.moves.base import YOU, advance, send_off, transition
from complaints.moves.intake import forget_draft
from complaints.workflow import M

CARE_DAYS = 60


def close(
    complaint: Complaint,
    *,
    outcome: str,
    satisfaction: int | None,
    summary: str,
    hours_total: Decimal | None,
    direct_cost: Decimal | None,
    letter: Letter,
    by: str = YOU,
    now: datetime,
) -> None:
    """T16: the record goes to both, and sixty days of extra care for that client begin."""
    with transition(complaint, now=now) as row:
        advance(
            row,
            M.CLOSE,
            by=by,
            now=now,
            title=_("You closed it"),
            detail=_how_it_ended(outcome, satisfaction),
            client_saw=True,
            closed_at=now,
            outcome=outcome,
            satisfaction=satisfaction,
            summary=summary,
            hours_total=hours_total,
            direct_cost=direct_cost,
        )
        promises.let_go(row, Promise.Kind.values, now=now)
        today = row.owner.preferences.calendar().today(now)
        CareWindow.objects.update_or_create(
            complaint=row,
            defaults={
                "client": row.client,
                "starts_on": today,
                "ends_on": today + timedelta(days=CARE_DAYS),
            },
        )
        send_off(row, letter, by=by, now=now)
        forget_draft(row, "close")


def _how_it_ended(outcome: str, satisfaction: int | None) -> str:
    label = str(Complaint.Outcome(outcome).label)
    if satisfaction is None:
        return label
    return _("%(ended)s. They gave it %(n)s of 5.") % {"ended": label, "n": satisfaction}


def override(
    complaint: Complaint, *, gate: str, code: str, note_text: str, by: str = YOU, now: datetime
) -> None:
    """T22: go past `gate` with a reason, which stays on the trail and never reaches the client."""
    with transition(complaint, now=now) as row:
        advance(
            row,
            M.OVERRIDE,
            by=by,
            now=now,
            title=_("You went on with a reason"),
            detail=f"{Override.Code(code).label}: {note_text}",
        )
        Override.objects.create(complaint=row, gate=gate, code=code, note=note_text, at=now)
