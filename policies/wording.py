"""What a policy version says: frozen when it is published, with its fingerprint. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.terms import Ceiling

MY_ERRORS = _(
    "Anything where I did not follow the brief we agreed. I correct my own errors free of charge."
)
LAST_RESORT = _(
    "I first put things right: by explaining, by a revision, or by doing a part again. If that does"
    " not lead to a result we can both accept, I offer part of the fee back."
)
# Always shown under a policy: a policy adds to the law, it takes nothing away.
LEGAL_FOOTER = _("This policy adds to the rights you have by law and does not limit them.")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Everything a version says; the fields carry the names of the columns of PolicyVersion."""

    rounds_included: int
    round_means: str | Promise
    new_work_means: str | Promise
    not_counted: str | Promise = MY_ERRORS
    extra_round_price: Decimal | None = None
    currency: str = ""
    extra_round_percent: Decimal | None = None
    turnaround_days: int = 3
    feedback_window_days: int = 5
    refund_stance: str | Promise = LAST_RESORT
    ceiling_kind: str = Ceiling.PERCENT
    ceiling_percent: Decimal = Decimal(30)
    ceiling_amount: Decimal | None = None
    ceiling_days: int = 60


WORDING_FIELDS = tuple(field.name for field in fields(Wording))
# Left out of a fingerprint while they say what was meant before they could be said, so that the
# fingerprints of older versions still hold.
_UNSAID = {"ceiling_kind": Ceiling.PERCENT, "ceiling_amount": None}


def fingerprint(wording: Wording) -> str:
    """Return the SHA-256 of the wording, as hexadecimal digits; equal words give equal digits."""
    said = {name: value for name, value in asdict(wording).items() if not _is_unsaid(name, value)}
    plain = {name: _plain(value) for name, value in said.items()}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _is_unsaid(name: str, value: object) -> bool:
    return name in _UNSAID and value == _UNSAID[name]


def _plain(value: object) -> str | int | None:
    # 150, 150.0 and 150.000 are one price, whatever the database made of it.
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if value is None or isinstance(value, int):
        return value
    return str(value)
