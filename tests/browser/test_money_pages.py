"""Each page of money looked at closely, and all of them walked without scripts."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from accounts import clock
from accounts.models import User
from complaints.models import Complaint
from complaints.workflow import State
from tests.browser.conftest import SignIn
from tests.browser.inspection import Inspector
from tests.browser.money_road import BEFORE_AND_AFTER, Money, delivered_yesterday
from tests.complaints.mail import to_the_client
from tests.complaints.money import GAP, MoneyStory, begin_with_money
from tests.complaints.story import at_home

pytestmark = [pytest.mark.browser]


@pytest.fixture
def tale(live_server: Any) -> MoneyStory:
    """A baker whose form was handed over a minute ago."""
    story = begin_with_money()
    return delivered_yesterday(story, clock.now() - 10 * MINUTES)


MINUTES = timedelta(minutes=1)


def fell_short(story: MoneyStory) -> MoneyStory:
    with at_home(story):
        story.not_enough(said=GAP)
    return story.fresh_self()


def screen(story: MoneyStory, slug: str) -> str:
    return reverse("screen", args=[story.complaint.ref, slug])


@pytest.mark.django_db(transaction=True)
def test_money_while_it_is_locked(inspector: Inspector, sign_in: SignIn, tale: MoneyStory) -> None:
    sign_in(tale.user)
    inspector.look(screen(tale, "money"), reverse("complaint", args=[tale.complaint.ref]))
    fell_short(tale).complaint.finding.delete()
    inspector.look(screen(tale, "money"))
    for gate in ("G6", "G6b", "GC"):
        inspector.look(reverse("override", args=[tale.complaint.ref, gate]))
        inspector.refuse(".btn-primary")


@pytest.mark.django_db(transaction=True)
def test_money_while_it_is_decided(inspector: Inspector, sign_in: SignIn, tale: MoneyStory) -> None:
    sign_in(tale.user)
    fell_short(tale).bill("500", paid=False)
    inspector.look(reverse("complaint", args=[tale.complaint.ref]), screen(tale, "money"))
    inspector.refuse()
    inspector.open(screen(tale, "money"))
    with inspector.page.expect_navigation():
        inspector.page.get_by_role("button", name="10 %", exact=True).click()
    inspector.look()
    with at_home(tale):
        tale.draft("240")
    inspector.look(screen(tale, "money"), screen(tale, "money-offer"))
    inspector.refuse()
    inspector.look(reverse("complaint", args=[tale.complaint.ref]), reverse("today"))


@pytest.mark.django_db(transaction=True)
def test_money_while_it_is_offered_and_owed_and_sent(
    inspector: Inspector, sign_in: SignIn, tale: MoneyStory
) -> None:
    sign_in(tale.user)
    workspace = reverse("complaint", args=[fell_short(tale).complaint.ref])
    with at_home(tale):
        tale.offer("240")
    inspector.look(workspace, screen(tale, "answer"), screen(tale, "money"))
    with at_home(tale):
        tale.accept()
    inspector.look(workspace, reverse("today"), screen(tale, "settle"))
    inspector.refuse()
    with at_home(tale):
        tale.settle()
    inspector.look(workspace, screen(tale, "close"), screen(tale, "settle"))
    with at_home(tale):
        tale.close(outcome="money")
    for slug in ("money", "money-offer", "settle", "close"):
        inspector.look(screen(tale, slug))
    inspector.look(workspace)


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.mark.django_db(transaction=True)
def test_money_goes_back_by_plain_forms(
    plain_page: Page, live_server: Any, tale: MoneyStory
) -> None:
    road = Money(plain_page, live_server.url, scripted=False)
    road.enter(User.objects.get().email)
    road.not_right()
    road.decide("1.000,50")
    road.see("The agreed ceiling of €720 leaves €720. Enter less, or say why above it")
    road.decide()
    road.see(BEFORE_AND_AFTER)
    road.send_offer()
    road.accepted()
    road.see("Send the money by")
    road.paid()
    road.see("Nothing is open any more.")
    road.close_it()
    road.see("It is closed")
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.outcome) == (State.CLOSED, "money")
    assert [letter.subject for letter in to_the_client()][-2:] == [
        "Putting Order form right",
        "Closing the loop on Order form",
    ]
