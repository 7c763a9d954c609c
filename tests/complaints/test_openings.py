"""How a letter opens: what was typed over is read, offered for the person, and kept when asked."""

from typing import Any

import pytest
from django.urls import reverse

from clients.models import Contact
from complaints.letters.opening import addressed_in
from complaints.workflow import State
from tests.complaints.page import send, words_of
from tests.complaints.story import Story

BODIES = {
    "Hi Elin,\n\nThank you": "Elin",
    "\nHi Dr. Hofmann,\nThank you": "Dr. Hofmann",
    "Dear Ann and Tom:\n": "Ann and Tom",
    "Sehr geehrte Frau Berger,\n": "Frau Berger",
    "Hello Nguyễn Thị Lan!\n": "Nguyễn Thị Lan",
    "Hello,\nElin": "",
    "Hi there,\n": "",
    "Dear Sir or Madam,": "",
    "Hi {who},\n": "",
    "Thank you for your mail.\nHi Elin,": "",
    "Hi Elin, thank you for the clear notes.": "",
    "": "",
}


@pytest.mark.parametrize("body", BODIES)
def test_the_first_line_of_a_letter_says_how_they_are_addressed(body: str) -> None:
    assert addressed_in(body) == BODIES[body]


@pytest.mark.django_db
def test_an_address_typed_over_is_offered_for_every_letter(story: Story, browsing: Any) -> None:
    Contact.objects.filter(pk=story.contact.pk).update(name="Dr. Greta Baker")
    story.contact.refresh_from_db()
    story.to(State.ACKNOWLEDGED)
    body = f"Hi Greta,\n\n{'One of twenty words. ' * 8}"
    with browsing(story) as browser:
        sent = send(browser, story.complaint, "send-plan", body=body)
        page = browser.get(sent["Location"])
        assert "You addressed Dr. Greta Baker as “Greta”." in words_of(page)
        again = browser.post(reverse("keep_address", args=[story.complaint.ref]), follow=True)
    assert "Letters to Dr. Greta Baker now begin “Hi Greta,”." in words_of(again)
    assert "You addressed" not in words_of(again)
    assert story.fresh().addressed == "Greta"


@pytest.mark.django_db
def test_a_letter_that_opens_as_it_was_written_offers_nothing(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    with browsing(story) as browser:
        sent = send(browser, story.complaint, "send-plan")
        page = browser.get(sent["Location"])
        assert "You addressed" not in words_of(page)
        browser.post(reverse("keep_address", args=[story.complaint.ref]))
    story.contact.refresh_from_db()
    assert story.contact.address_as == ""
