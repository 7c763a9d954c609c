"""The ledger as CSV: one row for each line, and no typed word is a formula."""

import pytest
from django.urls import reverse

from accounts.spreadsheets import safe_cell
from complaints.moves import ledger
from tests.complaints.figures import D, settled
from tests.complaints.ledger_page import Browse, rows_of
from tests.complaints.money import MoneyStory


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
        "tax": "0.00",
        "amount_with_tax": "-40.00",
    }


def test_the_csv_follows_the_year(owing: MoneyStory, browsing: Browse) -> None:
    settled(owing)
    with browsing(owing) as client:
        page = client.get(reverse("ledger_csv"), {"year": "2026"})
        assert (len(rows_of(page)), "ledger-2026.csv" in page["Content-Disposition"]) == (3, True)
        assert rows_of(client.get(reverse("ledger_csv"), {"year": "2025"})) == []


def test_the_csv_opens_in_its_own_alphabet(owing: MoneyStory, browsing: Browse) -> None:
    client_row = owing.project.client
    client_row.name = "Töpferei Zoë"
    client_row.save()
    settled(owing)
    with browsing(owing) as client:
        page = client.get(reverse("ledger_csv"))
    assert page.content.startswith(b"\xef\xbb\xbfline,")
    assert rows_of(page)[0]["client"] == "Töpferei Zoë"


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
