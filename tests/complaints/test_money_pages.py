"""The screens of money in their order: by plain forms, in few queries, with nothing private."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.models import LedgerEntry, Message
from complaints.workflow import State
from tests.complaints.money import MoneyStory
from tests.complaints.money_page import OFFER, known, words
from tests.complaints.page import post, send, url_of

pytestmark = pytest.mark.django_db


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
