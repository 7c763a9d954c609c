"""The verbs of the ledger of rounds; the only place a round is written, answered or taken away."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from clients.models import Project
from policies.allowance import Allowance, for_project
from policies.models import RevisionRound

Type = RevisionRound.Type
Result = RevisionRound.Result


class RoundRefused(Exception):
    """A round cannot be recorded so: a sentence, and the `field` it belongs to."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class AllowanceUsed(RoundRefused):
    """No included round is left (gate G5); the numbers are in `allowance`."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        super().__init__("type", _why_no_round_is_left(allowance))


class CourtesyNeedsReason(RoundRefused):
    """A courtesy is a present, and the ledger says what for."""

    def __init__(self) -> None:
        super().__init__("reason", _("Say why this round is a courtesy."))


class PaidNeedsAcceptedQuote(RoundRefused):
    """Nothing is charged before the client has said yes to a price."""

    def __init__(self) -> None:
        super().__init__(
            "type", _("A paid round starts after they said yes to its price. Send a quote first.")
        )


class DatesReversed(RoundRefused):
    """The days of a round follow one another: asked for, delivered, answered."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(field, sentence)


class AlreadyAnswered(RoundRefused):
    """The client's answer to a round is kept as it was given."""

    def __init__(self) -> None:
        super().__init__("result", _("This round has an answer already."))


class CannotBeRemoved(RoundRefused):
    """Only the last round, written down by hand and without an answer, is taken away again."""

    def __init__(self) -> None:
        super().__init__(
            "",
            _("Only the last round can be removed, while it has no answer and no delivery."),
        )


@transaction.atomic
def add_round(
    *,
    project: Project,
    type: str,
    delivered_on: date | None = None,
    requested_on: date | None = None,
    reason: str = "",
    hours: Decimal | None = None,
    quote_accepted: bool = False,
) -> RevisionRound:
    """Return the next round of `project`, as a delivery hands it over; dates are local.

    Raises AllowanceUsed, CourtesyNeedsReason, PaidNeedsAcceptedQuote or DatesReversed.
    """
    if type == Type.PAID_EXTRA and not quote_accepted:
        raise PaidNeedsAcceptedQuote
    return _write(
        project,
        RevisionRound(
            type=type,
            requested_on=requested_on,
            delivered_on=delivered_on,
            reason=reason,
            hours=hours,
        ),
    )


@transaction.atomic
def record_round_before(
    *,
    project: Project,
    type: str,
    today: date,
    delivered_on: date | None = None,
    result: str = Result.OPEN,
    reason: str = "",
) -> RevisionRound:
    """Return a round that was done before any complaint, written down by hand.

    `today` and `delivered_on` are local dates. Raises AllowanceUsed, CourtesyNeedsReason or
    DatesReversed.
    """
    if delivered_on and delivered_on > today:
        raise DatesReversed("delivered_on", _("Enter a day that is not in the future."))
    return _write(
        project,
        RevisionRound(
            type=type,
            delivered_on=delivered_on,
            result=result,
            reason=reason,
            is_recorded_by_hand=True,
        ),
    )


def answer_round(*, revision_round: RevisionRound, result: str, answered_on: date) -> None:
    """Keep the client's answer to a round; `answered_on` is a local date.

    Raises AlreadyAnswered, also when somebody else was a moment faster, or DatesReversed.
    """
    delivered_on = revision_round.delivered_on
    if delivered_on and answered_on < delivered_on:
        raise DatesReversed("answered_on", _("Enter a day on or after the delivery."))
    unanswered = RevisionRound.objects.filter(pk=revision_round.pk, result=Result.OPEN)
    if not unanswered.update(result=result, answered_on=answered_on):
        raise AlreadyAnswered
    revision_round.refresh_from_db()


@transaction.atomic
def remove_last_round(*, project: Project) -> None:
    """Take back the last round when it was a slip of the pen. Raises CannotBeRemoved."""
    _lock(project)
    last = RevisionRound.objects.filter(project=project).order_by("-number").first()
    if last is None or not is_removable(last):
        raise CannotBeRemoved
    last.delete()


def is_removable(last: RevisionRound) -> bool:
    """Say whether the last round of a project may be taken back. Pure."""
    return last.is_recorded_by_hand and last.result == Result.OPEN


def _write(project: Project, new: RevisionRound) -> RevisionRound:
    _check_reason(new)
    _check_dates(new)
    # Two deliveries at once must not both take the last included round.
    _lock(project)
    if new.type == Type.INCLUDED:
        _check_allowance(for_project(project))
    new.project = project
    new.number = _next_number(project)
    new.save()
    return new


def _check_reason(new: RevisionRound) -> None:
    if new.type == Type.COURTESY and not new.reason:
        raise CourtesyNeedsReason


def _check_dates(new: RevisionRound) -> None:
    if new.requested_on and new.delivered_on and new.delivered_on < new.requested_on:
        raise DatesReversed("delivered_on", _("Enter a day on or after they asked for it."))


def _check_allowance(allowance: Allowance) -> None:
    if allowance.remaining < 1:
        raise AllowanceUsed(allowance)


def _lock(project: Project) -> None:
    Project.objects.select_for_update().get(pk=project.pk)


def _next_number(project: Project) -> int:
    rounds = RevisionRound.objects.filter(project=project)
    return (rounds.aggregate(last=Max("number"))["last"] or 0) + 1


def _why_no_round_is_left(allowance: Allowance) -> str:
    if not allowance.is_agreed:
        return _(
            "No policy is agreed, so no round is included. Record the agreement first,"
            " or choose a correction, a courtesy or a paid round."
        )
    facts = {
        0: _("The policy includes no round."),
        1: _("The included round is used."),
        2: _("Both included rounds are used."),
    }
    all_used = _("All %(count)d included rounds are used.") % {"count": allowance.included}
    question = _("Is this a correction, a courtesy or a paid round?")
    return f"{facts.get(allowance.included, all_used)} {question}"
