"""Walks the screens of money as a freelancer does, from a delivery that was not right."""

from datetime import datetime
from decimal import Decimal

from playwright.sync_api import Page, expect

from accounts.models import Preferences
from complaints.workflow import State
from tests.browser.road import Road
from tests.complaints.money import BASIS, GAP, MoneyStory
from tests.complaints.story import at_home
from tests.factories import PASSWORD

# The baker as of yesterday: paid 2,400, forty hours at thirty each, the form handed over.
YESTERDAY = """
import sys
from datetime import datetime
import django
django.setup()
from tests.browser.money_road import delivered_yesterday
from tests.complaints.money import begin_with_money
delivered_yesterday(begin_with_money(), datetime.fromisoformat(sys.argv[1]))
"""


def delivered_yesterday(story: MoneyStory, now: datetime) -> MoneyStory:
    """Lead the baker to a delivery at `now` (UTC), in a project with hours and paid invoices."""
    story.now = now
    with at_home(story):
        story.bill()
        story.in_five()
        story.project.hours_spent = Decimal(40)
        story.project.save()
        Preferences.objects.filter(user=story.user).update(hourly_cost=Decimal(30))
        story.user.refresh_from_db()
        story.to(State.DELIVERED)
    return story


class Money(Road):
    """The screens from “not right yet” to the payment."""

    def __init__(self, page: Page, base: str, *, scripted: bool = True) -> None:
        super().__init__(page, base, scripted=scripted)
        self.ref = "C-0001"

    def enter(self, email: str) -> None:
        self.open("/accounts/login/")
        self.fill("login", email)
        self.fill("password", PASSWORD)
        self.press("Sign in")

    def not_right(self) -> None:
        self.screen("their-check")
        self.choose("kind", "not_right")
        self.fill("said", GAP)
        self.choose("source", "call")
        self.press("Note their answer")

    def decide(self, amount: str = "240") -> None:
        """S14: the kind, a share by its shortcut or an amount, what it reflects."""
        self.screen("money")
        self.shot("S14-money")
        self.choose("kind", "partial_refund")
        if amount == "240":
            self.press("10 %")
            expect(self.page.locator("[name=amount]")).to_have_value("240")
        else:
            self.fill("amount", amount)
        self.fill("basis", BASIS)
        self.shot("S14-money-filled")
        self.press("Write the offer")

    def send_offer(self) -> None:
        self.shot("S14-offer")
        self.send("Send the offer")

    def accepted(self) -> None:
        self.screen("answer")
        self.choose("kind", "accepts")
        self.choose("option", "A")
        self.fill("said", "Yes, that is fair.")
        self.choose("source", "call")
        self.press("Note their answer")

    def paid(self) -> None:
        self.screen("settle")
        self.fill("reference", "SEPA 77")
        self.shot("S14-settle")
        self.press("Mark it as sent")

    def close_it(self) -> None:
        self.screen("close")
        self.shot("S15-close-money")
        self.choose("satisfaction", "3")
        self.press("Close it")
        self.shot("close-asked")
        self.press("Close it")


BEFORE_AND_AFTER = (
    "€240 is 10 % of the fee. It takes what is left for you from €1,200 to €960."
    " An hour then earned €54 instead of €60."
)
