"""What an account may send to clients: the table of weights and limits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from config import environment
from outbox.allowance import DAY, FIRST_WEEK, HOUR, Account, Table, earliest, fits, limits, weight

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
OLD, FRESH = Account(NOON - timedelta(days=400)), Account(NOON - HOUR)
TABLE = Table(new_address=5, first_week_hour=10, first_week_day=20, hour=30, day=60)


def test_a_letter_to_a_new_address_counts_more() -> None:
    assert weight(TABLE, is_new=False) == 1
    assert weight(TABLE, is_new=True) == 5


@pytest.mark.parametrize(
    ("age", "own", "expected"),
    [
        (timedelta(), (0, 0), (10, 20)),
        (FIRST_WEEK - SECOND, (0, 0), (10, 20)),
        (FIRST_WEEK, (0, 0), (30, 60)),
        (timedelta(days=900), (0, 0), (30, 60)),
        # A clock that runs ahead of the account makes it no older.
        (-DAY, (0, 0), (10, 20)),
        (timedelta(), (500, 0), (500, 20)),
        (timedelta(days=900), (0, 900), (30, 900)),
    ],
)
def test_the_limits_of_an_account_follow_from_its_age_and_from_its_own_numbers(
    age: timedelta, own: tuple[int, int], expected: tuple[int, int]
) -> None:
    found = limits(TABLE, Account(NOON - age, *own), NOON)
    assert (found[HOUR], found[DAY]) == expected


@pytest.mark.parametrize(
    ("used", "more", "most", "answer"),
    [
        (0, 1, 10, True),
        (9, 1, 10, True),
        (10, 1, 10, False),
        (6, 5, 10, False),
        # Numbers set too low never shut an account up for good.
        (0, 5, 3, True),
    ],
)
def test_one_more_fits_while_there_is_room(used: int, more: int, most: int, answer: bool) -> None:
    assert fits(used, more, most) is answer


def before(*pairs: tuple[timedelta, int]) -> list[tuple[datetime, int]]:
    return [(NOON - ago, amount) for ago, amount in pairs]


@pytest.mark.parametrize(
    ("charges", "more", "account", "expected"),
    [
        # Nothing was sent: at once.
        ([], 5, FRESH, NOON),
        # The hour has room for one that counts one, not for one that counts five.
        (before((10 * MINUTE, 6)), 1, FRESH, NOON),
        (before((10 * MINUTE, 6)), 5, FRESH, NOON + 50 * MINUTE),
        # Two of different age: the older makes the room.
        (before((50 * MINUTE, 5), (20 * MINUTE, 5)), 5, FRESH, NOON + 10 * MINUTE),
        # The day is full though the hour is empty.
        (before((20 * HOUR, 10), (5 * HOUR, 10)), 1, FRESH, NOON + 4 * HOUR),
        # Exactly an hour ago no longer counts for the hour.
        (before((HOUR, 10)), 5, FRESH, NOON),
        (before((HOUR - SECOND, 10)), 5, FRESH, NOON + SECOND),
        # Who has been here for long has more room.
        (before((10 * MINUTE, 10)), 5, OLD, NOON),
        (before((10 * MINUTE, 30)), 1, OLD, NOON + 50 * MINUTE),
        # The end of the first week makes room before the day does.
        (before((2 * HOUR, 20)), 1, Account(NOON + HOUR - FIRST_WEEK), NOON + HOUR),
        # Numbers of its own.
        (before((10 * MINUTE, 30)), 1, Account(FRESH.joined_at, 100, 100), NOON),
    ],
)
def test_a_letter_leaves_at_the_first_moment_that_has_room(
    charges: list[tuple[datetime, int]], more: int, account: Account, expected: datetime
) -> None:
    assert earliest(charges, more, TABLE, account, NOON) == expected


@pytest.mark.parametrize("account", [FRESH, OLD])
def test_no_span_ever_holds_more_than_its_limit(account: Account) -> None:
    charges: list[tuple[datetime, int]] = []
    for number in range(60):
        start = max([NOON, *(at for at, _ in charges)])
        more = 5 if number % 3 else 1
        charges.append((earliest(charges, more, TABLE, account, start), more))
    for at, _ in charges:
        for span, most in limits(TABLE, account, at).items():
            assert sum(amount for when, amount in charges if at - span < when <= at) <= most
    assert charges == sorted(charges, key=lambda each: each[0])


def test_a_busy_day_of_a_studio_meets_no_limit_and_whoever_writes_to_strangers_does() -> None:
    table = Table()
    busy = [(NOON + number * 10 * MINUTE, 5 if number % 8 == 0 else 1) for number in range(48)]
    account = Account(NOON)
    for number, (at, amount) in enumerate(busy):
        assert earliest(busy[:number], amount, table, account, at) == at
    strangers = [(NOON + number * SECOND, 5) for number in range(8)]
    assert earliest(strangers, 5, table, account, NOON + MINUTE) == NOON + HOUR


@pytest.mark.parametrize(("text", "number"), [("", 0), (" ", 0), ("0", 0), ("250", 250)])
def test_a_number_may_be_left_out(text: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_LIMIT_HOUR", text)
    assert environment.limit(Env(), "MAIL_LIMIT_HOUR") == number


@pytest.mark.parametrize("text", ["many", "-1", "1.5", "1e9", "12345678", "٣"])
def test_what_is_no_number_is_refused_with_the_name_of_its_setting(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_LIMIT_HOUR", text)
    with pytest.raises(ImproperlyConfigured, match="MAIL_LIMIT_HOUR"):
        environment.limit(Env(), "MAIL_LIMIT_HOUR")
