"""The pages of the ledger: a year, a line, a credit note, and whose they are."""

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from complaints.models import LedgerEntry
from complaints.moves import ledger
from tests.complaints.figures import D, credit, settled
from tests.complaints.ledger_page import MEGABYTE, Browse, plain, rows_of
from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.complaints.story import DAY
from tests.factories import ProjectFactory

# The year -------------------------------------------------------------------------------------


def test_an_empty_ledger_says_so(tale: MoneyStory, browsing: Browse) -> None:
    with browsing(tale) as client:
        page = plain(client.get(reverse("ledger")))
    assert "No money was offered in 2026." in page
    assert reverse("ledger_csv") not in page


def test_money_stands_in_the_menu_and_in_that_of_phones(
    owing: MoneyStory, browsing: Browse
) -> None:
    here = f'<a href="{reverse("ledger")}" aria-current="page">Money</a>'
    line = settled(owing)
    with browsing(owing) as client:
        for address in (reverse("ledger"), reverse("ledger_line", args=[line.number])):
            assert client.get(address).content.decode().count(here) == 2
        assert f'<a href="{reverse("ledger")}">Money</a>' in client.get("/").content.decode()


def test_a_year_says_what_went_back_of_what_and_against_which_limit(
    owing: MoneyStory, browsing: Browse
) -> None:
    settled(owing.in_five())
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
    assert "€440" not in plain(page)
    assert "¥440" not in plain(page)


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
        assert "Rye &amp; Co" not in plain(client.get(reverse("ledger")))


def test_the_pages_ask_who_is_there(client: Any, owing: MoneyStory) -> None:
    line = settled(owing)
    for name, args in (("ledger", []), ("ledger_csv", []), ("ledger_line", [line.number])):
        answer = client.get(reverse(name, args=args))
        assert (answer.status_code, "/accounts/" in answer["Location"]) == (302, True)
