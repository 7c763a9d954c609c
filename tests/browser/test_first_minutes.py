"""From making an account to the first reply on its way, with nothing prepared but their message."""

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from complaints.models import Complaint
from complaints.workflow import State
from tests.browser import facts
from tests.browser.test_intake_clicks import Hand

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_sign_up_to_the_first_reply_in_few_clicks(page: Page, live_server: Any) -> None:
    hand = Hand(page)

    def fill(name: str, text: str) -> None:
        hand.type(page.locator(f"[name={name}]"), text)

    page.goto(live_server.url + reverse("account_signup"))
    fill("name", facts.NAME)
    fill("email", facts.EMAIL)
    fill("password1", facts.PASSWORD)
    hand.press("Make my account")
    link = re.search(r"/accounts/confirm-email/\S+", str(mail.outbox[0].body))
    assert link
    page.goto(live_server.url + link[0])
    hand.press("Confirm and go on")

    with page.expect_navigation():
        page.get_by_role("link", name="Log a complaint").click()
    hand.paste(page.locator("[name=words]"), facts.WORDS)
    fill("new_client", facts.CLIENT)
    hand.press("Continue")
    expect(page.locator("[name=words]")).to_have_value(facts.WORDS)
    hand.press("Continue")
    fill("paraphrase", facts.HEARD)
    hand.choose("angry")
    hand.choose("fix it")
    hand.press("Continue")
    hand.press("Save and draft my reply")
    hand.choose("the result")
    fill("own_part_text", "the form that went live without a last test")
    page.keyboard.press("Tab")
    expect(page.locator("#id_body")).to_have_value(re.compile("without a last test"))
    hand.press("I have sent it myself")

    complaint = Complaint.objects.get()
    assert complaint.state == State.ACKNOWLEDGED
    assert complaint.words.strip() == facts.WORDS
    seen = hand.seen()
    # Besides opening the link in the mail.
    assert len([kind for kind, _place in seen if kind == "presses"]) == 11
    chosen = {"feelings", "wish", "own_part"}
    assert {place for kind, place in seen if kind == "changes"} - chosen == {
        "name",
        "email",
        "password1",
        "words",
        "new_client",
        "paraphrase",
        "own_part_text",
    }
