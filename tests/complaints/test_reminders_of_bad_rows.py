"""What no reminder may do: stop the others, leave its line, or write to somebody who is gone."""

import email
from email import policy
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from clients.models import Client, Contact
from complaints.models import CalendarLink, Listening, Reminder
from complaints.reminders import dispatch as engine
from complaints.reminders.catalogue import CATALOGUE
from complaints.reminders.dispatch import dispatch
from complaints.workflow import PLACES, State
from outbox.models import OutgoingEmail
from tests.complaints.mail import to_the_client, to_the_owner
from tests.complaints.reminding import THU, WED, counts
from tests.complaints.story import DAY, HOUR, MINUTE, Story, another_project, begin

pytestmark = pytest.mark.django_db

NASTY = "Rye\r\nBcc: everybody@rye.example\r\n\r\nSee <b>here</b>\x0b\u2028"
PLAYBOOK = (
    "R0 R0b R1 R2 R3 R4 R5 R6 R6b R7 R7b R8 R8b R9 R9b R10 R11 R12 R12b R13 R14 R15 R16 R17 R18"
)
ON = {"R0", "R0b", "R1", "R2", "R3", "R5", "R6", "R8b", "R9", "R10", "R16"}


def test_the_catalogue_is_whole_and_only_what_has_a_screen_is_on() -> None:
    assert list(CATALOGUE) == PLAYBOOK.split()
    assert {code for code, entry in CATALOGUE.items() if entry.is_on} == ON
    for entry in CATALOGUE.values():
        assert entry.screen in {"", *PLACES}
        assert entry.audience == ("client" if entry.code in {"R4", "R6b", "R8", "R9b"} else "owner")
        words = {name: "x" for name in ("client", "project", "by", "what", "ref")}
        for text in (entry.subject, entry.line, entry.because):
            assert "%" not in str(text) % words


def lines_of(row: OutgoingEmail) -> list[bytes]:
    return bytes(row.raw).split(b"\r\n")


def is_one_mail_to(row: OutgoingEmail, address: str) -> None:
    message = email.message_from_bytes(bytes(row.raw), policy=policy.default)
    assert message["To"].addresses[0].addr_spec == address
    assert len(message["To"].addresses) == 1
    for name in ("Cc", "Bcc", "Resent-To"):
        assert name not in message
    assert "\n" not in str(message["Subject"])
    assert max(len(line) for line in lines_of(row)) <= 998
    assert not message.defects


def test_a_name_with_line_breaks_stays_on_its_line(story: Story) -> None:
    Client.objects.filter(pk=story.project.client.pk).update(name=NASTY)
    Contact.objects.filter(pk=story.contact.pk).update(name=NASTY)
    story.project.client.refresh_from_db()
    story.contact.refresh_from_db()
    story.to(State.IN_PROGRESS)
    Story(story.user, another_project(story), story.contact, story.now).to(State.OPEN)
    for moment in (story.now + 5 * HOUR, WED):
        dispatch(moment)
    rows = OutgoingEmail.objects.filter(audience="owner")
    assert set(rows.values_list("kind", flat=True)) == {"R1", "digest"}
    for row in rows:
        is_one_mail_to(row, story.user.email)
    for mail in to_the_owner():
        assert "<b>here</b>" not in mail.links
        assert "Rye Bcc: everybody@rye.example See <b>here</b>" in " ".join(mail.text.split())


def test_a_letter_to_a_name_with_line_breaks_goes_to_one_person(story: Story) -> None:
    Contact.objects.filter(pk=story.contact.pk).update(name=NASTY)
    story.contact.refresh_from_db()
    story.user.preferences.sender_name = NASTY[:60]
    story.user.preferences.save()
    story.to(State.ACKNOWLEDGED)
    [row] = OutgoingEmail.objects.filter(audience="client")
    is_one_mail_to(row, "greta@rye.example")
    assert len(to_the_client()) == 1


@pytest.mark.parametrize(
    "words", ["x" * 20_000, "ä" * 5_000, "🥖" * 3_000, ("y" * 1_200 + "\n") * 3]
)
def test_a_line_over_998_octets_is_folded_and_reads_as_it_was(story: Story, words: str) -> None:
    story.to(State.OPEN)
    Listening.objects.filter(complaint=story.complaint).update(paraphrase=words)
    dispatch(story.now + 5 * HOUR)
    [row] = OutgoingEmail.objects.filter(kind="R1")
    is_one_mail_to(row, story.user.email)
    [mail] = to_the_owner()
    assert words.strip() in mail.text


def test_an_address_of_400_characters_ends_in_a_reason_and_stops_nobody(story: Story) -> None:
    """A form refuses it; a row that was written past the form must not stop the others."""
    if connection.vendor == "postgresql":
        pytest.skip("This database refuses such an address itself.")
    story.to(State.OPEN)
    other = begin()
    Story(other.user, other.project, other.contact, story.now).to(State.OPEN)
    User.objects.filter(pk=story.user.pk).update(email="x" * 388 + "@rye.example")
    moment = story.now + 5 * HOUR
    assert dispatch(moment) == counts(emitted=1, failed=1)
    row = story.complaint.reminders.get(kind="R1", firing=0)
    assert row.state == "scheduled"
    dispatch(moment + 8 * DAY)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("expired", "could not be made")


def test_one_poisoned_reminder_is_closed_with_a_reason_and_the_others_go_out(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    other = Story(story.user, another_project(story), story.contact, story.now)
    other.to(State.ACKNOWLEDGED)
    bad = story.complaint.reminders.get(kind="R2", firing=0)
    Reminder.objects.filter(pk=bad.pk).update(data={"screen": "//no such screen//"})
    # Its second firing would take its place.
    story.complaint.reminders.filter(kind="R2", firing=1).delete()
    assert dispatch(WED) == counts(folded=1, failed=1)
    for minutes in (10, 20, 60, 120, 180, 7 * 24 * 60):
        assert dispatch(WED + minutes * MINUTE)["failed"] == 1
        bad.refresh_from_db()
        assert bad.state == "scheduled"
    dispatch(WED + 8 * DAY)
    bad.refresh_from_db()
    assert (bad.state, bad.reason) == ("expired", "could not be made")
    assert OutgoingEmail.objects.filter(audience="owner", created_at=WED).count() == 1


@pytest.fixture
def broken_template(settings: object, tmp_path: Path) -> None:
    """Put a template that raises in the place of the one of a single reminder."""
    folder = tmp_path / "emails" / "reminder"
    folder.mkdir(parents=True)
    for name in ("body.txt", "body.html"):
        (folder / name).write_text("{% include 'no/such/template' %}", encoding="utf-8")
    templates = [dict(settings.TEMPLATES[0])]  # type: ignore[attr-defined]
    templates[0]["DIRS"] = [tmp_path, *templates[0]["DIRS"]]
    settings.TEMPLATES = templates  # type: ignore[attr-defined]


def test_a_template_that_breaks_stops_only_the_mails_made_from_it(
    story: Story, broken_template: None
) -> None:
    story.to(State.OPEN)
    other = Story(story.user, another_project(story), story.contact, story.now)
    other.to(State.ACKNOWLEDGED)
    assert dispatch(story.now + 5 * HOUR) == counts(failed=1)
    # In the morning the daily mail goes out, and says what could not be said by itself.
    assert dispatch(WED) == counts(folded=2)
    [mail] = to_the_owner()
    assert "You told Rye" in mail.text
    assert "is waiting to hear from you" in mail.text


# Somebody who is gone.


def test_an_account_that_is_deleted_between_the_look_and_the_mail_gets_none(story: Story) -> None:
    story.to(State.OPEN)
    user_id = story.user.pk
    dispatch(story.now + 5 * HOUR)
    CalendarLink.objects.create(user=story.user, name="n", made_at=story.now)
    story.user.delete()
    assert not Reminder.objects.exists()
    assert not OutgoingEmail.objects.filter(audience="owner").exists()
    assert engine.settle(user_id, WED) == []
    assert dispatch(WED) == counts()


def test_a_closed_account_hears_nothing_and_everything_again_when_it_is_opened(
    story: Story,
) -> None:
    story.to(State.ACKNOWLEDGED)
    User.objects.filter(pk=story.user.pk).update(is_active=False)
    assert dispatch(WED) == counts(cancelled=1)
    User.objects.filter(pk=story.user.pk).update(is_active=True)
    assert dispatch(THU) == counts(folded=1)
