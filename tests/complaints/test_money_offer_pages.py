"""The letter of an offer and the answer to it, on their screens."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.formats import plain
from complaints.models import Message
from tests.complaints.money import MoneyStory
from tests.complaints.money_page import beside, words
from tests.complaints.page import changed, form_on, post, send, url_of
from tests.complaints.story import DAY

pytestmark = pytest.mark.django_db


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
    "the amount": ("€240", "€200", "€240 was not found in the message. Add it, change the offer"),
    "the date": (
        "Wednesday 25 March",
        "the end of the month",
        "Wednesday 25 March was not found in the message. Add it, change the offer",
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


def test_an_answer_in_two_windows_is_taken_once(owing: MoneyStory, browsing: Any) -> None:
    owing.offer()
    yes = {"kind": "accepts", "option": "A", "source": "call"}
    with browsing(owing) as browser:
        url = url_of(owing.complaint, "answer")
        first, second = (changed(form_on(browser.get(url)), "continue", yes) for _window in (1, 2))
        assert browser.post(url, first).status_code == 302
        again = browser.post(url, second)
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
        asked = browser.get(url)
        assert "Nothing is sent to" in words(asked)
        assert owing.fresh().state == "proposed"
        assert browser.post(url).status_code == 302
        assert browser.post(url).status_code == 409
        workspace = words(browser.get(reverse("complaint", args=[owing.complaint.ref])))
    assert "You took the offer back" in workspace
    assert owing.ledger() == [("offered", 240), ("taken_back", 240)]
