"""The pages of the ledger: a year, a line, a credit note, CSV, and the forms that add a line."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.urls import reverse

from accounts.spreadsheets import safe_cell
from clients.models import Invoice
from complaints import ledger_picture, ledger_year
from complaints.models import LedgerEntry
from complaints.moves import ledger
from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.complaints.story import DAY
from tests.factories import ClientFactory, ProjectFactory

MEGABYTE = "9" * 1_000_000
Browse = Callable[[MoneyStory], Any]


def D(text: str) -> Decimal:
    return Decimal(text)


def plain(page: Any) -> str:
    """Return what a page says, with ordinary spaces."""
    return str(page.content.decode()).replace("\xa0", " ")


def settled(tale: MoneyStory, amount: str = "240", **terms: Any) -> LedgerEntry:
    tale.offer(amount, **terms)
    tale.accept()
    tale.settle()
    return tale.complaint.ledger.get(what="settled")


def credit(tale: MoneyStory, amount: str = "100") -> LedgerEntry:
    return settled(tale, amount, kind="goodwill_credit")


def later_invoice(tale: MoneyStory, net: str = "600", **changes: Any) -> Invoice:
    return tale.bill(net, **{"paid": False, "issued_on": tale.today} | changes)


def rows_of(page: Any) -> list[dict[str, str]]:
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(page.content.decode())))


# The year -------------------------------------------------------------------------------------


def test_an_empty_ledger_says_so(tale: MoneyStory, browsing: Browse) -> None:
    with browsing(tale) as client:
        page = plain(client.get(reverse("ledger")))
    assert "No money was offered in 2026." in page
    assert "CSV" not in page


def test_a_year_says_what_went_back_of_what_and_against_which_limit(
    owing: MoneyStory, browsing: Browse
) -> None:
    settled(owing)
    with browsing(owing) as client:
        page = plain(client.get(reverse("ledger")))
    assert "€240 of €2,400 went back" in page
    assert "10 % of revenue, your limit is 2 %." in page
    assert page.index("L-0003") < page.index("L-0002") < page.index("L-0001")
    assert 'role="img"' in page


def test_sums_of_two_currencies_stand_side_by_side(owing: MoneyStory, browsing: Browse) -> None:
    settled(owing)
    other = ProjectFactory(owner=owing.user, client=owing.project.client, currency="JPY")
    second = MoneyStory(owing.user, other, owing.contact, owing.now)
    second.bill("1000")
    settled(second.fell_short(), "200")
    with browsing(owing) as client:
        page = client.get(reverse("ledger"))
    assert [(each.currency, each.given_back) for each in page.context["sums"]] == [
        ("EUR", D("240")),
        ("JPY", D("200")),
    ]
    assert "JP¥200 of JP¥1,000 went back" in plain(page)
    assert "440" not in plain(page)


def test_a_year_can_be_chosen_and_nonsense_means_this_one(
    owing: MoneyStory, browsing: Browse
) -> None:
    owing.offer().accept()
    owing.settle(paid_at=datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    with browsing(owing) as client:
        before = client.get(reverse("ledger"), {"year": "2025"})
        assert before.context["years"] == [2026, 2025]
        assert [line.what for line in before.context["page"]] == ["settled"]
        for nonsense in ("", "x", "0", "99999", "-2026", "٢٠٢٦", MEGABYTE[:4000]):
            page = client.get(reverse("ledger"), {"year": nonsense, "page": nonsense[:2000]})
            assert (page.status_code, page.context["year"]) == (200, 2026)
        assert client.get(reverse("ledger"), {"year": "2100"}).status_code == 200


def test_a_long_year_is_cut_into_pages_and_asks_as_little(
    owing: MoneyStory, browsing: Browse, django_assert_max_num_queries: Any
) -> None:
    line = settled(owing)
    for n in range(60):
        ledger.correct(line, to=D(200 - n), note="Again", now=owing.now)
    with browsing(owing) as client:
        with django_assert_max_num_queries(12):
            page = client.get(reverse("ledger"))
        assert len(page.context["page"].object_list) == 50
        assert len(client.get(reverse("ledger"), {"page": "2"}).context["page"].object_list) == 13
        sums = page.context["sums"][0]
        rows = LedgerEntry.objects.filter(what__in=["settled", "corrected"])
        assert sums.given_back == sum(row.amount for row in rows) == 141


def test_nothing_of_it_can_be_changed_by_looking(owing: MoneyStory, browsing: Browse) -> None:
    line = settled(owing)
    before = LedgerEntry.objects.count()
    with browsing(owing) as client:
        for name, args in (
            ("ledger", []),
            ("ledger_csv", []),
            ("ledger_line", [line.number]),
            ("credit_note", [line.number]),
            ("ledger_correct", [line.number]),
        ):
            assert client.get(reverse(name, args=args)).status_code == 200
            if name != "ledger_correct":
                assert client.post(reverse(name, args=args)).status_code == 405
    assert LedgerEntry.objects.count() == before


# The picture ----------------------------------------------------------------------------------


def test_the_picture_has_a_bar_for_each_month_with_something() -> None:
    names = [str(n) for n in range(12)]
    back = [D("0")] * 12
    back[2], back[3], back[7] = D("120"), D("60"), D("0.01")
    picture = ledger_picture.draw(names, [D("0")] * 12, back)
    assert picture.revenue == []
    assert [(bar.amount, bar.is_labelled) for bar in picture.given_back] == [
        (D("120"), True),
        (D("60"), False),
        (D("0.01"), True),
    ]
    heights = [bar.height for bar in picture.given_back]
    assert heights == [56, 28, 2]
    assert {bar.y for bar in picture.given_back} == {ledger_picture.LOWER_AXIS}


def test_a_month_in_which_more_was_corrected_than_given_has_no_bar() -> None:
    back = [D("-5")] * 12
    assert ledger_picture.draw([""] * 12, back, back).given_back == []


def test_months_are_those_of_the_freelancers_zone(owing: MoneyStory) -> None:
    owing.offer().accept()
    owing.settle(paid_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    year = ledger_year.by_currency(owing.user, 2026)[0]
    assert [month.given_back for month in year.months[:3]] == [0, 240, 0]
    assert year.months[2].revenue == 2400 or year.months[1].revenue == 2400


# CSV ------------------------------------------------------------------------------------------


def test_the_csv_has_one_row_for_each_line(owing: MoneyStory, browsing: Browse) -> None:
    line = settled(owing)
    ledger.correct(line, to=D("200"), note="Sent less", now=owing.now)
    with browsing(owing) as client:
        rows = rows_of(client.get(reverse("ledger_csv")))
    assert [row["line"] for row in rows] == ["L-0004", "L-0003", "L-0002", "L-0001"]
    assert rows[0] == {
        "line": "L-0004",
        "date": "2026-03-11",
        "client": "Rye & Co",
        "project": "P-001 Order form",
        "complaint": "C-0001",
        "kind": "partial refund",
        "what": "corrected",
        "amount": "-40.00",
        "currency": "EUR",
        "invoice": "",
        "reference": "",
        "note": "Sent less",
        "corrects": "L-0003",
        "moment": f"{owing.now:%Y-%m-%dT%H:%M:%SZ}",
    }


def test_the_csv_follows_the_year(owing: MoneyStory, browsing: Browse) -> None:
    settled(owing)
    with browsing(owing) as client:
        page = client.get(reverse("ledger_csv"), {"year": "2026"})
        assert (len(rows_of(page)), "ledger-2026.csv" in page["Content-Disposition"]) == (3, True)
        assert rows_of(client.get(reverse("ledger_csv"), {"year": "2025"})) == []


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "  @x"])
def test_typed_words_are_never_a_formula(words: str) -> None:
    assert safe_cell(words) == f"'{words}"
    assert safe_cell(f"x{words}") == f"x{words}"


def test_names_and_references_from_outside_are_harmless(
    owing: MoneyStory, browsing: Browse
) -> None:
    client_row, project = owing.project.client, owing.project
    client_row.name, project.title = "=HYPERLINK(1)", 'He said "no", then;left\nhere'
    client_row.save()
    project.save()
    owing.offer().accept()
    owing.settle(reference="@SUM(A1)")
    with browsing(owing) as client:
        rows = rows_of(client.get(reverse("ledger_csv")))
    assert rows[0]["client"] == "'=HYPERLINK(1)"
    assert rows[0]["reference"] == "'@SUM(A1)"
    assert rows[0]["project"] == 'P-001 He said "no", then;left\nhere'
    assert len(rows) == 3


# A line and its credit note -------------------------------------------------------------------


def test_a_line_says_what_can_be_done_with_it(owing: MoneyStory, browsing: Browse) -> None:
    line = settled(owing)
    first = owing.complaint.ledger.get(what="offered")
    with browsing(owing) as client:
        page = plain(client.get(reverse("ledger_line", args=[line.number])))
        plain_line = plain(client.get(reverse("ledger_line", args=[first.number])))
    assert "€240.00" in page
    assert "SEPA 77" in page
    assert f"/money/{line.number}/credit-note/" in page
    assert f"/money/{line.number}/correct/" in page
    assert "/use/" not in page
    assert not any(way in plain_line for way in ("/credit-note/", "/correct/", "/use/"))


def test_a_corrected_line_says_at_what_it_stands(owing: MoneyStory, browsing: Browse) -> None:
    line = settled(owing)
    added = ledger.correct(line, to=D("200"), note="Sent less", now=owing.now)
    with browsing(owing) as client:
        page = plain(client.get(reverse("ledger_line", args=[line.number])))
        correction = plain(client.get(reverse("ledger_line", args=[added.number])))
    assert page.index("Sent less") < page.index("Stands at") < page.index("€200.00")
    assert "-€40.00" in page
    assert f"/money/{line.number}/" in correction


def test_a_credit_note_is_shown_only_for_settled_lines(owing: MoneyStory, browsing: Browse) -> None:
    line = settled(owing)
    first = owing.complaint.ledger.get(what="offered")
    with browsing(owing) as client:
        assert "Credit note L-0003" in plain(client.get(reverse("credit_note", args=[line.number])))
        assert client.get(reverse("credit_note", args=[first.number])).status_code == 404


def test_strangers_find_nothing(owing: MoneyStory, browsing: Browse) -> None:
    line = credit(owing)
    stranger = answered(begin_with_money())
    for _ in range(2):
        stranger.later(DAY)
    with browsing(stranger) as client:
        for name in ("ledger_line", "credit_note", "ledger_use", "ledger_correct"):
            for number in (line.number, 0, 10**30):
                url = reverse(name, args=[number])
                assert client.get(url).status_code == 404
        for name in ("ledger_use", "ledger_correct"):
            url = reverse(name, args=[line.number])
            assert client.post(url, {"step": "add"}).status_code == 404
        assert rows_of(client.get(reverse("ledger_csv"))) == []
        assert "Rye" not in plain(client.get(reverse("ledger")))


def test_the_pages_ask_who_is_there(client: Any, owing: MoneyStory) -> None:
    line = settled(owing)
    for name, args in (("ledger", []), ("ledger_csv", []), ("ledger_line", [line.number])):
        answer = client.get(reverse(name, args=args))
        assert (answer.status_code, "/accounts/" in answer["Location"]) == (302, True)


# A credit is used -----------------------------------------------------------------------------


def test_a_credit_is_used_after_a_second_yes(owing: MoneyStory, browsing: Browse) -> None:
    line, invoice = credit(owing), later_invoice(owing)
    url = reverse("ledger_use", args=[line.number])
    typed = {"invoice": invoice.pk, "at": owing.today.isoformat()}
    with browsing(owing) as client:
        asked = client.post(url, typed)
        words = f"€100 comes off invoice {invoice.number}, on 11 March."
        assert words in plain(asked)
        assert owing.complaint.ledger.count() == 3
        changed = client.post(url, typed | {"step": "change"})
        assert changed.context["form"]["invoice"].value() == str(invoice.pk)
        done = client.post(url, typed | {"step": "add"}, follow=True)
        assert "L-0004 is added." in plain(done)
        again = client.post(url, typed | {"step": "add"}, follow=True)
        assert f"This credit was already used on invoice {invoice.number}." in plain(again)
    assert owing.complaint.ledger.filter(what="redeemed").count() == 1
    with browsing(owing) as client:
        page = plain(client.get(reverse("project", args=[owing.project.ref])))
    assert "€100 taken off" in page


def test_only_later_invoices_of_the_client_are_offered(owing: MoneyStory, browsing: Browse) -> None:
    line, fits = credit(owing), later_invoice(owing)
    later_invoice(owing, voided_on=owing.today)
    other_client = ClientFactory(owner=owing.user)
    later_invoice(owing, project=ProjectFactory(owner=owing.user, client=other_client))
    with browsing(owing) as client:
        form = client.get(reverse("ledger_use", args=[line.number])).context["form"]
    assert list(form.fields["invoice"].queryset) == [fits]


def test_without_a_later_invoice_the_page_says_where_to_add_one(
    owing: MoneyStory, browsing: Browse
) -> None:
    line = credit(owing)
    with browsing(owing) as client:
        page = plain(client.get(reverse("ledger_use", args=[line.number])))
    assert "has no later invoice in EUR yet" in page


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"invoice": ""}, "invoice", "Choose the invoice on which the credit was used"),
        ({"invoice": "x"}, "invoice", "Choose the invoice on which the credit was used"),
        ({"invoice": "9" * 400}, "invoice", "Choose the invoice on which the credit was used"),
        ({"invoice": "\0"}, "invoice", "Choose the invoice on which the credit was used"),
        ({"at": ""}, "at", "Enter a date"),
        ({"at": "9999-12-31"}, "at", "Enter a date between 1970 and 2100"),
        ({"at": "2026-03-12"}, "at", "Enter a day that is not in the future"),
        ({"at": "2026-03-10"}, "at", "Enter a day on or after the credit was given"),
    ],
)
def test_what_does_not_fit_a_used_credit_is_answered_beside_its_field(
    owing: MoneyStory, browsing: Browse, changes: dict[str, str], name: str, sentence: str
) -> None:
    line, invoice = credit(owing), later_invoice(owing)
    typed = {"invoice": str(invoice.pk), "at": owing.today.isoformat(), "step": "add"}
    with browsing(owing) as client:
        page = client.post(reverse("ledger_use", args=[line.number]), typed | changes)
    assert page.status_code == 422
    assert page.context["form"].errors == {name: [sentence]}
    assert not owing.complaint.ledger.filter(what="redeemed").exists()


def test_a_credit_above_the_invoice_is_refused_with_a_sentence(
    owing: MoneyStory, browsing: Browse
) -> None:
    line, invoice = credit(owing), later_invoice(owing, "60")
    typed = {"invoice": invoice.pk, "at": owing.today.isoformat(), "step": "add"}
    with browsing(owing) as client:
        page = client.post(reverse("ledger_use", args=[line.number]), typed)
    assert f"€100 would come off invoice {invoice.number}, which asks for €60" in plain(page)
    assert not owing.complaint.ledger.filter(what="redeemed").exists()


# A line is corrected --------------------------------------------------------------------------


def test_a_line_is_corrected_after_a_second_yes(owing: MoneyStory, browsing: Browse) -> None:
    line = settled(owing)
    url = reverse("ledger_correct", args=[line.number])
    typed = {"amount": "200", "note": "Sent less"}
    with browsing(owing) as client:
        assert client.get(url).context["form"]["amount"].value() == "240"
        asked = plain(client.post(url, typed))
        assert "A line of -€40 is added, so that L-0003 stands at €200." in asked
        assert owing.complaint.ledger.count() == 3
        client.post(url, typed | {"step": "add"})
        twice = client.post(url, typed | {"step": "add"})
    assert twice.context["form"].errors == {"amount": ["This line stands at €200.00 already"]}
    assert owing.complaint.ledger.filter(what="corrected").count() == 1


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"amount": ""}, "amount", "Enter the amount that is right, or 0"),
        ({"amount": "240.00"}, "amount", "This line stands at €240.00 already"),
        ({"amount": "-1"}, "amount", "Enter an amount of 0 or more"),
        ({"amount": "10.1234"}, "amount", "Enter an amount with at most 2 decimals for EUR"),
        ({"amount": "200 USD"}, "amount", "Enter the amount in EUR"),
        ({"amount": MEGABYTE}, "amount", "Enter an amount in digits, such as 1200.50"),
        ({"note": ""}, "note", "Say in one line what was wrong"),
        ({"note": "\0"}, "note", "Say in one line what was wrong"),
        ({"note": "x" * 201}, "note", "Shorten this to 200 characters; it has 201 now"),
    ],
)
def test_what_does_not_fit_a_correction_is_answered_beside_its_field(
    owing: MoneyStory, browsing: Browse, changes: dict[str, str], name: str, sentence: str
) -> None:
    line = settled(owing)
    typed = {"amount": "200", "note": "Sent less", "step": "add"}
    with browsing(owing) as client:
        page = client.post(reverse("ledger_correct", args=[line.number]), typed | changes)
    assert page.status_code == 422
    assert page.context["form"].errors == {name: [sentence]}
    assert owing.complaint.ledger.count() == 3


def test_a_correction_above_the_ceiling_is_answered_beside_the_amount(
    owing: MoneyStory, browsing: Browse
) -> None:
    line = settled(owing)
    typed = {"amount": "721", "note": "Sent more", "step": "add"}
    with browsing(owing) as client:
        page = client.post(reverse("ledger_correct", args=[line.number]), typed)
    assert list(page.context["form"].errors) == ["amount"]
    assert "€480" in plain(page)


def test_an_amount_is_read_in_the_freelancers_locale(browsing: Browse, db: None) -> None:
    tale = answered(begin_with_money(locale="de-de"))
    tale.override(gate="GC")
    line = settled(tale)
    typed = {"amount": "1.000,50", "note": "Sent more", "step": "add"}
    with browsing(tale) as client:
        client.post(reverse("ledger_correct", args=[line.number]), typed)
    assert tale.complaint.ledger.get(what="corrected").amount == D("760.50")


def test_a_line_that_cannot_be_corrected_says_why(owing: MoneyStory, browsing: Browse) -> None:
    settled(owing)
    first = owing.complaint.ledger.get(what="offered")
    with browsing(owing) as client:
        page = client.get(reverse("ledger_correct", args=[first.number]), follow=True)
    assert "Only a line with which money moved can be corrected." in plain(page)
