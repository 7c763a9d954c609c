"""Whatever is typed or pasted ends in a clean value or a sentence, never in an exception."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from accounts import fields
from accounts.widgets import LongSelect
from accounts.zones import zone_choices
from tests.accounts.typed import MEGABYTE, NONSENSE, answer


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
