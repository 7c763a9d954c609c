"""The day with the longest name: on every page that names it, nothing is too wide on a phone."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
from django.urls import reverse

from accounts import clock, formats
from accounts.zones import LOCALES
from complaints.models import Complaint
from complaints.workflow import PLACES, State
from tests.browser.conftest import SignIn
from tests.browser.inspection import Inspector
from tests.complaints.money import MoneyStory, answered
from tests.complaints.story import DAY, Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Written two days and nearly a year after what they tell of, the latter with a year in each date.
AGES = {"of these days": 2 * DAY, "of last year": 364 * DAY}
# States in which dates are promised, offered and waited for.
STATES = (State.OPEN, State.PROPOSED, State.IN_PROGRESS, State.DELIVERED, State.CLOSED)
OVERVIEWS = ("/", "/complaints/", "/reminders/", "/projects/")


def longest(locale: str) -> tuple[date, str]:
    """Return the next day with the longest name for readers of `locale`, and its name."""
    first = clock.now().date()
    with formats.as_seen_by(Reader(locale)):
        named = ((day, formats.day(day, day)) for day in (first + n * DAY for n in range(366)))
        return max(named, key=lambda each: len(each[1]))


class Reader:
    """Somebody who reads dates as in `locale`."""

    time_zone = "UTC"

    def __init__(self, locale: str) -> None:
        self.locale = locale


def locales() -> list[str]:
    """Return one locale for each way of writing a date that the preferences offer."""
    return list({longest(code)[1]: code for code, _name in reversed(LOCALES)}.values())


def test_one_locale_stands_for_each_way_of_writing_a_date() -> None:
    assert {longest(code)[1] for code in locales()} == {longest(code)[1] for code, _name in LOCALES}


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("locale", locales())
def test_on_the_longest_day_nothing_is_too_wide_and_no_word_is_broken(
    inspector: Inspector, sign_in: SignIn, story: Story, settings: Any, locale: str, age: str
) -> None:
    day, _name = longest(locale)
    noon = datetime.combine(day, time(12), story.calendar.zone)
    settings.CLOCK_OFFSET += noon - clock.now()
    story.user.preferences.locale = locale
    story.user.preferences.save()
    sign_in(story.user)
    with formats.as_seen_by(story.user.preferences):
        told = [Story(story.user, story.project, story.contact, noon - AGES[age]) for _ in STATES]
        pages = [page for one, state in zip(told, STATES, strict=True) for page in lead(one, state)]
        pages += about_money(MoneyStory(story.user, story.project, story.contact, told[0].now))
    inspector.look(reverse("today"))
    for path in (*OVERVIEWS, reverse("project", args=[story.project.ref]), *pages):
        inspector.open(path)
        assert inspector.narrow() == [], path


def about_money(story: MoneyStory) -> list[str]:
    """Offer money after a first try; return the pages of the offer and of the payment."""
    answered(story).offer().accept()
    owed = story.complaint.ref
    story.another().fell_short().draft()
    offered = Complaint.objects.latest("number").ref
    return [
        reverse("screen", args=[owed, "settle"]),
        reverse("screen", args=[offered, "money-offer"]),
    ]


def lead(story: Story, state: State) -> Iterator[str]:
    """Lead a complaint to `state`; yield its pages."""
    ref = story.to(state).complaint.ref
    yield reverse("complaint", args=[ref])
    for slug, place in PLACES.items():
        if state in place.open_in:
            yield reverse("screen", args=[ref, slug])
