"""The verbs after listening: send the first reply (T4), and note the likely cause."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.formats import day
from complaints import causes
from complaints.letters.release import Letter
from complaints.models import Acknowledgement, Complaint, Finding, Promise
from complaints.moves import promises
from complaints.moves.base import YOU, advance, note, send_off, still_open, transition
from complaints.moves.intake import forget_draft
from complaints.workflow import PLACES, M


def acknowledge(
    complaint: Complaint,
    *,
    own_part: str,
    own_part_text: str,
    plan_promised_on: date,
    letter: Letter,
    by: str = YOU,
    now: datetime,
) -> None:
    """T4: the first reply goes out, is marked as sent, or is noted as said; a plan is promised."""
    with transition(complaint, now=now) as row:
        advance(
            row,
            M.ACKNOWLEDGE,
            by=by,
            now=now,
            title=_("You replied"),
            detail=_("You promised a plan by %(day)s.") % {"day": day(plan_promised_on, now)},
            client_saw=True,
            acknowledged_at=max(now, row.received_at or now),
        )
        Acknowledgement.objects.create(
            complaint=row,
            own_part=own_part,
            own_part_text=own_part_text,
            plan_promised_on=plan_promised_on,
            sent_at=now,
        )
        promises.make(
            row,
            Promise.Kind.PLAN,
            what=_("A plan"),
            due=row.owner.preferences.calendar().given(plan_promised_on),
            now=now,
        )
        send_off(row, letter, by=by, now=now)
        forget_draft(row, "acknowledge")


def note_cause(
    complaint: Complaint,
    *,
    cause: str,
    contributing: Sequence[str],
    lever: str,
    because: Sequence[str],
    cause_sentence: str,
    by: str = YOU,
    now: datetime,
) -> None:
    """Note the likely cause, or “not sure yet”; it may be changed until the complaint is closed."""
    with transition(complaint, now=now) as row:
        still_open(row, PLACES["cause"].open_in)
        Finding.objects.update_or_create(
            complaint=row,
            defaults={
                "cause": cause,
                "contributing": list(contributing),
                "lever": lever,
                "because": list(because),
                "cause_sentence": cause_sentence,
                "noted_at": now,
            },
        )
        note(
            row,
            "note_cause",
            by=by,
            now=now,
            title=_("You noted the cause"),
            detail=causes.in_words(cause, contributing),
        )
        forget_draft(row, "cause")
