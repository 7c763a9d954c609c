"""How a letter that waits is explained."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from outbox import waiting
from outbox.models import OutgoingEmail
from outbox.waiting import Standing
from tests.outbox.conftest import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("letters", "new", "words"),
    [
        (1, 0, "You have sent one letter in the last 24 hours."),
        (1, 1, "You have sent one letter in the last 24 hours, to a new address."),
        (8, 8, "You have sent eight letters in the last 24 hours, all to new addresses."),
        (12, 1, "You have sent 12 letters in the last 24 hours, one of them to a new address."),
        (40, 8, "You have sent 40 letters in the last 24 hours, eight of them to new addresses."),
    ],
)
def test_what_was_sent_is_said_in_numbers(letters: int, new: int, words: str) -> None:
    email = OutgoingEmail(next_attempt_at=NOW + HOUR, not_after=NOW + DAY)
    with time_machine.travel(NOW, tick=False):
        assert waiting.why(email, Standing(letters, new, "")).startswith(words)


@pytest.mark.parametrize(
    ("after", "zone", "words"),
    [
        (timedelta(), "UTC", "at about 09:00."),
        (timedelta(seconds=1), "UTC", "at about 09:05."),
        (66 * MINUTE, "Europe/Berlin", "at about 11:10."),
        (66 * MINUTE, "Asia/Kathmandu", "at about 15:55."),
        (23 * HOUR, "UTC", "at about 08:00 tomorrow."),
        (14 * HOUR + 57 * MINUTE, "UTC", "at about 00:00 tomorrow."),
        (9 * HOUR, "Asia/Tokyo", "at about 03:00 tomorrow."),
        (2 * DAY, "UTC", "at about 09:00 on Wednesday\N{NO-BREAK SPACE}3\N{NO-BREAK SPACE}March."),
    ],
)
def test_the_moment_is_rounded_up_and_said_in_the_zone_of_its_reader(
    after: timedelta, zone: str, words: str
) -> None:
    email = OutgoingEmail(next_attempt_at=NOW + after, not_after=NOW + 9 * DAY)
    with time_machine.travel(NOW, tick=False), timezone.override(zone):
        assert waiting.why(email, Standing(3, 1, "")).endswith(f"It leaves by itself {words}")
