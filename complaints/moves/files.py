"""The files that came with the client's message: kept once each, as far as there is room, and
removed. What is refused says why in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import User
from complaints import file_names
from complaints.models import Attachment, Complaint

MOST_AT_ONCE, MOST_BYTES = 5, 10 * 1024 * 1024
SALT = "complaints.files"


@dataclass(frozen=True)
class Room:
    """How many bytes one complaint and its whole account hold, and how many they may."""

    here: int
    in_all: int

    @property
    def words(self) -> str:
        """How much room there is, in a sentence."""
        sentence = _("%(used)s of %(most)s are used for this complaint.")
        return sentence % {
            "used": filesizeformat(self.here),
            "most": filesizeformat(settings.COMPLAINT_FILES_BYTES),
        }

    def objection(self, name: str, size: int) -> str:
        """Return why a file of `size` bytes does not fit, or an empty text."""
        for used, most, where in (
            (self.here, settings.COMPLAINT_FILES_BYTES, _("this complaint")),
            (self.in_all, settings.ACCOUNT_FILES_BYTES, _("all your complaints together")),
        ):
            if used + size > most:
                return _(
                    "“%(name)s” does not fit: of %(most)s for %(where)s, %(left)s are left. Remove"
                    " a file, or leave this one out"
                ) % {
                    "name": name,
                    "most": filesizeformat(most),
                    "where": where,
                    "left": filesizeformat(max(most - used, 0)),
                }
        return ""


@dataclass(frozen=True)
class Kept:
    """One file as a page lists it; `handle` names it in a form."""

    name: str
    size: int
    number: int
    handle: str


def listed(complaint: Complaint) -> list[Kept]:
    """Return the files of a complaint in the order in which they came."""
    rows = complaint.attachments.order_by("pk").values_list("pk", "name", "size")
    return [
        Kept(name, size, number, signing.dumps(pk, salt=SALT))
        for number, (pk, name, size) in enumerate(rows, start=1)
    ]


def room(complaint: Complaint) -> Room:
    """Return the room of a complaint and of its account."""
    here = Sum("size", filter=Q(complaint=complaint), default=0)
    mine = Attachment.objects.filter(complaint__owner=complaint.owner_id)
    return Room(**mine.aggregate(here=here, in_all=Sum("size", default=0)))


def keep(complaint: Complaint, uploads: Sequence[UploadedFile], *, now: datetime) -> list[str]:
    """Keep each file that is fine and fits; return a sentence for each that is not."""
    if len(uploads) > MOST_AT_ONCE:
        return [_("Choose at most five files at once")]
    refused = (_keep(complaint, upload, now) for upload in uploads)
    return [sentence for sentence in refused if sentence]


def remove(complaint: Complaint, handle: str) -> None:
    """Remove one file; one that is gone already is none."""
    try:
        pk = signing.loads(handle, salt=SALT)
    except signing.BadSignature:
        return
    Attachment.objects.filter(complaint=complaint, pk=pk).delete()


def _keep(complaint: Complaint, upload: UploadedFile, now: datetime) -> str:
    name, size = file_names.shown(upload.name or ""), upload.size or 0
    if not size:
        return _("“%(name)s” is empty. Choose it once more, or leave it out") % {"name": name}
    if size > MOST_BYTES:
        sentence = _("“%(name)s” is larger than 10 MB. Leave it out or make it smaller")
        return sentence % {"name": name}
    return _store(complaint, upload, name, now)


@transaction.atomic
def _store(complaint: Complaint, upload: UploadedFile, name: str, now: datetime) -> str:
    """Store a file unless it is there; files of one account take turns, so that sums hold."""
    User.objects.select_for_update(no_key=True).get(pk=complaint.owner_id)
    digest = _digest(upload)
    if complaint.attachments.filter(name=name, digest=digest).exists():
        return ""
    size = upload.size or 0
    objection = room(complaint).objection(name, size)
    if not objection:
        details = {"name": name, "digest": digest, "size": size, "added_at": now}
        Attachment.objects.create(complaint=complaint, file=upload, **details)
    return objection


def _digest(upload: UploadedFile) -> str:
    fingerprint = sha256()
    for chunk in upload.chunks():
        fingerprint.update(chunk)
    upload.seek(0)
    return fingerprint.hexdigest()
