"""Random steps with money over several complaints, and what must hold after each of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clients import invoices
from clients.models import Invoice, Project
from clients.objections import ChangeRefused
from complaints import finance, ledger_year, sums
from complaints.gates import GateClosedError
from complaints.models import LedgerEntry, Override, Remedy
from complaints.moves import ledger
from complaints.moves.base import IllegalMoveError
from policies import terms
from policies.selectors import agreement_in_force
from tests.complaints.money import MoneyStory, begin_with_money
from tests.complaints.story import MINUTE
from tests.factories import AgreementFactory, PolicyVersionFactory, ProjectFactory

# What a step may answer instead of being done; everything else is a fault.
REFUSALS = (GateClosedError, IllegalMoveError, ChangeRefused)
# A step found nothing to work on.
NOTHING = object()
REFUNDS = {"partial_refund", "full_refund"}


@dataclass(frozen=True)
class Step:
    """One step: what, on which of the complaints, how much (a share of the fee in percent)."""

    what: str
    which: int = 0
    percent: int = 10
    kind: str = "partial_refund"

    def __str__(self) -> str:
        return f"{self.what} {self.which} {self.percent}% {self.kind}"


@dataclass
class World:
    """Three complaints of one client, two of them about one project, in two currencies."""

    tales: list[MoneyStory]
    done: Counter[str] = field(default_factory=Counter)

    @property
    def projects(self) -> list[Project]:
        return list({tale.project.pk: tale.project for tale in self.tales}.values())

    def take(self, step: Step) -> str:
        """Take a step; return what became of it, a refusal being as good as a yes."""
        tale = self.tales[step.which % len(self.tales)].fresh_self()
        what = onwards(tale, step) if step.what == "onwards" else step.what
        try:
            if STEPS[what](tale, step) is NOTHING:
                return f"{what} nothing"
        except REFUSALS:
            return f"{what} refused"
        self.done[what] += 1
        return f"{what} done"


def amount_of(tale: MoneyStory, step: Step) -> Decimal:
    project = tale.project
    return terms.share(project.fee_net, Decimal(step.percent), project.currency)


def _offer(tale: MoneyStory, step: Step) -> None:
    invoice = open_invoice(tale) if step.kind == "discount" else None
    tale.offer(str(amount_of(tale, step)), kind=step.kind, invoice=invoice)


def _settled(tale: MoneyStory, **wanted: Any) -> LedgerEntry | None:
    lines = LedgerEntry.objects.filter(complaint=tale.complaint, **wanted)
    return lines.order_by("-number").first()


def _redeem(tale: MoneyStory, step: Step) -> Any:
    credit = _settled(tale, what="settled", kind="goodwill_credit")
    invoice = open_invoice(tale)
    if not (credit and invoice):
        return NOTHING
    return ledger.redeem(credit, invoice=invoice, at=tale.now, now=tale.now)


def _correct(tale: MoneyStory, step: Step) -> Any:
    line = _settled(tale, what__in=["settled", "redeemed"])
    if not line:
        return NOTHING
    return ledger.correct(line, to=amount_of(tale, step), note="Put right", now=tale.now)


def _bill(tale: MoneyStory, step: Step) -> None:
    count = tale.project.invoices.count()
    answers = {
        "number": f"{step.which}-{count}-{step.percent}",
        "net": max(Decimal(1), amount_of(tale, step)),
        "issued_on": tale.today,
    }
    invoices.add_invoice(tale.project, answers)


def _change_invoice(tale: MoneyStory, step: Step, **answers: Any) -> Any:
    rows = list(tale.project.invoices.order_by("pk"))
    invoice = rows[step.percent % len(rows)]
    return invoices.change_invoice(invoice, answers)


def onwards(tale: MoneyStory, step: Step) -> str:
    """Return the natural next step of a complaint, so that walks get somewhere."""
    if tale.complaint.state in NEXT:
        return NEXT[tale.complaint.state]
    return "redeem" if step.kind == "goodwill_credit" else "correct"


NEXT = {"acknowledged": "offer", "proposed": "accept", "in_progress": "settle"}


STEPS: dict[str, Callable[[MoneyStory, Step], Any]] = {
    "offer": _offer,
    "accept": lambda tale, _step: tale.accept(),
    "decline": lambda tale, _step: tale.decline(),
    "take back": lambda tale, _step: tale.end_offer(),
    "settle": lambda tale, _step: tale.settle(),
    "override": lambda tale, _step: tale.override(gate="GC"),
    "redeem": _redeem,
    "correct": _correct,
    "bill": _bill,
    "pay": lambda tale, step: _change_invoice(tale, step, paid_on=tale.today),
    "unpay": lambda tale, step: _change_invoice(tale, step, paid_on=None),
    "void": lambda tale, step: _change_invoice(tale, step, paid_on=None, voided_on=tale.today),
    "shrink": lambda tale, step: _change_invoice(
        tale, step, net=max(Decimal(1), amount_of(tale, step))
    ),
}


def open_invoice(tale: MoneyStory) -> Invoice | None:
    mine = Invoice.objects.filter(project__client=tale.project.client, paid_on=None)
    return mine.filter(voided_on=None, currency=tale.project.currency).order_by("-pk").first()


def new_world() -> World:
    """Return three complaints in which money may be offered, and invoices, some paid, some open."""
    first = begin_with_money()
    other = ProjectFactory(
        owner=first.user, client=first.project.client, fee_net=Decimal(90_000), currency="JPY"
    )
    version = PolicyVersionFactory(policy__owner=first.user, rounds_included=3, currency="JPY")
    AgreementFactory(project=other, policy_version=version)
    tales = [first, first.another(), MoneyStory(first.user, other, first.contact, first.now)]
    first.bill("2400")
    tales[2].bill("90000")
    for tale in tales:
        tale.fell_short()
    latest = max(tale.now for tale in tales)
    for tale in tales:
        tale.now = latest + MINUTE
    first.bill("700", paid=False, issued_on=first.today)
    tales[2].bill("30000", paid=False, issued_on=first.today)
    return World(tales)


# What must hold -------------------------------------------------------------------------------


def check(world: World) -> None:
    """Assert every invariant, each worked out from the bare rows."""
    lines = list(LedgerEntry.objects.select_related("remedy", "corrects").order_by("number"))
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    for project in world.projects:
        _check_project(project, [line for line in lines if _is_of(line, project)])
    _check_remedies(lines)
    _check_invoices(lines)
    _check_sums(world, lines)


def _is_of(line: LedgerEntry, project: Project) -> bool:
    return bool(line.complaint.project_id == project.pk)


def _held(lines: list[LedgerEntry], line: LedgerEntry) -> Decimal:
    """Return what a line holds: its amount and those of its corrections."""
    changes = [each.amount for each in lines if each.corrects_id == line.pk]
    return line.amount + sum(changes, Decimal(0))


def _check_project(project: Project, lines: list[LedgerEntry]) -> None:
    assert {line.currency for line in lines} <= {project.currency}
    settled = [line for line in lines if line.what == "settled"]
    assert all(_held(lines, line) >= 0 for line in settled)
    paid = sum((each.net for each in project.invoices.exclude(paid_on=None)), Decimal(0))
    back = sum((_held(lines, line) for line in settled if line.kind in REFUNDS), Decimal(0))
    assert back <= paid, "more was refunded than was paid"
    _check_ceiling(project, lines)


def _check_ceiling(project: Project, lines: list[LedgerEntry]) -> None:
    agreement = agreement_in_force(project)
    assert agreement
    most = terms.ceiling(agreement.policy_version.terms(), project.fee_net, project.currency)
    counted = [line.amount for line in lines if line.what in {"accepted", "corrected"}]
    if sum(counted, Decimal(0)) > most:
        reasons = Override.objects.filter(complaint__project=project, gate="GC")
        assert reasons.exists(), "the ceiling was passed without a reason"


def _check_remedies(lines: list[LedgerEntry]) -> None:
    of_remedy: dict[int, list[LedgerEntry]] = defaultdict(list)
    for line in lines:
        of_remedy[line.remedy_id].append(line)
    for mine in of_remedy.values():
        count = Counter(line.what for line in mine)
        assert count["offered"] == 1
        assert sum(count[end] for end in LedgerEntry.ENDINGS) <= 1
        assert count["redeemed"] <= 1, "a credit was used twice"
        assert count["settled"] <= count["accepted"]
        assert count["redeemed"] <= count["settled"]
        used = [line for line in mine if line.what == "redeemed"]
        given = [line for line in mine if line.what == "settled"]
        assert all(_held(mine, each) <= _held(mine, given[0]) for each in used)
        assert _state_of(count) == mine[0].remedy.state


def _state_of(count: Counter[str]) -> str:
    ends = [end for end in LedgerEntry.ENDINGS if count[end]]
    if count["settled"]:
        return str(Remedy.State.SETTLED)
    return str(ends[0] if ends else Remedy.State.OFFERED)


def _check_invoices(lines: list[LedgerEntry]) -> None:
    off: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        root = line.corrects or line
        is_off = root.what == "redeemed" or (
            line.kind == "discount" and line.what in {"accepted", "corrected"}
        )
        if is_off and line.invoice_id:
            off[line.invoice_id] += line.amount
    for pk, gone in off.items():
        invoice = Invoice.objects.get(pk=pk)
        assert 0 <= gone <= (Decimal(0) if invoice.voided_on else invoice.net)


def _check_sums(world: World, lines: list[LedgerEntry]) -> None:
    tale = world.tales[0]
    by_currency: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        by_currency[line.currency] += line.amount
    assert sums.totals(lines) == by_currency
    shown = {each.currency: each for each in ledger_year.by_currency(tale.user, tale.today.year)}
    assert {code: sum(year.lines.values()) for code, year in shown.items()} == by_currency
    for code, year in shown.items():
        back = sum(_went_back(lines, code), Decimal(0))
        assert year.given_back == back
        assert finance.given_back_in_year(tale.user, code, tale.today.year) == back


def _went_back(lines: list[LedgerEntry], currency: str) -> Iterator[Decimal]:
    for line in lines:
        is_credit = line.kind == "goodwill_credit"
        went = line.what == "redeemed" or (line.what == "settled" and not is_credit)
        if line.currency == currency and went:
            yield _held(lines, line)
