"""How long before or after a date a freelancer is reminded: the presets, and what may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class LeadTime:
    """One lead time: what it is about, its preset, and the least and the most one may choose.

    `note` says what else comes and cannot be chosen.
    """

    name: str
    label: Lazy
    preset: int
    least: int
    most: int
    note: Lazy | str = ""


LEAD_TIMES: dict[str, LeadTime] = {
    lead.name: lead
    for lead in [
        LeadTime(
            "reply_hours",
            _("A reply is due, working hours before"),
            2,
            1,
            6,
            note=_("A first reminder comes when half of the time is over."),
        ),
        LeadTime("plan_days", _("A plan is due, working days before"), 1, 1, 10),
        LeadTime("step_days", _("A step or delivery is due, working days before"), 1, 1, 10),
        LeadTime("ask_days", _("No answer yet, asked again after working days"), 2, 1, 10),
        LeadTime("close_days", _("Ready to close, working days after they confirmed"), 1, 1, 10),
    ]
}


def chosen(stored: Any, name: str) -> int:
    """Return the lead time called `name` out of what a freelancer stored, else its preset."""
    lead = LEAD_TIMES[name]
    value = stored.get(name) if isinstance(stored, Mapping) else None
    if isinstance(value, int) and lead.least <= value <= lead.most:
        return value
    return lead.preset
