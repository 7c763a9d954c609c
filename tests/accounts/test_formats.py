"""How dates, amounts and counts are written."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template

from accounts import formats
from accounts.templatetags.amends_format import whole_references
from accounts.zones import LOCALES

TODAY = date(2026, 6, 10)
AT = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)


class Style:
    """How somebody reads."""

    def __init__(self, locale: str = "en-gb", time_zone: str = "Europe/Berlin") -> None:
        self.locale, self.time_zone = locale, time_zone


@pytest.mark.parametrize(
    ("locale", "day", "moment"),
    [
        ("en-gb", "Thursday 11 June", "Thursday 11 June 15:00"),
        ("de", "Thursday 11 June", "Thursday 11 June 15:00"),
        ("en-us", "Thursday, June 11", "Thursday, June 11 3:00 pm"),
        ("nonsense", "Thursday 11 June", "Thursday 11 June 15:00"),
    ],
)
def test_a_moment_is_written_in_the_zone_and_order_of_its_reader(
    locale: str, day: str, moment: str
) -> None:
    with formats.as_seen_by(Style(locale)):
        assert formats.plain(formats.day(AT, TODAY)) == day
        assert formats.plain(formats.moment(AT, TODAY)) == moment


def test_a_date_that_fits_on_a_narrow_line_never_breaks() -> None:
    assert " " not in formats.moment(AT, TODAY)


@pytest.mark.parametrize("locale", [code for code, _name in LOCALES])
def test_no_piece_of_a_date_is_wider_than_a_narrow_line(locale: str) -> None:
    with formats.as_seen_by(Style(locale, "UTC")):
        for n in range(366):
            at = datetime(2028, 1, 1, 23, 59, tzinfo=UTC) + timedelta(days=n)
            for today in (at.date(), TODAY):
                words = [formats.day(at, today), formats.moment(at, today)]
                pieces = [piece for text in words for piece in text.split(" ")]
                assert max(map(len, pieces)) <= formats.LINE
                assert formats.day_in_large(at, today).split(" ")[1:] == [
                    formats.short_day(at, today)
                ]


def test_the_year_is_written_when_it_is_another_one() -> None:
    assert formats.plain(formats.day(date(2027, 1, 1), TODAY)) == "Friday 1 January 2027"
    assert formats.plain(formats.short_day(date(2025, 12, 31), TODAY)) == "31 December 2025"
    assert formats.plain(formats.short_day(date(2026, 12, 31), TODAY)) == "31 December"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 6, 10), "today"),
        (date(2026, 6, 11), "tomorrow"),
        (date(2026, 6, 9), "yesterday"),
        (date(2026, 6, 12), "Friday 12 June"),
    ],
)
def test_near_days_are_named(day: date, words: str) -> None:
    assert formats.plain(formats.relative_day(day, TODAY)) == words


def test_today_is_the_readers_today() -> None:
    late = datetime(2026, 6, 10, 22, 30, tzinfo=UTC)
    with formats.as_seen_by(Style(time_zone="Europe/Berlin")):
        assert formats.relative_day(late, TODAY) == "tomorrow"
    with formats.as_seen_by(Style(time_zone="America/New_York")):
        assert formats.relative_day(late, TODAY) == "today"


def test_a_moment_that_stands_for_today_is_taken_where_its_reader_is() -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    day = date(2027, 1, 2)
    with formats.as_seen_by(Style(time_zone="Europe/Berlin")):
        assert formats.plain(formats.day(day, new_year)) == "Saturday 2 January"
        assert formats.relative_day(day, new_year) == "tomorrow"
    with formats.as_seen_by(Style(time_zone="America/New_York")):
        assert formats.plain(formats.short_day(day, new_year)) == "2 January 2027"


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "written"),
    [
        ("1200", "EUR", "en-gb", "€1,200"),
        ("1200.5", "EUR", "en-gb", "€1,200.50"),
        ("1200.000", "EUR", "en-us", "€1,200"),
        ("96", "USD", "en-us", "$96"),
        ("1200.50", "EUR", "de", "1.200,50 €"),
        ("1200", "EUR", "de", "1.200 €"),
        ("1500", "JPY", "en-gb", "JP¥1,500"),
        ("1.250", "KWD", "en-gb", "KWD1.250"),
        ("-5", "EUR", "en-gb", "-€5"),
        ("5", "ZZZ", "en-gb", "ZZZ5"),
    ],
)
def test_an_amount_always_carries_its_currency(
    amount: str, currency: str, locale: str, written: str
) -> None:
    assert formats.plain(formats.money(Decimal(amount), currency, locale)) == written


def test_an_exact_amount_keeps_its_decimals() -> None:
    assert formats.money(Decimal(96), "EUR", exact=True) == "€96.00"


@pytest.mark.parametrize(
    ("count", "words"), [(1, "one"), (2, "two"), (9, "nine"), (10, "10"), (0, "0"), (1200, "1,200")]
)
def test_counts_are_words_up_to_nine(count: int, words: str) -> None:
    assert formats.quantity(count) == words


def test_american_hours_are_counted_in_twelves() -> None:
    with formats.as_seen_by(Style("en-us")):
        hours = [formats.plain(formats.hour(time(hour))) for hour in (0, 9, 12, 23)]
    assert hours == ["12:00 am", "9:00 am", "12:00 pm", "11:00 pm"]


def test_the_style_of_one_reader_ends_with_the_block() -> None:
    with formats.as_seen_by(Style("de", "Asia/Tokyo")):
        assert formats.number(Decimal("1200.5")) == "1.200,5"
    assert formats.number(Decimal("1200.5")) == "1,200.5"


@time_machine.travel(datetime(2026, 6, 10, 12, tzinfo=UTC), tick=False)
def test_templates_write_the_same() -> None:
    template = Template(
        "{% load amends_format %}{{ at|moment }}|{{ at|relative_day }}|{{ at|short_day }}|"
        "{{ fee|money:'EUR' }}|{{ fee|exact_money:'EUR' }}|{{ two|quantity }}|{{ half|percent }}|"
        "{{ none|day }}{{ none|money:'EUR' }}{{ none|hour }}{{ none|relative_moment }}|"
        "{{ midnight|hour }}"
    )
    context = {"at": AT, "fee": Decimal(5), "two": 2, "half": Decimal("12.50"), "none": None}
    with formats.as_seen_by(Style()):
        shown = template.render(Context({**context, "midnight": time(0)}))
    assert formats.plain(shown) == (
        "Thursday 11 June 15:00|tomorrow|11 June|€5|€5.00|two|12.5 %||00:00"
    )


def test_a_reference_in_a_sentence_is_kept_whole_and_what_people_wrote_is_escaped() -> None:
    assert whole_references("C-0005 of <Rye>, and P-031.") == (
        '<span class="nowrap">C-0005</span> of &lt;Rye&gt;, and <span class="nowrap">P-031</span>.'
    )
    assert whole_references("A-B and C-12") == "A-B and C-12"
