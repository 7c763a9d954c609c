"""Throws away the words of mails that nobody needs any more; that they went, and when, stays."""

from datetime import datetime

from django.db.models import Q

from outbox.models import OPEN, OutgoingEmail, undecided

AT_ONCE = 200


def bodies(before: datetime) -> int:
    """Empty the mails made before `before` (UTC) that are over and done; returns how many.

    Their keys stay, so that none is made again. What still waits, or for somebody to decide,
    keeps its words; a mail that belongs to nobody waits for nobody.
    """
    over = ~Q(state__in=OPEN) & (~undecided() | Q(user=None))
    rows = OutgoingEmail.objects.filter(over, created_at__lt=before).exclude(raw=b"")
    done = 0
    # A few at a time: nobody waits long for the one writer.
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        done += rows.filter(pk__in=keys).update(raw=b"")
    return done
