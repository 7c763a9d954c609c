"""Working days and hours: tables across clock changes, holidays, weekends and odd weeks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.working_time import WorkCalendar, make_calendar, zone_or_utc


def calendar(zone: str = "Europe/Berlin", **changes: object) -> WorkCalendar:
    kept = {
        "zone": zone,
        "working_days": "01234",
        "day_start": time(9),
        "day_end": time(17),
        **changes,
    }
    return make_calendar(**kept)  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "moment"),
    [
        # Berlin: 02:00 to 03:00 is skipped on 29 March 2026 and comes twice on 25 October.
        ("Europe/Berlin", date(2026, 3, 28), time(9), "2026-03-28T08:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(9), "2026-03-29T07:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:30"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        ("Europe/Berlin", date(2026, 10, 26), time(9), "2026-10-26T08:00"),
        # New York changes on 8 March and 1 November.
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:30"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        ("America/New_York", date(2026, 11, 2), time(9), "2026-11-02T14:00"),
        # Lord Howe moves by half an hour: on 4 April back, on 4 October forward.
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45"),
        ("Asia/Kathmandu", date(2026, 6, 12), time(9), "2026-06-12T03:15"),
        ("Pacific/Apia", date(2011, 12, 29), time(9), "2011-12-29T19:00"),
    ],
)
def test_a_local_time_is_one_moment_also_when_the_clocks_change(
    zone: str, day: date, hour: time, moment: str
) -> None:
    assert calendar(zone).at(day, hour) == utc(moment)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 6, 12), 0, date(2026, 6, 12)),
        (date(2026, 6, 13), 0, date(2026, 6, 15)),
        (date(2026, 6, 12), 1, date(2026, 6, 15)),
        (date(2026, 6, 12), 5, date(2026, 6, 19)),
        (date(2026, 6, 13), 1, date(2026, 6, 15)),
        (date(2026, 6, 15), -1, date(2026, 6, 12)),
        (date(2026, 6, 14), -1, date(2026, 6, 12)),
        (date(2026, 6, 15), -5, date(2026, 6, 8)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_working_days_skip_the_weekend_in_both_directions(
    start: date, count: int, end: date
) -> None:
    assert calendar().add_working_days(start, count) == end


@pytest.mark.parametrize(
    ("country", "day", "next_day"),
    [
        ("DE", date(2026, 4, 3), date(2026, 4, 7)),
        ("DE", date(2026, 12, 25), date(2026, 12, 28)),
        ("US", date(2026, 7, 3), date(2026, 7, 6)),
        ("GB", date(2026, 12, 25), date(2026, 12, 29)),
        ("", date(2026, 12, 25), date(2026, 12, 25)),
        ("??", date(2026, 12, 25), date(2026, 12, 25)),
    ],
)
def test_public_holidays_are_no_working_days(country: str, day: date, next_day: date) -> None:
    assert calendar(country=country).next_working_day(day) == next_day


def test_own_days_off_are_no_working_days() -> None:
    away = calendar(days_off="2026-06-15\n2026-06-16")
    assert away.add_working_days(date(2026, 6, 12), 1) == date(2026, 6, 17)
    assert away.last_working_day(date(2026, 6, 16)) == date(2026, 6, 12)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 6, 12), date(2026, 6, 12), 0),
        (date(2026, 6, 12), date(2026, 6, 15), 1),
        (date(2026, 6, 12), date(2026, 6, 14), 0),
        (date(2026, 6, 8), date(2026, 6, 15), 5),
        (date(2026, 6, 15), date(2026, 6, 8), -5),
    ],
)
def test_working_days_between_two_dates_count_the_last_and_not_the_first(
    first: date, last: date, days: int
) -> None:
    assert calendar().working_days_between(first, last) == days


@pytest.mark.parametrize(
    ("moment", "moved"),
    [
        ("2026-06-12T10:00", "2026-06-12T10:00"),
        ("2026-06-12T05:00", "2026-06-12T07:00"),
        ("2026-06-12T15:00", "2026-06-15T07:00"),
        ("2026-06-13T10:00", "2026-06-15T07:00"),
        ("2026-03-27T20:00", "2026-03-30T07:00"),
        ("2026-10-23T20:00", "2026-10-26T08:00"),
    ],
)
def test_a_moment_outside_working_hours_moves_to_their_next_start(moment: str, moved: str) -> None:
    assert calendar().into_working_hours(utc(moment)) == utc(moved)


@pytest.mark.parametrize(
    ("moment", "count", "later"),
    [
        ("2026-06-12T10:00", 1, "2026-06-15T10:00"),
        ("2026-06-12T20:00", 1, "2026-06-16T07:00"),
        ("2026-06-11T10:00", 3, "2026-06-16T10:00"),
        # The same hour on the wall, one hour less or more in between.
        ("2026-03-27T10:00", 1, "2026-03-30T09:00"),
        ("2026-10-23T10:00", 1, "2026-10-26T11:00"),
        ("2026-06-15T10:00", -1, "2026-06-12T10:00"),
        ("2026-06-12T10:00", 0, "2026-06-12T10:00"),
    ],
)
def test_one_working_day_is_the_same_time_on_the_next_working_day(
    moment: str, count: int, later: str
) -> None:
    assert calendar().plus_working_days(utc(moment), count) == utc(later)


@pytest.mark.parametrize(
    ("moment", "minutes", "later"),
    [
        ("2026-06-12T07:00", 0, "2026-06-12T07:00"),
        ("2026-06-12T07:00", 240, "2026-06-12T11:00"),
        ("2026-06-12T07:00", 480, "2026-06-12T15:00"),
        ("2026-06-12T07:00", 481, "2026-06-15T07:01"),
        ("2026-06-12T14:00", 120, "2026-06-15T08:00"),
        ("2026-06-13T10:00", 60, "2026-06-15T08:00"),
    ],
)
def test_working_minutes_run_only_in_working_hours(moment: str, minutes: int, later: str) -> None:
    assert calendar().plus_working_minutes(utc(moment), minutes) == utc(later)


@pytest.mark.parametrize(
    ("moment", "minutes", "earlier"),
    [
        ("2026-06-15T09:00", 60, "2026-06-15T08:00"),
        ("2026-06-15T08:00", 120, "2026-06-12T14:00"),
        ("2026-06-14T10:00", 60, "2026-06-12T14:00"),
        ("2026-06-15T20:00", 60, "2026-06-15T14:00"),
    ],
)
def test_working_minutes_can_be_counted_back(moment: str, minutes: int, earlier: str) -> None:
    assert calendar().minus_working_minutes(utc(moment), minutes) == utc(earlier)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-06-12T07:00", "2026-06-12T15:00", 480),
        ("2026-06-12T00:00", "2026-06-13T00:00", 480),
        ("2026-06-13T00:00", "2026-06-14T20:00", 0),
        ("2026-06-12T14:30", "2026-06-15T07:30", 60),
        ("2026-06-15T10:00", "2026-06-12T10:00", 0),
        ("2026-03-27T16:00", "2026-03-30T15:00", 480),
    ],
)
def test_the_working_time_between_two_moments(start: str, end: str, minutes: int) -> None:
    assert calendar().working_minutes(utc(start), utc(end)) == minutes


def test_working_hours_that_a_clock_change_swallows_hold_no_time() -> None:
    night = calendar(working_days="6", day_start=time(2), day_end=time(3))
    assert night.working_minutes(utc("2026-03-29T00:00"), utc("2026-03-30T00:00")) == 0
    assert night.working_minutes(utc("2026-04-05T00:00"), utc("2026-04-06T00:00")) == 60


def test_a_week_of_one_day_works() -> None:
    mondays = calendar(working_days="0")
    assert mondays.add_working_days(date(2026, 6, 15), 2) == date(2026, 6, 29)


def test_a_calendar_without_any_working_day_is_refused_rather_than_searched_forever() -> None:
    with pytest.raises(ValueError, match="no working day"):
        calendar(working_days="").next_working_day(date(2026, 6, 12))


@pytest.mark.parametrize("name", ["Nowhere/Land", "", "Europe", "../etc", "x" * 300, "a\0b"])
def test_a_zone_that_does_not_exist_counts_as_utc(name: str) -> None:
    assert zone_or_utc(name).key == "UTC"


moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])


@given(moments, zones)
def test_a_moment_moved_into_working_hours_stays_there(moment: datetime, zone: str) -> None:
    moved = calendar(zone).into_working_hours(moment)
    assert moved >= moment
    assert calendar(zone).into_working_hours(moved) == moved


@given(moments, st.integers(0, 5000), zones)
def test_counting_minutes_forward_and_measuring_them_agree(
    moment: datetime, minutes: int, zone: str
) -> None:
    later = calendar(zone).plus_working_minutes(moment, minutes)
    measured = calendar(zone).working_minutes(moment, later)
    assert abs(measured - minutes) <= 1


@given(moments, st.integers(1, 30), zones)
def test_working_days_forward_and_back_return_to_the_start(
    moment: datetime, count: int, zone: str
) -> None:
    kept = calendar(zone)
    day = kept.next_working_day(kept.today(moment))
    assert kept.add_working_days(kept.add_working_days(day, count), -count) == day
    assert kept.working_days_between(day, kept.add_working_days(day, count)) == count
    assert kept.add_working_days(day, count) - day >= timedelta(days=count)


# A holiday of one region and of none of its neighbours: country, region, day, a region without it.
REGIONAL = {
    "Good Friday in Zurich": ("CH", "CH-ZH", date(2027, 3, 26), "CH-TI"),
    "Easter Monday in England": ("GB", "GB-ENG", date(2027, 3, 29), "GB-SCT"),
    "Thanksgiving in Ontario": ("CA", "CA-ON", date(2026, 10, 12), "CA-NB"),
    "Corpus Christi in Bavaria": ("DE", "DE-BY", date(2027, 5, 27), "DE-BE"),
    "Saint Stephen in Catalonia": ("ES", "ES-CT", date(2028, 12, 26), "ES-MD"),
    "the King’s birthday in New South Wales": ("AU", "AU-NSW", date(2027, 6, 14), "AU-QLD"),
}


@pytest.mark.parametrize("name", REGIONAL)
def test_the_holidays_of_a_region_are_kept_there_and_not_elsewhere(name: str) -> None:
    country, region, day, other = REGIONAL[name]
    assert not calendar(country=country, region=region).is_working_day(day)
    assert calendar(country=country, region=other).is_working_day(day)


def test_a_region_that_is_not_known_counts_as_its_country() -> None:
    assert not calendar(country="DE", region="DE-XX").is_working_day(date(2026, 10, 3))
    everyday = calendar(country="DE", region="DE-XX", working_days="0123456")
    assert not everyday.is_working_day(date(2026, 10, 3))
    assert everyday.is_working_day(date(2027, 5, 27))
