"""Whether mail may leave this installation: not from a copy, nor from a database put back.

A copy would send again what the original sends, and an old backup what has long been sent.
"""

import json
import logging
import os
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from outbox import ledger, tombstones
from outbox.models import Instance, MailState, OutgoingEmail
from outbox.queue import default_account

logger = logging.getLogger(__name__)

# A database that is behind is behind at the end of the ledger.
LOOKED_AT = 200
_checked: set[tuple[int, str]] = set()


def may_send(now: datetime) -> bool:
    """Return whether mail may leave from here; looks closely the first time a process asks."""
    this = (os.getpid(), str(settings.VAR_DIR))
    if this not in _checked:
        check(now)
        _checked.add(this)
    return not refusal()


def refusal() -> str:
    """Return why no mail may leave from here, as a sentence; empty when it may."""
    row = Instance.objects.filter(pk=Instance.THE_ONE).first()
    if row is None:
        return ""
    return _stranger(row) or ("" if row.mail_armed else row.reason)


def check(now: datetime) -> None:
    """Compare database and ledger; switch mail off when the database is older than the ledger.

    A database that has never sent anything is taken in by the data folder it stands on. A data
    folder that it does not belong to only keeps its own mail back: the right one may be sending.
    """
    row = Instance.objects.filter(pk=Instance.THE_ONE).first()
    if row is None:
        row = _adopt(now)
    if reason := _stranger(row):
        logger.error("Mail is off here: %s Confirm with: manage.py arm_mail", reason)
    elif row.mail_armed and _is_behind():
        reason = _("The database is older than the mails that have gone out, like a backup.")
        logger.error("Mail is off: %s Confirm with: manage.py arm_mail", reason)
        Instance.objects.filter(pk=row.pk).update(mail_armed=False, reason=reason, changed_at=now)


def arm(now: datetime) -> dict[str, int]:
    """Let mail leave this installation again; what the ledger knows is not sent once more.

    Returns how many mails the ledger settled as `sent`, and how many it holds that the database
    does not know (`unknown`): those keep their place, so that nothing makes them again.
    """
    with transaction.atomic():
        sent, unknown = _take_over_ledger()
        identity = _write_identity(settings.INSTANCE_ID or uuid.uuid4().hex)
        Instance.objects.update_or_create(
            pk=Instance.THE_ONE,
            defaults={
                "instance_id": identity,
                "mail_armed": True,
                "reason": "",
                "changed_at": now,
            },
        )
    return {"sent": sent, "unknown": unknown}


def ahead() -> list[ledger.Entry]:
    """Return the entries of the ledger that the database has not seen going out."""
    entries = {entry.message_id: entry for entry in ledger.entries()}
    keys = list(entries)
    seen: set[str] = set()
    for start in range(0, len(keys), 500):
        rows = OutgoingEmail.objects.filter(
            message_id__in=keys[start : start + 500], handoffs__gt=0
        )
        seen.update(rows.values_list("message_id", flat=True))
    return [entry for key, entry in entries.items() if key not in seen]


def _adopt(now: datetime) -> Instance:
    """Take in a database without an identity: a new one. Several processes may do so at once."""
    if ledger.entries() and not OutgoingEmail.objects.filter(handoffs__gt=0).exists():
        # The file of a database that was deleted on purpose.
        ledger.put_aside()
    identity = _name_folder()
    row, _made = Instance.objects.get_or_create(
        pk=Instance.THE_ONE, defaults={"instance_id": identity, "changed_at": now}
    )
    return row


def _stranger(row: Instance) -> str:
    """Return why this data folder is not the one that the database belongs to, if it is not."""
    if settings.INSTANCE_ID:
        if row.instance_id != settings.INSTANCE_ID:
            return _("INSTANCE_ID does not name the installation that the database belongs to.")
        return ""
    identity = _identity()
    if identity.get("id") != row.instance_id:
        return _("The database was last used from another data folder.")
    if identity.get("inode") != identity.get("found"):
        return _("The data folder is a copy; the original may still be sending.")
    return ""


def _is_behind() -> bool:
    """A mail that went out and still waits, or the very last one missing: never without a reason.

    One that was deleted with its account has left a stand-in.
    """
    last = [entry.message_id for entry in ledger.entries()[-LOOKED_AT:]]
    if not last:
        return False
    rows = OutgoingEmail.objects.filter(message_id__in=last)
    handoffs = dict(rows.values_list("message_id", "handoffs"))
    return last[-1] not in handoffs or 0 in handoffs.values()


def _take_over_ledger() -> tuple[int, int]:
    sent = unknown = 0
    account = default_account()
    for entry in ahead():
        known = OutgoingEmail.objects.filter(message_id=entry.message_id)
        if known.update(
            state=MailState.SENT,
            sent_at=entry.at,
            handoffs=1,
            resolution="ledger",
            lease_token="",
            lease_until=None,
        ):
            sent += 1
            continue
        unknown += 1
        tombstones.stand_in(
            tombstones.BEFORE,
            entry.message_id,
            account,
            entry.at,
            subject=_("Sent before the backup was put back"),
            resolution="ledger",
        )
    return sent, unknown


def _file() -> Path:
    return Path(settings.VAR_DIR) / "instance.json"


def _identity() -> dict[str, Any]:
    """Return what the data folder calls itself, and the inode at which it was found."""
    try:
        read = json.loads(_file().read_text("ascii"))
        return {**read, "found": _file().stat().st_ino}
    except (FileNotFoundError, ValueError, TypeError):
        return {}


def _name_folder() -> str:
    """Return the name of the data folder; without one, give it one. The first of several wins."""
    found = _identity()
    if found and found.get("inode") == found.get("found"):
        return settings.INSTANCE_ID or str(found["id"])
    if found:
        return _write_identity(settings.INSTANCE_ID or str(found["id"]))
    fresh = _fresh_file(settings.INSTANCE_ID or uuid.uuid4().hex)
    try:
        os.link(fresh, _file())
    except FileExistsError:
        logger.info("Another process has named the data folder")
    finally:
        fresh.unlink()
    return str(_identity()["id"])


def _write_identity(identity: str) -> str:
    os.replace(_fresh_file(identity), _file())
    return identity


def _fresh_file(identity: str) -> Path:
    """Write a name beside the file; a later copy of it has another inode and gives itself away."""
    fresh = _file().with_suffix(f".{uuid.uuid4().hex}.tmp")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({"id": identity, "inode": fresh.stat().st_ino}), "ascii")
    return fresh
