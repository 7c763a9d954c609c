"""The baker's story told on to money: an invoice, a delivery that was not enough, an offer, its
end."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from clients.models import Invoice
from complaints.gates import Missing
from complaints.letters import blanks, templates
from complaints.letters.fill import fill
from complaints.letters.release import Letter
from complaints.models import LedgerEntry, Override
from complaints.moves import answering, money, planning
from complaints.moves.money import MoneyDraft
from complaints.workflow import State
from tests.complaints.steps import letter
from tests.complaints.story import DAY, Story, begin

GAP = "Two orders were lost again on Saturday"
BASIS = "Two days of orders lost after the fix"
FIRST = Decimal(240)
LATER_THAN_OPEN = timedelta(days=15)
# The reasons that lead past a lock, a note that goes with one, and what is missing at first.
CODES = list(Override.Code.values)
NOTE = "They were charged twice for one and the same month."
TRY = Missing("Offer a revision or a redo, and get their answer", "options")


@dataclass
class MoneyStory(Story):
    """A story that goes on to money. Every step takes place at `now`, with valid answers."""

    def bill(self, net: str = "2400", *, paid: bool = True, **changes: Any) -> Invoice:
        """Return an invoice of the project, issued ten days ago, paid five days ago or open."""
        given = {
            "project": self.project,
            "number": f"2026-0{14 + self.project.invoices.count()}",
            "net": Decimal(net),
            "currency": self.project.currency,
            "issued_on": self.today - timedelta(days=10),
            "paid_on": self.today - timedelta(days=5) if paid else None,
        }
        return Invoice.objects.create(**given | changes)

    def in_five(self) -> "MoneyStory":
        """Part the one paid invoice into five, enough for a share of revenue to say something."""
        whole = self.project.invoices.get()
        self.project.invoices.update(net=whole.net / 5)
        for _n in range(4):
            self.bill(str(whole.net / 5))
        return self

    def fell_short(self, **changes: Any) -> "MoneyStory":
        """Deliver the revision; a day later they say that it is not right yet."""
        self.to(State.DELIVERED).later(DAY)
        self.not_enough(**{"said": GAP} | changes)
        return self.fresh_self()

    def draft(self, amount: str = "240", **changes: Any) -> "MoneyStory":
        """Write an offer of money."""
        given = {
            "kind": "partial_refund",
            "amount": Decimal(amount),
            "basis": BASIS,
            "client_keeps": "everything",
            "valid_until": self.today + timedelta(days=14),
            "payment_days": 3,
        }
        money.draft_money(self.complaint, MoneyDraft(**given | changes), now=self.now)
        return self.fresh_self()

    def send_offer(self, **changes: Any) -> "MoneyStory":
        """Send the offer that is written, with a plain letter."""
        given = {"plan_round": self.fresh().plan_round, "letter": letter("E7")}
        planning.send_plan(self.complaint, **given | changes, now=self.now)
        return self.fresh_self()

    def offer(self, amount: str = "240", **changes: Any) -> "MoneyStory":
        """Write an offer of money and send it."""
        return self.draft(amount, **changes).send_offer()

    def end_offer(self, **changes: Any) -> "MoneyStory":
        """End what is out without an answer."""
        given = {"plan_round": self.fresh().plan_round}
        answering.end_offer(self.complaint, **given | changes, now=self.now)
        return self.fresh_self()

    def settle(self, **changes: Any) -> "MoneyStory":
        """Mark the accepted money as sent."""
        given = {"reference": "SEPA 77", "paid_at": self.now}
        money.settle(self.complaint, **given | changes, now=self.now)
        return self.fresh_self()

    def offer_letter(self) -> Letter:
        """Return E7 as it is filled for the offer that is written."""
        option = self.fresh().plans.get(state="draft").options.get()
        text = fill(templates.MONEY, blanks.money_offer(self.complaint, option, now=self.now))
        return Letter(templates.MONEY.code, text.subject, text.body, "email")

    def ledger(self) -> list[tuple[str, Decimal]]:
        """Return what the ledger says of this complaint, in the order of its lines."""
        rows = LedgerEntry.objects.filter(complaint=self.complaint).order_by("number")
        return [(row.what, row.amount) for row in rows]

    def fresh_self(self) -> "MoneyStory":
        """Look at the complaint again, without anything cached."""
        self.fresh()
        return self

    def another(self) -> "MoneyStory":
        """Return the start of a second complaint about the same project."""
        return MoneyStory(self.user, self.project, self.contact, self.now)


def begin_with_money(**preferences: Any) -> MoneyStory:
    """Return the baker before the complaint, three rounds agreed and at most 30 % given back."""
    told = begin(**preferences)
    return MoneyStory(told.user, told.project, told.contact, told.now)


def answered(story: MoneyStory) -> MoneyStory:
    """Return the story when the invoice is paid and the first fix was not enough."""

    def walk() -> None:
        story.bill()
        story.fell_short()

    return story.remembered(("answered",), walk)
