"""What is included, what an extra round costs, how much may be given back. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from accounts import currencies

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies met; they are never added or compared."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(
            _("These amounts are in %(first)s and %(second)s; they can't be counted together.")
            % {"first": first, "second": second}
        )


class Answer(StrEnum):
    """What the freelancer says to one of the questions."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Ceiling(StrEnum):
    """What limits how much may be given back."""

    PERCENT = "percent"
    AMOUNT = "amount"
    STAGES = "stages"


class Kind(StrEnum):
    """What a request is under the policy; the values are those of the ledger of rounds."""

    INCLUDED = "included"
    CORRECTION = "correction"
    COURTESY = "courtesy"
    PAID = "paid_extra"


@dataclass(frozen=True)
class Terms:
    """The numbers of a policy version.

    The price of an extra round is `extra_price` in `currency`, or `extra_percent` of the fee;
    exactly one of the two is set. `ceiling_kind` says what limits how much goes back: a share of
    the fee, `ceiling_amount` in `currency`, or the price of what is not delivered. `ceiling_days`
    are calendar days after delivery, the feedback window and the turnaround are working days.
    """

    rounds_included: int
    extra_price: Decimal | None = None
    extra_percent: Decimal | None = None
    currency: str = ""
    ceiling_kind: str = Ceiling.PERCENT
    ceiling_percent: Decimal = ZERO
    ceiling_amount: Decimal | None = None
    ceiling_days: int = 60
    feedback_window_days: int = 5
    turnaround_days: int = 3

    def __post_init__(self) -> None:
        """Refuse numbers no policy can have."""
        if (self.extra_price is None) == (self.extra_percent is None):
            raise ValueError("An extra round is priced as an amount or as a share of the fee.")
        if self.extra_price is not None and not self.currency:
            raise ValueError("A price needs its currency.")
        if min(self.rounds_included, self.extra_price or 0, self.extra_percent or 0) < 0:
            raise ValueError("Rounds and prices are not negative.")
        if not ZERO <= self.ceiling_percent <= HUNDRED:
            raise ValueError("The ceiling is between 0 and 100 % of the fee.")
        if self.ceiling_kind == Ceiling.AMOUNT and not (self.ceiling_amount and self.currency):
            raise ValueError("A ceiling that is an amount needs the amount and its currency.")


@dataclass(frozen=True)
class History:
    """What has happened on one project so far.

    `used` counts included and paid rounds, `extra_paid` the paid ones among what was granted.
    `given_back` is net money accepted or settled, in `currency`; `delivered_on` is the
    freelancer's local date, None while nothing has been delivered.
    """

    used: int = 0
    extra_paid: int = 0
    corrections: int = 0
    courtesies: int = 0
    given_back: Decimal = ZERO
    currency: str = ""
    delivered_on: date | None = None


@dataclass(frozen=True)
class Request:
    """One thing the client asks for, with the answers to the questions about it.

    `corrects` says whether it puts right something that differs from the agreed brief, `refines`
    whether it refines the approved direction.
    """

    corrects: Answer
    refines: Answer = Answer.NO
    rounds_left: int = 0
    courtesies: int = 0


@dataclass(frozen=True)
class Ruling:
    """What a request is, and the sentence that says why."""

    kind: Kind
    why: str

    @property
    def counts(self) -> bool:
        """Whether it uses up a round."""
        return self.kind in (Kind.INCLUDED, Kind.PAID)

    @property
    def is_free(self) -> bool:
        """Whether the client pays nothing for it."""
        return self.kind is not Kind.PAID


def classify(request: Request) -> Ruling:
    """Return what `request` is: a correction, an included round, a courtesy or paid work."""
    if request.corrects is Answer.YES:
        return Ruling(
            Kind.CORRECTION,
            _("It differs from the agreed brief, so it is a free correction and doesn't count."),
        )
    if request.corrects is Answer.UNSURE and request.courtesies == 0:
        return _courtesy()
    if request.refines is Answer.YES and request.rounds_left > 0:
        return Ruling(
            Kind.INCLUDED, _("It refines the approved direction, and a round is left for it.")
        )
    if request.refines is Answer.UNSURE and request.courtesies == 0:
        return _courtesy()
    if request.refines is Answer.YES:
        return Ruling(Kind.PAID, _("It refines the approved direction, and no round is left."))
    return Ruling(Kind.PAID, _("It goes beyond what was agreed, so it needs a price first."))


def rounds_left(terms: Terms, history: History) -> int:
    """Return how many rounds the client may still ask for without a new price; never negative."""
    return max(0, terms.rounds_included + history.extra_paid - history.used)


def extra_round_price(terms: Terms, fee: Decimal, currency: str) -> Decimal:
    """Return what one more round costs, in `currency`, the currency of `fee`.

    Raises CurrencyMismatch when the policy names an amount in another currency.
    """
    _check_fee(fee)
    if terms.extra_percent is not None:
        return share(fee, terms.extra_percent, currency)
    _same_currency(terms.currency, currency)
    return rounded(terms.extra_price or ZERO, currency)


def ceiling(terms: Terms, fee: Decimal, currency: str, *, undelivered: Decimal = ZERO) -> Decimal:
    """Return the most the policy gives back, in `currency`, the currency of `fee`.

    `fee` is what the project is worth: what was invoiced where no fee was agreed. `undelivered` is
    what `undelivered_part` returns. Raises CurrencyMismatch for an amount in another currency.
    """
    _check_fee(fee)
    match terms.ceiling_kind:
        case Ceiling.AMOUNT:
            _same_currency(terms.currency, currency)
            return rounded(min(terms.ceiling_amount or ZERO, fee), currency)
        case Ceiling.STAGES:
            return rounded(undelivered, currency)
        case _:
            return share(fee, terms.ceiling_percent, currency)


def undelivered_part(not_delivered: Decimal, *, paid: Decimal, committed: Decimal) -> Decimal:
    """Return what may go back of stages: the price of those not delivered, at most what was paid,
    and never less than what was promised or went back already."""
    return max(committed, min(not_delivered, paid))


def may_give_back(
    terms: Terms,
    fee: Decimal,
    currency: str,
    history: History,
    on: date,
    *,
    undelivered: Decimal = ZERO,
) -> Decimal:
    """Return how much of the ceiling is left on the local date `on`; 0 once its days are over.

    After that nothing is owed under the policy and only goodwill remains. Raises CurrencyMismatch
    when money went back in another currency than the fee's.
    """
    if history.given_back:
        _same_currency(history.currency or currency, currency)
    most = ceiling(terms, fee, currency, undelivered=undelivered)
    if history.delivered_on and on > last_day_of_ceiling(terms, history.delivered_on):
        return rounded(ZERO, currency)
    return max(rounded(ZERO, currency), most - rounded(history.given_back, currency))


def last_day_of_ceiling(terms: Terms, delivered_on: date) -> date:
    """Return the last local date on which the ceiling holds; at most the end of the calendar."""
    try:
        return delivered_on + timedelta(days=terms.ceiling_days)
    except OverflowError:
        return date.max


def share(fee: Decimal, percent: Decimal, currency: str) -> Decimal:
    """Return `percent` of `fee`, rounded half-even to the smallest unit of `currency`."""
    return rounded(fee * percent / HUNDRED, currency)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return `amount` in whole smallest units of `currency` (JPY 0 places, EUR 2, KWD 3)."""
    unit = Decimal(1).scaleb(-currencies.decimals(currency))
    return amount.quantize(unit, rounding=ROUND_HALF_EVEN)


def _courtesy() -> Ruling:
    return Ruling(
        Kind.COURTESY, _("It isn't clear, so once per project it can be done as a courtesy.")
    )


def _same_currency(first: str, second: str) -> None:
    if first != second:
        raise CurrencyMismatch(first, second)


def _check_fee(fee: Decimal) -> None:
    if fee < 0:
        raise ValueError("A fee is not negative.")
