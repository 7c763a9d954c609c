"""A letter that was refused: to another address, and what the trail and the workspace say."""

import pytest
from django.urls import reverse

from outbox.models import OutgoingEmail
from tests.complaints.mail import to_the_client
from tests.complaints.reminders_page import Browsing, page, press, refused_letter, send_to
from tests.complaints.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def test_a_letter_that_was_refused_goes_to_another_address(
    browsing: Browsing, story: Story
) -> None:
    letter = refused_letter(story)
    words = page(browsing, story)
    assert "Letter to Greta Baker (greta@rye.example)" in words
    assert "Edit the address" in words

    answer = send_to(browsing, story, "greta@rye-and-co.example")

    assert "The letter is on its way to greta@rye-and-co.example." in answer.content.decode()
    assert "Needs a look" not in answer.content.decode()
    first, second = to_the_client()
    assert (second.to, second.subject, second.text) == (
        "greta@rye-and-co.example",
        first.subject,
        first.text,
    )
    letter.refresh_from_db()
    assert letter.to_email == "greta@rye-and-co.example"
    story.contact.refresh_from_db()
    assert story.contact.email == "greta@rye-and-co.example"
    assert story.events()[-1].title == "You sent “Letter E1” to greta@rye-and-co.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "x" * 400 + "@rye.example",
        "greta@rye.example\r\nBcc: all@rye.example",
        "greta@" + "r" * 300 + ".example",
        "\x00@rye.example",
    ],
)
def test_an_address_that_is_none_is_answered_and_nothing_goes_out(
    browsing: Browsing, story: Story, address: str
) -> None:
    refused_letter(story)
    answer = send_to(browsing, story, address)
    if answer.status_code == 422:
        assert len(to_the_client()) == 1
        return
    # A line break is a space: what is left may be an address after all, but only one.
    assert all(mail.to.count("@") == 1 for mail in to_the_client())


def test_deciding_about_a_letter_is_a_line_on_the_trail(browsing: Browsing, story: Story) -> None:
    refused_letter(story)
    OutgoingEmail.objects.filter(kind="E1").update(state="uncertain", uncertain_since=story.now)
    press(browsing, story, "arrived")
    assert story.events()[-1].title == "You noted that “Letter E1” arrived"


def test_the_workspace_forgets_a_letter_somebody_decided_about(
    browsing: Browsing, story: Story
) -> None:
    refused_letter(story)
    url = reverse("complaint", args=[story.complaint.ref])
    with browsing(story) as browser:
        assert "This letter may not have arrived." in browser.get(url).content.decode()
    press(browsing, story, "dismiss")
    with browsing(story) as browser:
        assert "This letter may not have arrived." not in browser.get(url).content.decode()
