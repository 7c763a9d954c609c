"""Which loss stands behind a cause, and which remedy fits that loss first."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Fit:
    """What they lost, and which remedy fits that loss."""

    lost: str
    first: str
    next: str
    poor: str


def _correctness() -> Fit:
    return Fit(
        _("It differs from the brief, so they lost correctness."),
        _("Correct it first. Not counted as a round"),
        _("then a redo of the part"),
        _("a discount first"),
    )


def _taste() -> Fit:
    return Fit(
        _("It matches the brief and isn’t right for them."),
        _("An included round, with examples"),
        _("then a redo of the part, or a quote for a new direction"),
        _("a refund first"),
    )


def _time() -> Fit:
    return Fit(
        _("They lost time."),
        _("A firm new date, and a part on time"),
        _("then a fee reduction for what lateness cost them"),
        _("more revisions"),
    )


def _informed() -> Fit:
    return Fit(
        _("They were left without word."),
        _("An explanation, a rhythm, a fixed contact time"),
        _("then a call"),
        _("money alone"),
    )


def _bill() -> Fit:
    return Fit(
        _("It is about the bill."),
        _("A corrected invoice the same day"),
        _("then a credit note"),
        _("a revision"),
    )


def _respect() -> Fit:
    return Fit(
        _("They were not treated with respect."),
        _("A call, a plain apology, changed behaviour"),
        _("then a written record of the change"),
        _("a voucher"),
    )


def _trust() -> Fit:
    return Fit(
        _("They lost trust."),
        _("Stop, contain, tell, and prevent"),
        _("then outside help or advice"),
        _("anything without prevention"),
    )


# Which loss stands behind a cause: by the full code first, else by its family.
FITS: dict[str, Callable[[], Fit]] = {
    "QUA": _correctness,
    "PRO": _correctness,
    "FIT": _taste,
    "SCO": _taste,
    "EXP": _taste,
    "TIM": _time,
    "COM": _informed,
    "COM.6": _respect,
    "MON": _bill,
    "TRU": _trust,
    "TRU.3": _respect,
}


def fitting(cause: str) -> Fit | None:
    """Return what fits the cause with this code, or None where nothing is known to."""
    fit = FITS.get(cause) or FITS.get(cause.split(".")[0])
    return fit() if fit else None
