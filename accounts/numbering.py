"""Gives out the freelancer's own running numbers (C-0142, P-031); a number is never given twice."""

from django.db import transaction
from django.db.models import F

from accounts.models import Counter, User


def next_number(owner: User, kind: str) -> int:
    """Return the next number of `kind` for `owner`; runs in the transaction that uses it."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("next_number() needs a transaction.")
    counter, _created = Counter.objects.get_or_create(owner=owner, kind=kind)
    # The UPDATE takes the row lock, so two writers cannot read the same number.
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db(fields=["last"])
    return counter.last
