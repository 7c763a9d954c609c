"""The form fields of every app: whatever is typed or pasted ends in a clean value or a sentence."""

from accounts.fields.ahead import AheadField, AheadInput, Doubt, counted_days, day_in, days_ahead
from accounts.fields.choices import PickField, PickManyField, PickRowField
from accounts.fields.numbers import (
    CurrencyField,
    HoursField,
    MoneyField,
    PercentField,
    WholeNumberField,
    set_currency,
    take_currency,
)
from accounts.fields.times import DayField, HourField, MomentField
from accounts.fields.words import LONGEST_WORDS, AddressField, LineField, TextField
from accounts.text import clean_line, clean_text

__all__ = [
    "LONGEST_WORDS",
    "AddressField",
    "AheadField",
    "AheadInput",
    "CurrencyField",
    "DayField",
    "Doubt",
    "HourField",
    "HoursField",
    "LineField",
    "MomentField",
    "MoneyField",
    "PercentField",
    "PickField",
    "PickManyField",
    "PickRowField",
    "TextField",
    "WholeNumberField",
    "clean_line",
    "clean_text",
    "counted_days",
    "day_in",
    "days_ahead",
    "set_currency",
    "take_currency",
]
