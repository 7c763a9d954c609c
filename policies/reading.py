"""A policy version as the client reads it: its prices and shares as text."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.formats import money, percent
from clients.models import Project
from policies import terms
from policies.models import PolicyVersion
from policies.terms import Ceiling
from policies.wording import LEGAL_FOOTER


@dataclass(frozen=True)
class Reading:
    """What the partial `policies/_policy_text.html` shows of a version."""

    version: PolicyVersion
    extra: str
    most_given_back: str
    legal_footer: str

    @property
    def gives_back(self) -> bool:
        """Whether any money may go back under it."""
        is_share = self.version.ceiling_kind == Ceiling.PERCENT
        return not is_share or bool(self.version.ceiling_percent)


def reading(version: PolicyVersion, project: Project | None = None) -> Reading:
    """Return `version` as text; with a `project` shares of the fee are also named as amounts."""
    return Reading(
        version=version,
        extra=price_of_extra(version, project),
        most_given_back=most_given_back(version, project),
        legal_footer=str(LEGAL_FOOTER),
    )


def price_of_extra(version: PolicyVersion, project: Project | None = None) -> str:
    """Return the price of an extra round as text: an amount, or a share without a `project`. Pure.

    An amount in the policy stays in the policy's currency, whatever happened to the project's.
    """
    if version.extra_round_price is not None:
        return money(version.extra_round_price, version.currency)
    share = _("%(share)s of the fee") % {"share": percent(version.extra_round_percent or 0)}
    if project is None or project.is_hourly:
        return share
    price = terms.extra_round_price(version.terms(), project.fee_net, project.currency)
    return money(price, project.currency)


def most_given_back(version: PolicyVersion, project: Project | None = None) -> str:
    """Return the ceiling as text: a share of the fee, with the amount for a `project` that has
    one; an amount; or what is not delivered. Pure."""
    match version.ceiling_kind:
        case Ceiling.AMOUNT:
            return money(version.ceiling_amount or 0, version.currency)
        case Ceiling.STAGES:
            return _("the price of what is paid and not delivered yet")
    share = {"share": percent(version.ceiling_percent)}
    if project is None:
        return _("%(share)s of the fee") % share
    if project.is_hourly:
        return _("%(share)s of what was invoiced") % share
    most = terms.ceiling(version.terms(), project.fee_net, project.currency)
    return f"{_('%(share)s of the fee') % share} ({money(most, project.currency)})"
