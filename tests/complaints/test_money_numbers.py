"""The numbers beside a decision about money, as the freelancer reads them on its screens."""

import re
from decimal import Decimal
from typing import Any

import pytest

from complaints.models import LedgerEntry
from complaints.moves import ledger
from tests.complaints.money import MoneyStory, begin_with_money
from tests.complaints.money_page import OFFER, known, words
from tests.complaints.page import changed, form_on, post, send, url_of
from tests.complaints.story import at_home
from tests.factories import AgreementFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db

# The numbers. The baker: a fee of 2,400, 30 % back at most, forty hours at thirty each.


def test_the_baker_reads_what_each_amount_leaves(owing: MoneyStory, browsing: Any) -> None:
    known(owing.in_five())
    with browsing(owing) as browser:
        page = words(browser.get(url_of(owing.complaint, "money")))
    for line in (
        "They paid €2,400",
        "Everything they paid: €2,400",
        "The most the agreed policy gives back here is €720.",
        "Fee €2,400 Paid €2,400 Cost so far, 40 h €1,200 Earned per hour €60 Left for you €1,200",
        "Give back Amount Left 5 % €120 €1,080 10 % €240 €960 15 % €360 €840 20 % €480 €720"
        " 25 % €600 €600 30 % €720 €480 €720 left of the ceiling of €720.",
        "€0 is 0 % of revenue your limit: 2 %",
        "The form sends every order to your inbox again. revision: not enough",
        "At most €720 of the fee can go back",
    ):
        assert line in page


def test_the_baker_sees_before_and_after_beside_the_offer(owing: MoneyStory, browsing: Any) -> None:
    known(owing.in_five())
    with browsing(owing) as browser:
        post(browser, owing.complaint, "money", amount="240", **OFFER)
        page = words(browser.get(url_of(owing.complaint, "money-offer")))
        chosen = browser.get(url_of(owing.complaint, "money")).content.decode()
    for line in (
        "€240.00 would leave. This year then stands at 10 % of revenue.",
        "€240 is 10 % of the fee. It takes what is left for you from €1,200 to €960."
        " An hour then earned €54 instead of €60.",
        "€720 left of the ceiling of €720.",
        "with this offer: 10 % your limit: 2 %",
    ):
        assert line in page
    assert re.search(r'<tr class="chosen"><th scope="row">10 %</th>', chosen)


@pytest.mark.parametrize("slug", ["settle", "answer"])
def test_a_promised_amount_is_taken_off_once(owing: MoneyStory, browsing: Any, slug: str) -> None:
    """The numbers beside the payment are those of the decision, not the same amount twice."""
    known(owing).offer("240")
    if slug == "settle":
        owing.accept()
    with browsing(owing) as browser:
        page = words(browser.get(url_of(owing.complaint, slug)))
    if slug == "answer":
        assert "€960" not in page
        return
    for line in (
        "Given back €240",
        "Left for you €960",
        "€240 is 10 % of the fee. It takes what is left for you from €1,200 to €960."
        " An hour then earned €54 instead of €60.",
        "€480 left of the ceiling of €720.",
    ):
        assert line in page
    assert "Give back Amount Left" not in page


def test_the_next_complaint_starts_from_what_is_left(owing: MoneyStory, browsing: Any) -> None:
    known(owing.in_five()).offer("240").accept()
    owing.settle()
    other = owing.another().fell_short()
    with browsing(other) as browser:
        page = words(browser.get(url_of(other.complaint, "money")))
    for line in (
        "The agreed policy gives back at most €720 here, and €480 of it is left.",
        "Given back €240",
        "5 % €120 €840 10 % €240 €720",
        "€480 left of the ceiling of €720.",
        "€240 is 10 % of revenue",
        f"{owing.complaint.ref} Rye & Co: €240, partial refund",
    ):
        assert line in page


def test_what_similar_cases_took_is_shown_as_corrected(owing: MoneyStory, browsing: Any) -> None:
    owing.offer("240").accept()
    owing.settle()
    settled = LedgerEntry.objects.get(what="settled")
    ledger.correct(settled, to=Decimal(200), note="The bank kept forty", now=owing.now)
    other = owing.another().fell_short()
    with browsing(other) as browser:
        page = words(browser.get(url_of(other.complaint, "money")))
    assert "Rye & Co: €200, partial refund" in page


def test_without_an_agreement_the_fee_is_what_can_go_back(owing: MoneyStory, browsing: Any) -> None:
    owing.project.agreements.all().delete()
    with browsing(owing) as browser:
        page = words(browser.get(url_of(owing.complaint, "money")))
    assert "No policy is agreed, so at most €2,400 of the fee can go back." in page
    assert "agreed policy gives back" not in page


def test_a_project_without_a_fee_shows_no_share_of_it(tale: MoneyStory, browsing: Any) -> None:
    tale.project.fee_net = 0
    tale.project.save()
    tale.fell_short().override(gate="GC")
    tale.draft("50", kind="goodwill_credit")
    with browsing(tale) as browser:
        for slug in ("money", "money-offer"):
            page = words(browser.get(url_of(tale.complaint, slug)))
            assert "It takes what is left for you from €0 to -€50." in page
            assert "of the fee. It" not in page


# A translator: a fee of 860 pounds, one round used, another one 12 %, at most 50 % back.


@pytest.fixture
def translating(db: None) -> Any:
    """A translator in London whose client judged the correction not enough."""
    story = begin_with_money(time_zone="Europe/London", currency="GBP")
    project = story.project
    project.fee_net, project.currency = Decimal("860.00"), "GBP"
    project.save()
    project.agreements.all().delete()
    version = PolicyVersionFactory(
        policy__owner=story.user,
        rounds_included=2,
        extra_round_price=None,
        extra_round_percent=Decimal(12),
        currency="GBP",
        ceiling_percent=Decimal(50),
    )
    AgreementFactory(project=project, policy_version=version)
    project.rounds.create(number=1, type="included")
    with at_home(story):
        story.bill("860.00")
        yield story.fell_short()


def test_the_translator_gives_129_back_and_keeps_301(
    translating: MoneyStory, browsing: Any
) -> None:
    with browsing(translating) as browser:
        page = words(browser.get(url_of(translating.complaint, "money")))
        for line in (
            "1 of 2 rounds used",
            "extra round £103.20",
            "At most £430 of the fee can go back",
            "The most the agreed policy gives back here is £430.",
            "15 % £129 £731",
            "50 % £430 £430",
            "£430 left of the ceiling of £430.",
        ):
            assert line in page
        post(browser, translating.complaint, "money", amount="129.00", **OFFER)
        assert send(browser, translating.complaint, "money-offer").status_code == 302
        assert (
            send(
                browser, translating.complaint, "answer", kind="accepts", option="A", source="call"
            ).status_code
            == 302
        )
        page = words(browser.get(url_of(translating.complaint, "settle")))
        assert "£301 left of the ceiling of £430." in page
        assert "£129 is 15 % of the fee." in page


# Currencies without cents, and with a thousandth. Half a unit goes to the even side.
ROUNDED = {
    "JPY": ("99990", ["JP¥5,000", "JP¥9,999", "JP¥14,998"], "14998"),
    "KWD": ("100.010", ["KWD5", "KWD10.001", "KWD15.002"], "15.002"),
}


@pytest.mark.parametrize("currency", ROUNDED)
def test_shares_are_rounded_to_the_smallest_unit_half_to_even(
    tale: MoneyStory, browsing: Any, currency: str
) -> None:
    fee, amounts, third = ROUNDED[currency]
    tale.project.fee_net, tale.project.currency = Decimal(fee), currency
    tale.project.save()
    tale.bill(fee)
    tale.fell_short()
    with browsing(tale) as browser:
        page = browser.get(url_of(tale.complaint, "money"))
        for percent, amount in zip((5, 10, 15), amounts, strict=True):
            assert f"{percent} % {amount} " in words(page)
        filled = post(browser, tale.complaint, "money", "share:15")
        assert form_on(filled).values["amount"] == [third]
        done = browser.post(
            url_of(tale.complaint, "money"),
            changed(form_on(filled), "continue", dict(OFFER)),
        )
        assert done.status_code == 302, words(done)
    assert str(tale.fresh().plans.get(state="draft").options.get().money.amount) == (
        "14998.000" if currency == "JPY" else "15.002"
    )
