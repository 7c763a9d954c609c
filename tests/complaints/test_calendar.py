"""The calendar of what is due: read by programs, behind a link that can be ended."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from complaints import calendar_feed
from complaints.models import CalendarLink
from complaints.reminders import schedule
from complaints.workflow import State
from tests.complaints.story import DAY, HOUR, MINUTE, START, Story, another_project, begin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def link(story: Story) -> str:
    return reverse("calendar_feed", args=[calendar_feed.make_link(story.user, now=START).secret])


def read(url: str, at: datetime = START) -> Calendar:
    with time_machine.travel(at, tick=False):
        answer = Client().get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def entries(calendar: Calendar) -> list[tuple[str, date]]:
    return [(str(e["summary"]), e.decoded("dtstart")) for e in calendar.walk("VEVENT")]


ENTRIES = {
    State.OPEN: [("Reply to Rye & Co", datetime(2026, 3, 11, 9, 32, tzinfo=UTC))],
    State.ACKNOWLEDGED: [("A plan, for Rye & Co", date(2026, 3, 12))],
    State.PROPOSED: [("Answer expected from Rye & Co", date(2026, 3, 16))],
    State.IN_PROGRESS: [
        ("Fix the filter, for Rye & Co", date(2026, 3, 12)),
        ("The form sends every order to your inbox again, for Rye & Co", date(2026, 3, 13)),
    ],
    State.DELIVERED: [("Check expected from Rye & Co", date(2026, 3, 17))],
    State.RESOLVED: [],
    State.CLOSED: [],
    State.WITHDRAWN: [],
}


@pytest.mark.parametrize("state", ENTRIES)
def test_each_state_has_its_dates(story: Story, state: State) -> None:
    story.to(state)
    assert entries(read(link(story))) == ENTRIES[state]


def test_the_file_is_what_calendar_programs_expect(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    Story(story.user, another_project(story), story.contact, story.now).to(State.OPEN)
    url = link(story)
    body = Client().get(url).content
    assert body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert body.endswith(b"END:VCALENDAR\r\n")
    lines = body.split(b"\r\n")
    assert not any(b"\n" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    for line in (
        b"VERSION:2.0",
        b"METHOD:PUBLISH",
        b"CALSCALE:GREGORIAN",
        b"X-WR-CALNAME:Amends",
        b"X-WR-TIMEZONE:Europe/Berlin",
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        b"X-PUBLISHED-TTL:PT1H",
        b"DTSTART;VALUE=DATE:20260312",
        b"DTEND;VALUE=DATE:20260313",
        b"DTEND:20260311T100700Z",
    ):
        assert line in lines, line
    calendar = read(url)
    uids = [str(event["uid"]) for event in calendar.walk("VEVENT")]
    assert len(uids) == len(set(uids)) == 3
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "URL", "SEQUENCE"} <= set(event)


def test_an_entry_keeps_its_name_when_its_date_moves(story: Story) -> None:
    story.to(State.OPEN)
    url = link(story)
    [before] = read(url).walk("VEVENT")
    story.complaint.ack_due_at += timedelta(days=1)
    story.complaint.save()
    schedule.replan(story.fresh(), now=story.now + HOUR)
    [after] = read(url).walk("VEVENT")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(days=1)


def test_of_two_rounds_only_the_last_waits_for_a_check(story: Story) -> None:
    story.to(State.DELIVERED).later(DAY).not_enough().later(MINUTE)
    story.cause().options().dates().send_plan().later(MINUTE).accept().later(DAY).deliver()
    about = [each.about for each in calendar_feed.deadlines(story.user)]
    assert sum(name.startswith("delivery:") for name in about) == 1


def test_a_new_link_ends_the_one_before(story: Story) -> None:
    first, second = link(story), link(story)
    assert first != second
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_the_link_is_made_shown_and_ended_on_the_page(client: Client, story: Story) -> None:
    client.force_login(story.user)
    assert "Make a calendar link" in client.get(reverse("reminders")).content.decode()
    page = client.post(reverse("calendar_make"), follow=True)
    secret = CalendarLink.objects.get(user=story.user).secret
    url = reverse("calendar_feed", args=[secret])
    assert f"http://127.0.0.1:8000{url}" in page.content.decode()
    assert f"webcal://127.0.0.1:8000{url}" in page.content.decode()
    assert Client().get(url).status_code == 200
    page = client.post(reverse("calendar_end"), follow=True)
    assert "The calendar link has ended." in page.content.decode()
    assert Client().get(url).status_code == 404
    for name in ("calendar_make", "calendar_end"):
        assert client.get(reverse(name)).status_code == 405


@pytest.mark.parametrize("secret", ["x", "%00", "a" * 3000, "None"])
def test_a_link_nobody_made_opens_nothing(story: Story, secret: str) -> None:
    CalendarLink.objects.create(user=story.user, name="", made_at=START)
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    assert Client().get("/calendar/.ics").status_code == 404


def test_the_tables_alone_open_no_calendar(story: Story) -> None:
    name = CalendarLink.objects.get(user=story.user).name if link(story) else ""
    for guess in (name, f"{name}.", f"{name}.{name}", f"{name}.{'0' * 40}"):
        assert Client().get(reverse("calendar_feed", args=[guess])).status_code == 404


def test_a_closed_account_has_no_calendar(story: Story) -> None:
    url = link(story)
    story.user.is_active = False
    story.user.save()
    assert Client().get(url).status_code == 404
    story.user.delete()
    assert Client().get(url).status_code == 404


def test_a_calendar_shows_only_its_owners_dates(story: Story) -> None:
    story.to(State.OPEN)
    other = begin()
    Story(other.user, other.project, other.contact, START).to(State.IN_PROGRESS)
    assert len(entries(read(link(story)))) == 1


def test_a_name_cannot_break_out_of_its_line(story: Story) -> None:
    story.project.client.name = "Rye\r\nEND:VEVENT\r\nATTENDEE:mailto:all@rye.example; Co, \\n"
    story.project.client.save()
    story.to(State.OPEN)
    [event] = read(link(story)).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert str(event["summary"]).startswith("Reply to Rye END:VEVENT ATTENDEE:mailto")


def test_too_many_askings_are_answered_with_a_pause(story: Story) -> None:
    url = link(story)
    browser = Client()
    answers = [browser.get(url).status_code for _each in range(121)]
    assert answers[119] == 200
    assert answers[120] == 429
