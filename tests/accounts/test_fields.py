"""Whatever is typed or pasted ends in a clean value or a sentence, never in an exception."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import fields
from accounts.amounts import UnreadableAmount, read_amount
from accounts.formats import as_seen_by
from accounts.text import clean_line, clean_text
from accounts.widgets import LongSelect
from accounts.zones import zone_choices

MEGABYTE = "x" * 1_000_000
NONSENSE = ["\0", "\ud800", "\x1b[31m", "💥", MEGABYTE, "9" * 5000, "-1", "NaN", "1e500", "‮", "[]"]


class Style:
    """How somebody reads."""

    def __init__(self, locale: str = "en-gb", time_zone: str = "UTC") -> None:
        self.locale, self.time_zone = locale, time_zone


def every_field() -> list[forms.Field]:
    return [
        fields.LineField(max_length=80),
        fields.TextField(max_length=400, min_length=20),
        fields.AddressField(),
        fields.DayField(),
        fields.HourField(),
        fields.MoneyField(currency="EUR"),
        fields.PercentField(),
        fields.WholeNumberField(least=0, most=20),
        fields.CurrencyField(),
        fields.PickField(choices=[("a", "A")]),
        fields.PickManyField(choices=[("a", "A")]),
    ]


def answer(field: forms.Field, value: Any) -> Any:
    """Return the clean value, or the sentences as one text."""
    try:
        return field.clean(value)
    except ValidationError as problem:
        return " ".join(problem.messages)


@pytest.mark.parametrize("typed", NONSENSE)
@pytest.mark.parametrize("number", range(len(every_field())))
def test_no_field_fails_on_nonsense(number: int, typed: str) -> None:
    outcome = answer(every_field()[number], typed)
    assert outcome is not None
    assert len(str(outcome)) < 500


odd_characters = st.characters(categories=["Cs", "Cc", "Nd", "Sc"])


@given(st.one_of(st.text(), st.text(odd_characters)))
def test_no_field_fails_on_any_text(typed: str) -> None:
    for field in every_field():
        answer(field, typed)


@given(st.text())
def test_clean_text_can_be_stored_and_sent_and_is_stable(typed: str) -> None:
    cleaned = clean_text(typed)
    cleaned.encode()
    assert "\0" not in cleaned
    assert "\r" not in cleaned
    assert clean_text(cleaned) == cleaned
    assert "\n" not in clean_line(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\0b\x07c\td", "abc\td"),
        ("x\ud800y", "xy"),
        ("one\u2028two", "one\ntwo"),
        ("naïve 日本 🙂", "naïve 日本 🙂"),
    ],
)
def test_line_ends_become_one_kind_and_control_characters_go(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_a_pasted_line_end_becomes_a_space_in_a_line() -> None:
    assert fields.LineField(max_length=80).clean(" Studio\r\n  Birk ") == "Studio Birk"


def test_a_line_end_of_a_browser_counts_as_one_character() -> None:
    assert fields.TextField(max_length=3).clean("a\r\nb") == "a\nb"


def test_a_text_too_long_says_by_how_much_it_is() -> None:
    said = answer(fields.TextField(max_length=2000), "x" * 2500)
    assert said == "Shorten this to 2,000 characters; it has 2,500 now"


def test_a_text_too_short_is_answered_like_a_missing_one() -> None:
    field = fields.TextField(max_length=400, min_length=20, missing="Say what counts as one round")
    assert answer(field, "") == "Say what counts as one round"
    assert answer(field, "no") == "Say what counts as one round"


def test_a_text_of_white_space_or_control_characters_is_missing() -> None:
    field = fields.LineField(max_length=80, missing="Enter a policy name")
    assert answer(field, " \0\r\n ") == "Enter a policy name"


def test_a_refused_form_keeps_what_was_typed_without_what_a_page_cannot_show() -> None:
    class Form(forms.Form):
        words = fields.TextField(max_length=5)

    form = Form({"words": "hello\r\nwor\0ld\ud800"})
    assert not form.is_valid()
    assert form["words"].value() == "hello\nworld"
    form.as_p().encode()


@pytest.mark.parametrize(
    "typed", ["elin@", "elin", "a b@c.test", "a@b\r\nBcc: x@y.test", "x" * 300 + "@a.test"]
)
def test_what_is_no_address_is_answered_with_an_example(typed: str) -> None:
    said = answer(fields.AddressField(), typed)
    assert "name@example.com" in said or "Shorten" in said


def test_an_address_that_dns_spells_too_long_is_answered_with_an_example() -> None:
    typed = "x" * 60 + "@" + ".".join(["ü" * 12] * 14) + ".test"
    assert len(typed) < 254
    assert "name@example.com" in answer(fields.AddressField(), typed)


def test_an_address_is_kept_as_typed_without_the_spaces_around() -> None:
    assert fields.AddressField().clean(" Elin@Client.test ") == "Elin@Client.test"


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


@pytest.mark.parametrize(
    ("typed", "sign", "amount"),
    [
        ("1200", ".", "1200"),
        ("1200.50", ".", "1200.50"),
        ("1,200.50", ".", "1200.50"),
        ("1.200,50", ",", "1200.50"),
        ("1.200,50", ".", "1200.50"),
        ("1,200.50", ",", "1200.50"),
        ("1,000", ".", "1000"),
        ("1,000", ",", "1.000"),
        ("1.000", ",", "1000"),
        ("1.000", ".", "1.000"),
        ("0,500", ".", "0.500"),
        ("12,50", ".", "12.50"),
        ("1,234,567", ".", "1234567"),
        ("1.234.567,8", ",", "1234567.8"),
        ("1 200,50", ",", "1200.50"),
        ("1\u00a0200", ".", "1200"),
        ("1'200.50", ".", "1200.50"),
        ("1\u2019200", ".", "1200"),
        ("€ 1,200", ".", "1200"),
        ("1200 EUR", ".", "1200"),
        ("usd 5", ".", "5"),
        ("\u22125", ".", "-5"),
        ("１２", ".", "12"),
        ("007", ".", "7"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, sign: str, amount: str) -> None:
    assert read_amount(typed, sign) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        ",",
        "1,2,3",
        "1.2.3",
        "12,34,567",
        "1,2.3,4",
        "1.",
        ".5",
        "1,000,00",
        "abc",
        "abc5",
        "1e5",
        "inf",
        "NaN",
        "0x10",
        "١٢",
        "1/2",
        "--5",
        "5-",
        "1..5",
        "EUR",
    ],
)
def test_what_is_no_amount_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableAmount):
        read_amount(typed)


def test_an_amount_is_read_in_the_locale_of_the_reader() -> None:
    field = fields.MoneyField(currency="EUR")
    with as_seen_by(Style("de")):
        assert field.clean("1.000") == Decimal(1000)
        assert field.prepare_value(Decimal("1200.500")) == "1200,50"
    assert field.clean("1,000") == Decimal(1000)
    assert field.prepare_value(Decimal("1200.000")) == "1200"


@pytest.mark.parametrize(
    ("currency", "typed", "said"),
    [
        ("EUR", "1.005", "Enter an amount with at most 2 decimals for EUR"),
        ("JPY", "100.5", "Enter a whole amount: JPY has no smaller unit"),
        ("KWD", "1.0005", "Enter an amount with at most 3 decimals for KWD"),
        ("EUR", "-1", "Enter an amount of 0 or more"),
        ("EUR", "1000000000", "Enter an amount under 1,000,000,000"),
        ("EUR", "9" * 55, "Enter an amount under 1,000,000,000"),
        ("EUR", "9" * 5000, "Enter an amount in digits, such as 1200.50"),
        ("EUR", "many", "Enter an amount in digits, such as 1200.50"),
        ("EUR", " ", "Enter an amount"),
    ],
)
def test_an_amount_that_does_not_fit_is_answered(currency: str, typed: str, said: str) -> None:
    assert answer(fields.MoneyField(currency=currency), typed) == said


@pytest.mark.parametrize(
    ("currency", "typed", "amount"),
    [("JPY", "100", "100"), ("JPY", "100.00", "100"), ("KWD", "1.005", "1.005"), ("EUR", "0", "0")],
)
def test_an_amount_that_fits_its_currency_is_kept(currency: str, typed: str, amount: str) -> None:
    assert fields.MoneyField(currency=currency).clean(typed) == Decimal(amount)


@given(st.decimals(0, 999_999_999, places=2))
def test_a_stored_amount_shown_and_sent_back_is_the_same(amount: Decimal) -> None:
    field = fields.MoneyField(currency="EUR")
    for locale in ("en-gb", "de", "fr", "de-ch", "pt-br"):
        with as_seen_by(Style(locale)):
            assert field.clean(field.prepare_value(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("30", Decimal(30)),
        ("12.5 %", Decimal("12.5")),
        ("0", Decimal(0)),
        ("100", Decimal(100)),
        ("100.01", "Enter a percentage between 0 and 100"),
        ("-1", "Enter a percentage between 0 and 100"),
        ("1.005", "Enter a percentage with at most two decimals"),
        ("", "Enter a percentage"),
        ("half", "Enter a percentage in digits, such as 30"),
    ],
)
def test_a_percentage_lies_between_0_and_100(typed: str, outcome: object) -> None:
    assert answer(fields.PercentField(), typed) == outcome


@pytest.mark.parametrize("typed", ["21", "-1", "2.5", "two", "", "9" * 50])
def test_a_number_outside_is_answered_with_its_sentence(typed: str) -> None:
    said = "Rounds must be between 0 and 20"
    field = fields.WholeNumberField(least=0, most=20, outside=said)
    assert answer(field, typed) == said
    assert field.clean("20") == 20


@pytest.mark.parametrize("typed", ["XXX", "DEM", "EURO", "eur", MEGABYTE])
def test_a_currency_nobody_pays_in_is_no_choice(typed: str) -> None:
    assert answer(fields.CurrencyField(), typed) == "Choose a currency from the list"


@pytest.mark.parametrize("code", ["EUR", "USD", "GBP", "CHF", "JPY", "KWD", "XOF", "INR", "BRL"])
def test_currencies_in_use_are_choices(code: str) -> None:
    assert fields.CurrencyField().clean(code) == code


class ZoneForm(forms.Form):
    """A list of several hundred choices."""

    zone = fields.PickField(choices=zone_choices, widget=LongSelect)
    money = fields.CurrencyField()


@pytest.mark.parametrize(
    ("zone", "currency"), [("Asia/Tokyo", "JPY"), ("UTC", "EUR"), ("America/Indiana/Knox", "CHF")]
)
def test_a_long_list_marks_what_is_chosen_and_nothing_else(zone: str, currency: str) -> None:
    shown = str(ZoneForm(initial={"zone": zone, "money": currency}))
    assert shown.count(" selected") == 2
    assert f'<option value="{zone}" selected>' in shown
    assert f'<option value="{currency}" selected>' in shown


@pytest.mark.parametrize("typed", ['"><script>', "", "Mars/Olympus", '" selected value="'])
def test_a_long_list_never_repeats_what_is_no_choice(typed: str) -> None:
    shown = str(ZoneForm({"zone": typed, "money": typed})["zone"])
    assert "<script>" not in shown
    assert " selected>" not in shown
    assert shown.count("<option") > 400
