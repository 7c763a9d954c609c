"""The screens of money: the numbers beside the decision, and a sentence for every wrong answer."""

import html
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.formats import plain
from accounts.models import Preferences
from complaints.models import LedgerEntry, Message
from complaints.moves import ledger
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.money import BASIS, MoneyStory, answered, begin_with_money
from tests.complaints.page import changed, form_on, post, send, url_of
from tests.complaints.story import DAY, at_home, everything
from tests.factories import AgreementFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db

# What the freelancer types on the money screen beside the amount.
OFFER = {"kind": "partial_refund", "basis": BASIS}


def words(response: HttpResponse) -> str:
    """Return what a reader sees of a page, on one line."""
    text = response.content.decode()
    text = re.sub(r"(?s)<(script|style|svg).*?</\1>", "", text[text.index("<main") :])
    return " ".join(plain(html.unescape(re.sub(r"<[^>]+>", " ", text))).split())


def beside(response: HttpResponse, field: str) -> str:
    """Return what stands in the block of one field."""
    parts = re.split(r'id="div_id_', response.content.decode())
    found = [part for part in parts if part.startswith(f'{field}"')]
    assert found, field
    return " ".join(plain(html.unescape(re.sub(r"<[^>]+>", " ", found[0]))).split())


def known(story: MoneyStory, *, hours: str = "40", cost: str = "30") -> MoneyStory:
    """Note what the project took and what an hour costs."""
    story.project.hours_spent = Decimal(hours)
    story.project.save()
    Preferences.objects.filter(user=story.user).update(hourly_cost=Decimal(cost))
    story.user.refresh_from_db()
    return story


# The numbers. The baker: a fee of 2,400, 30 % back at most, forty hours at thirty each.


def test_the_baker_reads_what_each_amount_leaves(owing: MoneyStory, browsing: Any) -> None:
    known(owing)
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
    known(owing)
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
    known(owing).offer("240").accept()
    owing.settle()
    other = owing.another().fell_short()
    with browsing(other) as browser:
        page = words(browser.get(url_of(other.complaint, "money")))
    for line in (
        "The most the agreed policy gives back here is €480.",
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


# The shortcuts.


def test_a_share_of_the_fee_fills_the_amount_in_and_judges_nothing(
    owing: MoneyStory, browsing: Any
) -> None:
    before = everything()
    with browsing(owing) as browser:
        page = post(browser, owing.complaint, "money", "share:10", basis="so far")
    assert page.status_code == 200
    assert "error-summary" not in page.content.decode()
    values = form_on(page).values
    assert (values["amount"], values["basis"]) == (["240"], ["so far"])
    assert rows_but_drafts() == without_drafts(before)


@pytest.mark.parametrize("share", ["share:11", "share:", "share:x", "share:-5", "share:10 "])
def test_a_share_of_no_list_changes_nothing(owing: MoneyStory, browsing: Any, share: str) -> None:
    with browsing(owing) as browser:
        page = post(browser, owing.complaint, "money", share, amount="77")
    assert page.status_code == 200
    assert form_on(page).values["amount"] == ["77"]


# Wrong answers: what is typed → the field that says so, and the sentence.

AMOUNTS = {
    "above the ceiling": (
        "720.01",
        "The agreed ceiling of €720 leaves €720. Enter less, or say why above it",
    ),
    "above the ceiling, with a point and a comma": (
        "1.000,50",
        "The agreed ceiling of €720 leaves €720. Enter less, or say why above it",
    ),
    "four decimals": ("240.1234", "Enter an amount with at most 2 decimals for EUR"),
    "three decimals": ("240.123", "Enter an amount with at most 2 decimals for EUR"),
    "pounds": ("£240", "Enter the amount in EUR"),
    "dollars by their code": ("240 USD", "Enter the amount in EUR"),
    "nothing": ("", "Enter an amount"),
    "spaces": ("   ", "Enter an amount"),
    "zero": ("0", "Enter an amount above 0"),
    "zero with cents": ("0.00", "Enter an amount above 0"),
    "negative": ("-240", "Enter an amount of 0 or more"),
    "negative, typeset": ("−240", "Enter an amount of 0 or more"),
    "a billion": ("1000000000", "Enter an amount under 1,000,000,000"),
    "very many digits": ("9" * 50, "Enter an amount under 1,000,000,000"),
    "an exponent": ("2e2", "Enter an amount in digits, such as 1200.50"),
    "infinity": ("Infinity", "Enter an amount in digits, such as 1200.50"),
    "not a number": ("NaN", "Enter an amount in digits, such as 1200.50"),
    "words": ("a tenth", "Enter an amount in digits, such as 1200.50"),
    "a share": ("10 %", "Enter an amount in digits, such as 1200.50"),
    "NUL": ("24\x000", "Enter an amount in digits, such as 1200.50"),
    "a megabyte": ("2" * 1_000_000, "Enter an amount in digits, such as 1200.50"),
    "Arabic digits it cannot mean": ("٢٤٠x", "Enter an amount in digits, such as 1200.50"),
}
OTHERS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no kind": ({"kind": None}, "kind", "Choose what you offer"),
    "a kind that is no money": ({"kind": "revision"}, "kind", "Choose what you offer"),
    "everything at once": (
        {"kind": "full_refund", "amount": "2400"},
        "kind",
        "Offer part of it first, or say why not",
    ),
    "a discount on nothing": (
        {"kind": "discount"},
        "invoice",
        "Choose the open invoice that the discount is on",
    ),
    "a discount on what is paid": (
        {"kind": "discount", "invoice": "paid"},
        "invoice",
        "Invoice 2026-014 is paid. Choose an open one, or a refund",
    ),
    "above what is open": (
        {"kind": "discount", "invoice": "open", "amount": "500.01"},
        "amount",
        "Only €500 is open on invoice 2026-015",
    ),
    "an invoice of somebody else": (
        {"kind": "discount", "invoice": "theirs"},
        "invoice",
        "Choose the invoice it belongs to",
    ),
    "an invoice that is no key": (
        {"kind": "discount", "invoice": "1 OR 1"},
        "invoice",
        "Choose the invoice it belongs to",
    ),
    "no basis": ({"basis": ""}, "basis", "Say what the amount is based on"),
    "a short basis": ({"basis": "x" * 14}, "basis", "Say what the amount is based on"),
    "a basis of NULs": ({"basis": "\0" * 30}, "basis", "Say what the amount is based on"),
    "a long basis": ({"basis": "x" * 161}, "basis", "Shorten this to 160 characters"),
    "nothing they keep": ({"client_keeps": None}, "client_keeps", "Choose what they keep"),
    "something else they keep": (
        {"client_keeps": "the cat"},
        "client_keeps",
        "Choose what they keep",
    ),
    "open for two days": (
        {"valid_until": 2},
        "valid_until",
        "Choose a day between 3 and 30 days from today",
    ),
    "open for a month and a day": (
        {"valid_until": 31},
        "valid_until",
        "Choose a day between 3 and 30 days from today",
    ),
    "open until yesterday": (
        {"valid_until": -1},
        "valid_until",
        "Choose a day between 3 and 30 days from today",
    ),
    "open until 9999": (
        {"valid_until": "9999-12-31"},
        "valid_until",
        "Enter a date between 1970 and 2100",
    ),
    "open until 1969": (
        {"valid_until": "1969-12-31"},
        "valid_until",
        "Enter a date between 1970 and 2100",
    ),
    "open until no day": ({"valid_until": "2026-02-30"}, "valid_until", "Enter a date, such as"),
    "sent at once": (
        {"payment_days": "0"},
        "payment_days",
        "Enter between 1 and 30 working days",
    ),
    "sent some day": (
        {"payment_days": "31"},
        "payment_days",
        "Enter between 1 and 30 working days",
    ),
    "sent soon": ({"payment_days": "soon"}, "payment_days", "Enter between 1 and 30 working days"),
}
BAD = {name: ({"amount": typed}, "amount", words) for name, (typed, words) in AMOUNTS.items()}
BAD |= OTHERS


@pytest.fixture
def with_two_invoices(owing: MoneyStory) -> MoneyStory:
    """The paid invoice 2026-014 and the open one 2026-015 over 500."""
    owing.bill("500", paid=False)
    return owing


def typed_as(story: MoneyStory, changes: dict[str, Any]) -> dict[str, Any]:
    """Return answers in which invoices and days have their real values."""
    given = {"amount": "240", **OFFER, **changes}
    invoices = {row.number: row.pk for row in story.project.invoices.all()}
    named = {"paid": invoices["2026-014"], "open": invoices["2026-015"], "theirs": 0}
    if "invoice" in given:
        if given["invoice"] == "theirs":
            stranger = begin_with_money()
            named["theirs"] = stranger.bill().pk
        given["invoice"] = str(named.get(given["invoice"], given["invoice"]))
    if isinstance(given.get("valid_until"), int):
        given["valid_until"] = (story.today + timedelta(days=given["valid_until"])).isoformat()
    return given


def without_drafts(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {
        name: found
        for name, found in rows.items()
        if name not in {"complaints.Draft", "accounts.User"}
    }


def rows_but_drafts() -> dict[str, list[Any]]:
    """Return every row but what is kept of the typing, and who signed in when."""
    return without_drafts(everything())


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_answer_gets_a_sentence_beside_it_and_changes_nothing(
    with_two_invoices: MoneyStory, browsing: Any, name: str
) -> None:
    changes, field, sentence = BAD[name]
    story = with_two_invoices
    answers = typed_as(story, changes)
    before = rows_but_drafts()
    with browsing(story) as browser:
        page = post(browser, story.complaint, "money", **answers)
    assert page.status_code == 422
    assert sentence in beside(page, field)
    content = page.content.decode()
    assert 'id="error-summary"' in content
    assert f'href="#id_{field}' in content
    assert rows_but_drafts() == before
    kept = form_on(page).values
    for key, typed in answers.items():
        if key != field and typed is not None:
            assert kept.get(key) == [typed], key


def test_above_what_was_paid_no_reason_helps(owing: MoneyStory, browsing: Any) -> None:
    owing.override(gate="GC")
    with browsing(owing) as browser:
        page = post(browser, owing.complaint, "money", amount="2400.01", **OFFER)
    assert "They paid €2,400, of which €2,400 can still go back" in beside(page, "amount")


def test_above_what_is_left_of_it_after_a_first_refund(owing: MoneyStory, browsing: Any) -> None:
    owing.override(gate="GC").offer("2000").accept()
    owing.settle()
    other = owing.another().fell_short()
    other.override(gate="GC")
    with browsing(other) as browser:
        page = post(browser, other.complaint, "money", amount="400.01", **OFFER)
        assert "They paid €2,400, of which €400 can still go back" in beside(page, "amount")
        fits = post(browser, other.complaint, "money", amount="400", **OFFER)
    assert fits.status_code == 302


def test_everything_is_what_can_still_go_back(owing: MoneyStory, browsing: Any) -> None:
    owing.override(gate="GC").offer("240").decline()
    owing.later(DAY)
    with browsing(owing) as browser:
        page = post(
            browser, owing.complaint, "money", kind="full_refund", amount="2399", basis=BASIS
        )
        sentence = "A full refund is everything that can still go back: €2,400"
        assert sentence in beside(page, "amount")
        done = post(
            browser, owing.complaint, "money", kind="full_refund", amount="2400", basis=BASIS
        )
    assert done.status_code == 302
    option = owing.fresh().plans.get(state="draft").options.get()
    assert option.what == "A full refund of €2,400"


GOOD = {
    "the smallest": ({"amount": "0.01"}, "0.010"),
    "the whole ceiling": ({"amount": "720"}, "720.000"),
    "with its sign": ({"amount": "€ 240"}, "240.000"),
    "with its code": ({"amount": "EUR 240.50"}, "240.500"),
    "with a comma for the cents": ({"amount": "240,50"}, "240.500"),
    "three days": ({"amount": "1", "valid_until": 3}, "1.000"),
    "thirty days": ({"amount": "1", "valid_until": 30}, "1.000"),
    "a discount": ({"amount": "500", "kind": "discount", "invoice": "open"}, "500.000"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_right_answer_is_written_as_it_was_meant(
    with_two_invoices: MoneyStory, browsing: Any, name: str
) -> None:
    changes, amount = GOOD[name]
    story = with_two_invoices
    with browsing(story) as browser:
        done = post(browser, story.complaint, "money", **typed_as(story, changes))
    assert done.status_code == 302
    assert done.url == url_of(story.complaint, "money-offer")
    assert str(story.fresh().plans.get(state="draft").options.get().money.amount) == amount
    assert not LedgerEntry.objects.exists()
    assert not OutgoingEmail.objects.filter(kind="E7").exists()


# The same in German, where the comma parts the cents.


@pytest.fixture
def german(db: None) -> Any:
    """The baker, for a freelancer who counts in German."""
    story = begin_with_money(locale="de-de")
    with at_home(story):
        yield answered(story)


def test_a_german_reads_and_types_amounts_with_a_comma(german: MoneyStory, browsing: Any) -> None:
    with browsing(german) as browser:
        page = post(browser, german.complaint, "money", amount="1.000,50", **OFFER)
        assert page.status_code == 422
        sentence = "The agreed ceiling of 720 € leaves 720 €. Enter less, or say why above it"
        assert sentence in beside(page, "amount")
        assert form_on(page).values["amount"] == ["1.000,50"]
        german.override(gate="GC")
        done = post(browser, german.complaint, "money", amount="1.000,50", **OFFER)
        assert done.status_code == 302
        again = browser.get(url_of(german.complaint, "money"))
        letter = form_on(browser.get(url_of(german.complaint, "money-offer"))).values["body"][0]
    assert form_on(again).values["amount"] == ["1000,50"]
    assert "I’m offering a partial refund of 1.000,50 €." in plain(letter)
    assert german.fresh().plans.get(state="draft").options.get().money.amount == Decimal("1000.50")


@pytest.mark.parametrize(("typed", "meant"), [("1.000", "1000"), ("1,5", "1.5"), ("0,05", "0.05")])
def test_a_german_amount_means_what_a_german_means(
    german: MoneyStory, browsing: Any, typed: str, meant: str
) -> None:
    german.override(gate="GC")
    with browsing(german) as browser:
        assert post(browser, german.complaint, "money", amount=typed, **OFFER).status_code == 302
    option = german.fresh().plans.get(state="draft").options.get()
    assert option.money.amount == Decimal(meant)


# The letter and the payment.


def test_a_letter_about_an_amount_that_was_changed_elsewhere_is_shown_again(
    owing: MoneyStory, browsing: Any
) -> None:
    owing.draft("240")
    with browsing(owing) as browser:
        first_window = form_on(browser.get(url_of(owing.complaint, "money-offer")))
        owing.draft("480")
        page = browser.post(url_of(owing.complaint, "money-offer"), first_window.values)
    assert page.status_code == 200
    assert "The message now follows your answers." in words(page)
    assert "a partial refund of €480" in form_on(page).values["body"][0]
    assert owing.fresh().state == "acknowledged"
    assert not Message.objects.filter(letter="E7").exists()


NAMES = {
    "the amount": ("€240", "€200", "The message does not name €240. Add it, or change the offer"),
    "the date": (
        "Wednesday 25 March",
        "the end of the month",
        "The message does not name Wednesday 25 March. Add it, or change the offer",
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_names_the_amount_and_the_date_of_the_offer(
    owing: MoneyStory, browsing: Any, name: str
) -> None:
    right, wrong, sentence = NAMES[name]
    owing.draft("240")
    with browsing(owing) as browser:
        body = form_on(browser.get(url_of(owing.complaint, "money-offer"))).values["body"][0]
        mine = plain(body).replace(right, wrong)
        page = post(browser, owing.complaint, "money-offer", body=mine)
        assert page.status_code == 422
        assert sentence in words(page)
        assert form_on(page).values["body"] == [mine]
        assert owing.fresh().state == "acknowledged"
        exact = plain(body).replace("€240", "€240.00") + "\nPS: Thank you."
        assert send(browser, owing.complaint, "money-offer", body=exact).status_code == 302


def test_an_offer_of_money_does_not_go_out_as_a_plan(owing: MoneyStory, browsing: Any) -> None:
    owing.draft("240")
    sentence = "This plan is an offer of money now. It has a page of its own."
    with browsing(owing) as browser:
        page = send(browser, owing.complaint, "send-plan")
        assert page.status_code == 409
        link = f'<a href="{url_of(owing.complaint, "money-offer")}">{sentence}</a>'
        assert link in page.content.decode()
        steps = {
            "steps-0-what": "Pay it",
            "steps-0-who": "me",
            "steps-0-due_on": owing.working_day(2).isoformat(),
            "not_included": "New fields in the form",
        }
        page = post(browser, owing.complaint, "dates", **steps)
    assert page.status_code == 409
    assert f'<a href="{url_of(owing.complaint, "money")}">{sentence}</a>' in page.content.decode()
    assert owing.fresh().state == "acknowledged"


PAYMENTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no reference": ({"reference": ""}, "reference", "Enter the reference, or “done by hand”"),
    "a reference of NULs": (
        {"reference": "\0\0"},
        "reference",
        "Enter the reference, or “done by hand”",
    ),
    "a long reference": (
        {"reference": "x" * 81},
        "reference",
        "Shorten this to 80 characters",
    ),
    "tomorrow": (
        {"paid_at_day": "2026-03-14"},
        "paid_at",
        "Enter a day and time that is not in the future",
    ),
    "before they accepted": (
        {"paid_at_day": "2026-03-10"},
        "paid_at",
        "Enter a day on or after Wednesday 11 March, when they accepted",
    ),
    "in another century": ({"paid_at_day": "1926-03-12"}, "paid_at", "Enter a date between 1970"),
    "no day": ({"paid_at_day": ""}, "paid_at", "Enter"),
}


@pytest.mark.parametrize("name", PAYMENTS)
def test_a_wrong_payment_gets_a_sentence_and_changes_nothing(
    owing: MoneyStory, browsing: Any, name: str
) -> None:
    changes, field, sentence = PAYMENTS[name]
    owing.offer().accept()
    owing.later(2 * DAY)
    before = rows_but_drafts()
    answers = {"reference": "SEPA 77", **changes}
    with browsing(owing) as browser:
        page = post(browser, owing.complaint, "settle", **answers)
    assert page.status_code == 422
    assert sentence in beside(page, field)
    assert rows_but_drafts() == before


def test_a_payment_of_the_day_they_accepted_is_fine(owing: MoneyStory, browsing: Any) -> None:
    owing.offer().accept()
    owing.later(2 * DAY)
    with browsing(owing) as browser:
        done = post(
            browser,
            owing.complaint,
            "settle",
            reference="done by hand",
            paid_at_day="2026-03-11",
            paid_at_time="08:00",
        )
    assert done.status_code == 302
    assert owing.fresh().state == "resolved"


def test_a_payment_marked_in_two_windows_is_marked_once(owing: MoneyStory, browsing: Any) -> None:
    owing.offer().accept()
    with browsing(owing) as browser:
        first = form_on(browser.get(url_of(owing.complaint, "settle")))
        data = changed(first, "continue", {"reference": "SEPA transfer 77"})
        assert browser.post(url_of(owing.complaint, "settle"), data).status_code == 302
        again = browser.post(url_of(owing.complaint, "settle"), data)
    assert again.status_code == 409
    assert "This was already done, perhaps in another window." in words(again)
    assert "SEPA transfer 77" in words(again)
    assert LedgerEntry.objects.filter(what="settled").count() == 1


def test_an_answer_in_two_windows_is_taken_once(owing: MoneyStory, browsing: Any) -> None:
    owing.offer()
    yes = {"kind": "accepts", "option": "A", "source": "call"}
    with browsing(owing) as browser:
        form = form_on(browser.get(url_of(owing.complaint, "answer")))
        accepted = changed(form, "continue", yes)
        assert browser.post(url_of(owing.complaint, "answer"), accepted).status_code == 302
        again = browser.post(url_of(owing.complaint, "answer"), accepted)
        taken_back = browser.post(reverse("end_offer", args=[owing.complaint.ref, 2]))
    for page in (again, taken_back):
        assert page.status_code == 409
        assert "C-0001 now stands at “Putting it right”." in words(page)
    assert owing.ledger() == [("offered", 240), ("accepted", 240)]


def test_a_late_yes_asks_whether_one_stands_by_it(owing: MoneyStory, browsing: Any) -> None:
    owing.offer().later(20 * DAY)
    yes = {"kind": "accepts", "option": "A", "source": "call"}
    with browsing(owing) as browser:
        page = post(browser, owing.complaint, "answer", **yes)
        assert page.status_code == 422
        sentence = (
            "The offer was open until Wednesday 25 March. Say that you stand by it, or make a"
            " new one"
        )
        assert sentence in beside(page, "honour")
        assert owing.fresh().state == "proposed"
        done = post(browser, owing.complaint, "answer", honour="on", **yes)
    assert done.status_code == 302
    assert owing.fresh().state == "in_progress"


def test_an_offer_is_taken_back_by_a_button_and_says_so(owing: MoneyStory, browsing: Any) -> None:
    owing.offer()
    url = reverse("end_offer", args=[owing.complaint.ref, 2])
    with browsing(owing) as browser:
        assert browser.get(url).status_code == 405
        assert browser.post(url).status_code == 302
        assert browser.post(url).status_code == 409
        workspace = words(browser.get(reverse("complaint", args=[owing.complaint.ref])))
    assert "You took the offer back" in workspace
    assert owing.ledger() == [("offered", 240), ("taken_back", 240)]


# On the way, without JavaScript.


def test_money_goes_back_on_its_pages(owing: MoneyStory, browsing: Any) -> None:
    known(owing)
    workspace = reverse("complaint", args=[owing.complaint.ref])
    road: list[tuple[str, dict[str, Any], str]] = [
        ("money", {"amount": "240", **OFFER}, url_of(owing.complaint, "money-offer")),
        ("money-offer", {}, workspace),
        ("answer", {"kind": "accepts", "option": "A", "source": "call"}, workspace),
        ("settle", {"reference": "SEPA 77"}, workspace),
        ("close", {"satisfaction": "4"}, workspace),
    ]
    for slug, answers, goes_to in road:
        owing.later(timedelta(minutes=1))
        with browsing(owing) as browser:
            done = send(browser, owing.complaint, slug, **answers)
            assert done.status_code == 302, words(done)
            assert done.url == goes_to
            assert browser.get(goes_to).status_code == 200
    assert owing.fresh().state == State.CLOSED
    assert owing.complaint.outcome == "money"
    assert [row.letter for row in Message.objects.order_by("pk")][-2:] == ["E7", "E8"]
    assert LedgerEntry.objects.get(what="settled").reference == "SEPA 77"


MOST = {"money": 21, "money-offer": 22, "settle": 18, "close": 13}


@pytest.mark.parametrize("slug", MOST)
def test_a_page_of_money_asks_the_database_few_questions(
    owing: MoneyStory, browsing: Any, slug: str
) -> None:
    if slug == "money-offer":
        owing.draft()
    if slug == "settle":
        owing.offer().accept()
    with browsing(owing) as browser:
        browser.get(url_of(owing.complaint, slug))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url_of(owing.complaint, slug)).status_code == 200
    assert len(asked) <= MOST[slug]


def test_nothing_of_the_numbers_reaches_the_client(owing: MoneyStory, browsing: Any) -> None:
    known(owing, hours="41", cost="37")
    with browsing(owing) as browser:
        post(browser, owing.complaint, "money", amount="240", **OFFER)
        send(browser, owing.complaint, "money-offer")
    body = Message.objects.get(letter="E7").body
    for private in ("1,517", "41", "37", "ceiling", "own limit", "720", "revenue"):
        assert private not in body


def test_dates_on_the_screen_are_those_of_the_freelancer(owing: MoneyStory, browsing: Any) -> None:
    with browsing(owing) as browser:
        values = form_on(browser.get(url_of(owing.complaint, "money"))).values
    assert values["valid_until"] == [date(2026, 3, 25).isoformat()]
    assert values["payment_days"] == ["3"]
    assert values["client_keeps"] == ["everything"]
