"""Fields of days, times and moments: how they are read, in which zone, and what they refuse."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts import fields
from tests.accounts.typed import NONSENSE, answer


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-06-12", date(2026, 6, 12)),
        ("12.06.2026", date(2026, 6, 12)),
        ("12 June 2026", date(2026, 6, 12)),
        (" 2026-06-12 ", date(2026, 6, 12)),
        ("1970-01-01", date(1970, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
    ],
)
def test_a_day_is_read(typed: str, day: date) -> None:
    assert fields.DayField().clean(typed) == day


@pytest.mark.parametrize("typed", ["1969-12-31", "2101-01-01", "9999-12-31", "0001-01-01"])
def test_a_day_out_of_reach_is_answered_with_the_reach(typed: str) -> None:
    assert answer(fields.DayField(), typed) == "Enter a date between 1970 and 2100"


@pytest.mark.parametrize("typed", ["12/06/2026", "2026-02-30", "tomorrow", "10000-01-01", "0"])
def test_what_is_no_day_is_answered_with_an_example(typed: str) -> None:
    assert answer(fields.DayField(), typed) == "Enter a date, such as 2026-06-12"


@pytest.mark.parametrize(
    ("typed", "hour"), [("15:00", time(15)), ("07:30:59", time(7, 30)), ("3:00 PM", time(15))]
)
def test_a_time_is_read_to_the_minute(typed: str, hour: time) -> None:
    assert fields.HourField().clean(typed) == hour


@pytest.mark.parametrize("typed", ["24:00", "noon", "-1:00", "15:00+02:00"])
def test_what_is_no_time_is_answered_with_an_example(typed: str) -> None:
    assert answer(fields.HourField(), typed) == "Enter a time, such as 15:00"


@pytest.mark.parametrize(
    ("zone", "typed", "moment"),
    [
        ("Europe/Berlin", ["2026-06-12", "15:00"], datetime(2026, 6, 12, 13, tzinfo=UTC)),
        ("Europe/Berlin", ["2026-03-29", "02:30"], datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("Europe/Berlin", ["2026-10-25", "02:30"], datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("Pacific/Kiritimati", ["1970-01-01", "00:00"], datetime(1970, 1, 1, 10, 40, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_the_active_zone(zone: str, typed: list[str], moment: datetime) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert fields.MomentField().clean(typed) == moment


def test_half_a_moment_is_asked_for_in_full() -> None:
    for half in (["2026-06-12", ""], ["", "15:00"]):
        assert answer(fields.MomentField(required=False), half) == "Enter the day and the time"
    assert fields.MomentField(required=False).clean(["", ""]) is None
    assert answer(fields.MomentField(), ["", ""]) == "Enter the day and the time"


@pytest.mark.parametrize("typed", NONSENSE)
def test_a_moment_never_fails_on_nonsense(typed: str) -> None:
    for parts in ([typed, "15:00"], ["2026-06-12", typed], [typed, typed]):
        assert answer(fields.MomentField(), parts)


def test_a_moment_is_two_labelled_inputs_and_survives_the_round_trip() -> None:
    class Form(forms.Form):
        when = fields.MomentField()

    with timezone.override(ZoneInfo("Europe/Berlin")):
        at = datetime(2026, 6, 12, 13, tzinfo=UTC)
        shown = str(Form(initial={"when": at})["when"])
        assert 'type="date"' in shown
        assert 'value="2026-06-12"' in shown
        assert 'value="15:00"' in shown
        assert shown.count("<label") == 2
        sent = Form(QueryDict("when_day=2026-06-12&when_time=15:00"))
        assert sent.is_valid()
        assert sent.cleaned_data["when"] == at
