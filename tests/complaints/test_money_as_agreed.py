"""Money as it was agreed, walked from the screen through the letter to the ledger: with tax, by the
hour, by stages, in part gone, and in a young account."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.formats import plain
from clients.models import Project, ProjectStage
from complaints import finance
from complaints.letters.plan_lines import option_line
from complaints.models import LedgerEntry, Message, MoneyTerms, Plan, PlanOption
from complaints.moves import ledger
from complaints.workflow import State
from policies.models import PolicyVersion
from tests.complaints.ledger_page import rows_of
from tests.complaints.money import MoneyStory
from tests.complaints.money_page import OFFER, beside, words
from tests.complaints.page import post, send, url_of
from tests.complaints.story import DAY

pytestmark = pytest.mark.django_db

D = Decimal


def priced(tale: MoneyStory, prices: str = "net", rate: str = "19", **project: Any) -> MoneyStory:
    """Return the story with prices that have a tax, called VAT, from before its invoice."""
    changed = {"prices": prices, "tax_rate": D(rate)} | project
    Project.objects.filter(pk=tale.project.pk).update(**changed)
    tale.project.refresh_from_db()
    tale.user.preferences.tax_name = "VAT"
    tale.user.preferences.save()
    return tale


def billed(tale: MoneyStory, net: str, its_tax: str, rate: str = "19") -> MoneyStory:
    """Return the story with a paid invoice that has a tax."""
    tale.bill(net, tax=D(its_tax), tax_rate=D(rate))
    return tale


def offered(tale: MoneyStory, browser: Any, amount: str, **answers: Any) -> str:
    """Type an offer, send its letter, and return the words of the letter."""
    given = OFFER | {"amount": amount} | answers
    assert post(browser, tale.complaint, "money", **given).status_code == 302
    assert send(browser, tale.complaint, "money-offer").status_code == 302
    tale.fresh()
    return plain(Message.objects.filter(letter="E7").latest("pk").body)


def note_of(tale: MoneyStory, browser: Any) -> str:
    line = tale.complaint.ledger.get(what="settled")
    return plain(words(browser.get(reverse("credit_note", args=[line.number]))))


# With tax.


@pytest.mark.parametrize(
    ("prices", "typed", "said"),
    [
        ("net", "184", "€184 plus 19 % VAT, €218.96"),
        ("gross", "218.96", "€218.96 including 19 % VAT"),
    ],
)
def test_an_offer_with_tax_says_what_they_get_everywhere(
    tale: MoneyStory, browsing: Any, prices: str, typed: str, said: str
) -> None:
    billed(priced(tale, prices), "2400", "456").fell_short()
    with browsing(tale) as browser:
        letter = offered(tale, browser, typed)
        assert f"I’m offering a partial refund of {said}." in letter
        assert "I will send €218.96 within three working days" in letter
        terms = MoneyTerms.objects.get()
        assert (terms.amount, terms.tax_rate, terms.tax) == (D(184), D(19), D("34.96"))
        tale.accept().later(DAY).settle()
    with browsing(tale) as browser:
        note = note_of(tale, browser)
        line = tale.complaint.ledger.get(what="settled")
        page = words(browser.get(reverse("ledger_line", args=[line.number])))
        year = words(browser.get(reverse("ledger")))
        row = rows_of(browser.get(reverse("ledger_csv")))[0]
        workspace = words(browser.get(reverse("complaint", args=[tale.complaint.ref])))
        record = words(browser.get(url_of(tale.complaint, "close")))
    assert "Amount, without tax: EUR 184.00 VAT 19 %: EUR 34.96 Amount with VAT: EUR 218.96" in note
    for part in ("€184.00", "VAT €34.96 (19 %)", "With VAT €218.96"):
        assert part in page
    assert "€184.00 €218.96 with VAT" in year
    assert (row["amount"], row["tax"], row["amount_with_tax"]) == ("184.00", "34.96", "218.96")
    assert "You sent €218.96" in workspace
    assert "Money €218.96 Settled, 12 March" in workspace
    assert f"Money: partial refund of {said}" in record


def test_the_screens_before_the_letter_name_what_leaves(tale: MoneyStory, browsing: Any) -> None:
    billed(priced(tale), "2400", "456").fell_short()
    with browsing(tale) as browser:
        asked = words(browser.get(url_of(tale.complaint, "money")))
        post(browser, tale.complaint, "money", **OFFER, amount="184")
        offer = words(browser.get(url_of(tale.complaint, "money-offer")))
    assert "Amount, without tax" in asked
    assert "They paid €2,856" in asked
    assert "All amounts here are without tax." in asked
    assert "€218.96 would leave." in offer


@pytest.mark.parametrize(("prices", "typed"), [("net", "2400"), ("gross", "2856")])
def test_a_full_refund_is_what_was_paid(
    tale: MoneyStory, browsing: Any, prices: str, typed: str
) -> None:
    billed(priced(tale, prices), "2400", "456").fell_short()
    for gate in ("G6b", "GC"):
        tale.override(gate=gate)
    with browsing(tale) as browser:
        assert "Everything they paid: €2,856" in words(browser.get(url_of(tale.complaint, "money")))
        refused = post(
            browser, tale.complaint, "money", **OFFER | {"kind": "full_refund", "amount": "2000"}
        )
        assert "A full refund is everything that can still go back" in beside(refused, "amount")
        letter = offered(tale, browser, typed, kind="full_refund")
    assert "I will send €2,856 within" in letter
    terms = MoneyTerms.objects.get()
    assert (terms.amount, terms.tax) == (D(2400), D(456))


def test_a_full_refund_of_several_rates_keeps_the_tax_that_was_paid(
    tale: MoneyStory, browsing: Any
) -> None:
    billed(billed(priced(tale), "1000", "190"), "1000", "70", "7").fell_short()
    for gate in ("G6b", "GC"):
        tale.override(gate=gate)
    with browsing(tale) as browser:
        letter = offered(tale, browser, "2000", kind="full_refund")
    assert "€2,000 plus €260 VAT, €2,260" in letter


def test_what_is_left_of_an_invoice_goes_back_to_the_cent(tale: MoneyStory, browsing: Any) -> None:
    """The tax of the parts was rounded by itself; the rest is what is left, not rounded again."""
    billed(priced(tale), "0.13", "0.02").fell_short()
    for gate in ("G6b", "GC"):
        tale.override(gate=gate)
    tale.draft("0.05", tax=D("0.01"), tax_rate=D(19)).send_offer().accept()
    tale.settle()
    other = tale.another().fell_short()
    for gate in ("G6b", "GC"):
        other.override(gate=gate)
    invoice = str(tale.project.invoices.get().pk)
    with browsing(other) as browser:
        letter = offered(other, browser, "0.08", kind="full_refund", invoice=invoice)
    assert "I will send €0.09 within" in letter


def test_with_several_rates_a_part_names_its_invoice(tale: MoneyStory, browsing: Any) -> None:
    billed(billed(priced(tale), "1000", "190"), "1000", "70", "7").fell_short()
    seven = tale.project.invoices.get(tax_rate=7)
    with browsing(tale) as browser:
        refused = post(browser, tale.complaint, "money", **OFFER, amount="100")
        assert "what they paid has several rates of tax" in beside(refused, "invoice")
        letter = offered(tale, browser, "100", invoice=str(seven.pk))
    assert "€100 plus 7 % VAT, €107" in letter


def test_of_an_invoice_goes_back_at_most_what_was_paid_on_it(
    tale: MoneyStory, browsing: Any
) -> None:
    billed(billed(priced(tale), "100", "19"), "2000", "380").fell_short()
    small = tale.project.invoices.get(net=100)
    with browsing(tale) as browser:
        refused = post(
            browser, tale.complaint, "money", **OFFER, amount="100.01", invoice=str(small.pk)
        )
        said = beside(refused, "amount")
        assert f"Only €119 of invoice {small.number} can still go back" in said
        letter = offered(tale, browser, "100", invoice=str(small.pk))
    assert "€100 plus 19 % VAT, €119" in letter


def test_the_ceiling_and_the_sums_are_without_tax(tale: MoneyStory, browsing: Any) -> None:
    billed(priced(tale), "2400", "456").fell_short()
    with browsing(tale) as browser:
        refused = post(browser, tale.complaint, "money", **OFFER, amount="720.01")
        assert "The agreed ceiling of €720 leaves €720" in beside(refused, "amount")
        assert post(browser, tale.complaint, "money", **OFFER, amount="720").status_code == 302
    tale.send_offer().accept()
    assert finance.position(tale.project, tale.today).given_back == 720


def test_a_corrected_line_keeps_its_rate(tale: MoneyStory, browsing: Any) -> None:
    billed(priced(tale), "2400", "456").fell_short()
    tale.draft("184", tax=D("34.96"), tax_rate=D(19)).send_offer().accept()
    tale.settle()
    line = LedgerEntry.objects.get(what="settled")
    ledger.correct(line, to=D(100), note="Sent less", now=tale.now)
    added = LedgerEntry.objects.get(what="corrected")
    assert (added.amount, added.tax) == (D(-84), D("-15.96"))
    with browsing(tale) as browser:
        assert "VAT 19 %: EUR 19.00 Amount with VAT: EUR 119.00" in note_of(tale, browser)


def test_without_tax_no_letter_no_line_and_no_note_speaks_of_it(
    owing: MoneyStory, browsing: Any
) -> None:
    with browsing(owing) as browser:
        letter = offered(owing, browser, "184")
        owing.accept().later(DAY).settle()
    with browsing(owing) as browser:
        line = owing.complaint.ledger.get(what="settled")
        pages = [
            browser.get(url_of(owing.complaint, "money")),
            browser.get(reverse("complaint", args=[owing.complaint.ref])),
            browser.get(reverse("ledger")),
            browser.get(reverse("ledger_line", args=[line.number])),
            browser.get(reverse("credit_note", args=[line.number])),
        ]
    for text in (letter, *(words(page) for page in pages)):
        assert "tax" not in text.lower()
    assert "I’m offering a partial refund of €184." in letter


@pytest.mark.parametrize(
    ("prices", "said"),
    [
        ("none", "Cost to you: €150."),
        ("net", "Cost to you: €150 plus 19 % VAT, €178.50."),
        ("gross", "Cost to you: €150 including 19 % VAT."),
    ],
)
def test_extra_work_is_priced_as_the_project_is(tale: MoneyStory, prices: str, said: str) -> None:
    priced(tale, prices, **({"tax_rate": None} if prices == "none" else {}))
    tale.to(State.ACKNOWLEDGED)
    ready = {"ready_on": tale.working_day(3), "plan": Plan(complaint=tale.fresh())}
    option = PlanOption(letter="A", kind="quote", what="A second form", client_cost=D(150), **ready)
    assert said in plain(option_line(option, tale.fresh(), tale.now))


# By the hour.


def test_work_by_the_hour_is_worth_what_was_invoiced(tale: MoneyStory, browsing: Any) -> None:
    Project.objects.filter(pk=tale.project.pk).update(fee_net=0)
    tale.project.refresh_from_db()
    for net in ("620", "540", "680"):
        tale.bill(net)
    tale.bill("999", paid=False, voided_on=tale.today)
    tale.fell_short()
    with browsing(tale) as browser:
        page = words(browser.get(url_of(tale.complaint, "money")))
        card = words(browser.get(reverse("project", args=[tale.project.ref])))
        for line in (
            "The most the agreed policy gives back here is €552.",
            "Invoiced €1,840 Paid €1,840",
            "Left for you €1,840",
            "€552 left of the ceiling of €552.",
        ):
            assert line in page
        assert "At most €552 of what was invoiced can go back" in card
        letter = offered(tale, browser, "184")
        offer = words(browser.get(url_of(tale.complaint, "answer")))
        assert "I’m offering a partial refund of €184." in letter
        assert "€184" in offer
        tale.accept().later(DAY).settle()
    with browsing(tale) as browser:
        assert "€184" in words(browser.get(reverse("ledger")))
    position = finance.position(Project.objects.get(pk=tale.project.pk), tale.today)
    assert (position.ceiling, position.ceiling_left, position.left) == (552, 368, 1656)


# By stages.


@pytest.mark.parametrize(
    ("stage", "most"), [((350, 4, 3), "€350"), ((90, 10, 6), "€360"), ((90, 10, 0), "€900")]
)
def test_only_what_is_not_delivered_can_go_back(
    tale: MoneyStory, browsing: Any, stage: tuple[int, int, int], most: str
) -> None:
    amount, how_many, delivered = stage
    version = tale.project.agreements.get().policy_version
    # A published version never changes; the one of this story is another one.
    other = PolicyVersion.objects.create(
        policy=version.policy,
        number=2,
        rounds_included=3,
        extra_round_percent=10,
        ceiling_kind="stages",
        ceiling_percent=0,
        state="published",
        published_at=version.published_at,
        content_hash="f" * 64,
    )
    tale.project.agreements.update(policy_version=other)
    ProjectStage.objects.create(
        project=tale.project,
        number=1,
        what="Panel",
        amount=amount,
        how_many=how_many,
        delivered=delivered,
        delivered_on=tale.today if delivered else None,
    )
    tale.bill("1400").project.refresh_from_db()
    tale.fell_short()
    with browsing(tale) as browser:
        page = words(browser.get(url_of(tale.complaint, "money")))
        card = words(browser.get(reverse("project", args=[tale.project.ref])))
        assert f"The most the agreed policy gives back here is {most}." in page
        assert f"At most {most} for what is not delivered can go back" in card
        above = str(amount * (how_many - delivered) + 1)
        refused = post(browser, tale.complaint, "money", **OFFER, amount=above)
        assert f"The agreed ceiling of {most} leaves {most}" in beside(refused, "amount")
        letter = offered(tale, browser, "150")
        assert "I’m offering a partial refund of €150." in letter
        tale.accept().later(DAY).settle()
        # Everything is taken out: what is promised still fits.
        tale.project.stages.all().delete()
    position = finance.position(tale.project, tale.today)
    assert (position.ceiling, position.ceiling_left) == (150, 0)


# What is left.


def test_every_page_names_what_is_left_of_the_ceiling(owing: MoneyStory, browsing: Any) -> None:
    owing.offer("250").accept()
    owing.settle()
    other = owing.another().fell_short()
    line = "€470 of the €720 that can go back is left"
    with browsing(other) as browser:
        for url in (
            reverse("project", args=[owing.project.ref]),
            reverse("complaint", args=[other.complaint.ref]),
            reverse("rounds", args=[owing.project.ref]),
            reverse("agreement", args=[owing.project.ref]),
            url_of(other.complaint, "money"),
        ):
            page = words(browser.get(url))
            assert "At most €720" not in page, url
            assert line in page or "and €470 of it is left" in page, url


# A young account.


def test_a_young_account_sees_the_amount_and_no_alarm(owing: MoneyStory, browsing: Any) -> None:
    with browsing(owing) as browser:
        post(browser, owing.complaint, "money", **OFFER, amount="184")
        offer = words(browser.get(url_of(owing.complaint, "money-offer")))
        money = words(browser.get(url_of(owing.complaint, "money")))
        owing.send_offer().accept().later(DAY)
        owing.settle()
    with browsing(owing) as browser:
        year = words(browser.get(reverse("ledger")))
    for page in (offer, money, year):
        assert "of revenue" not in page
        assert "Under five invoices of this year are paid, so a share would say little." in page
    assert "€184 of €2,400 went back" in year


def test_with_five_paid_invoices_the_share_is_said(owing: MoneyStory, browsing: Any) -> None:
    owing.in_five()
    with browsing(owing) as browser:
        page = words(browser.get(url_of(owing.complaint, "money")))
    assert "of revenue" in page


# What the money row and the shortcuts say.


def test_the_money_row_shows_what_is_written_and_no_lock_once_it_is_open(
    owing: MoneyStory, browsing: Any
) -> None:
    with browsing(owing) as browser:
        workspace = words(browser.get(reverse("complaint", args=[owing.complaint.ref])))
        options = words(browser.get(url_of(owing.complaint, "options")))
        assert "opens after you have offered a fix" not in workspace + options
        assert "Money is open too." in options
        post(browser, owing.complaint, "money", **OFFER, amount="184")
        page = browser.get(url_of(owing.complaint, "money")).content.decode()
        workspace = words(browser.get(reverse("complaint", args=[owing.complaint.ref])))
    assert '<tr class="chosen"><th scope="row">7.7 %</th>' in page
    assert "€184" in workspace


def test_amounts_above_what_the_ceiling_leaves_are_no_shortcut(
    owing: MoneyStory, browsing: Any
) -> None:
    owing.offer("480").accept()
    owing.settle()
    other = owing.another().fell_short()
    with browsing(other) as browser:
        form = browser.get(url_of(other.complaint, "money")).context["form"]
        assert [step.percent for step, _chosen in form.shares()] == [5, 10]
        other.override(gate="GC")
        form = browser.get(url_of(other.complaint, "money")).context["form"]
        assert [step.percent for step, _chosen in form.shares()] == [5, 10, 15, 20, 25, 30]
        typed = post(browser, other.complaint, "money", **OFFER, action="share:10")
    assert 'class="tile tile-short chosen" name="action" value="share:10"' in typed.content.decode()
