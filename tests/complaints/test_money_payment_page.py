"""The screen on which accepted money is marked as sent: wrong answers, two windows."""

from typing import Any

import pytest

from complaints.models import LedgerEntry
from tests.complaints.money import MoneyStory
from tests.complaints.money_page import beside, rows_but_drafts, words
from tests.complaints.page import changed, form_on, post, url_of
from tests.complaints.story import DAY

pytestmark = pytest.mark.django_db

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
        url = url_of(owing.complaint, "settle")
        sent = {"reference": "SEPA transfer 77"}
        first, second = (changed(form_on(browser.get(url)), "continue", sent) for _window in (1, 2))
        assert browser.post(url, first).status_code == 302
        again = browser.post(url, second)
    assert again.status_code == 409
    assert "This was already done, perhaps in another window." in words(again)
    assert "SEPA transfer 77" in words(again)
    assert LedgerEntry.objects.filter(what="settled").count() == 1
