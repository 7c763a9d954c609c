"""Fields for numbers: money, its currency, a percentage, a count."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import currencies, formats
from accounts.amounts import UnreadableAmount, names_another, read_amount
from accounts.fields.short import short
from accounts.text import clean_text
from accounts.widgets import LongSelect

BILLION = Decimal(1_000_000_000)
HUNDRED = 100


class MoneyField(forms.Field):
    """An amount of 0 or more, under a billion.

    `currency` is checked when known, here or later on `form.fields[…].currency`; a form that asks
    for the currency too calls `check_fits` in its clean().
    """

    widget = forms.TextInput
    default_error_messages = {
        "required": gettext_lazy("Enter an amount"),
        "invalid": gettext_lazy("Enter an amount in digits, such as 1200.50"),
        "negative": gettext_lazy("Enter an amount of 0 or more"),
        "too_large": gettext_lazy("Enter an amount under 1,000,000,000"),
        "other_currency": gettext_lazy("Enter the amount in %(currency)s"),
    }

    def __init__(self, *, currency: str = "", missing: Any = "", **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(**kwargs)
        if missing:
            self.error_messages["required"] = missing
        self.widget.attrs |= {
            "inputmode": "decimal",
            "autocomplete": "off",
            "data-width": "short",
        }

    def to_python(self, value: Any) -> Decimal | None:
        """Return the amount, or None when nothing was typed."""
        if isinstance(value, str) and not value.strip():
            return None
        if value is None:
            return None
        try:
            amount = read_amount(str(value), get_decimal_symbol(formats.babel_locale()))
        except UnreadableAmount:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        self._check_currency(str(value))
        return amount

    def _check_currency(self, text: str) -> None:
        if self.currency and names_another(text, self.currency, formats.symbol(self.currency)):
            sentence = self.error_messages["other_currency"]
            params = {"currency": self.currency}
            raise ValidationError(sentence, code="other_currency", params=params)

    def validate(self, value: Decimal | None) -> None:
        """Refuse what is missing, negative, huge, or finer than the currency."""
        super().validate(value)
        if value is None:
            return
        if value < 0:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if value >= BILLION:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        check_fits(value, self.currency)

    def prepare_value(self, value: Any) -> Any:
        """Return a stored amount as it would be typed in this locale."""
        if not isinstance(value, Decimal):
            return clean_text(value) if isinstance(value, str) else value
        places = currencies.decimals(self.currency) if self.currency else 2
        if value == value.to_integral_value():
            places = 0
        sign = get_decimal_symbol(formats.babel_locale())
        return f"{value:.{places}f}".replace(".", sign)


class PercentField(MoneyField):
    """A share in percent from 0 to 100, with at most two decimals."""

    default_error_messages = {
        "required": gettext_lazy("Enter a percentage"),
        "invalid": gettext_lazy("Enter a percentage in digits, such as 30"),
        "negative": gettext_lazy("Enter a percentage between 0 and 100"),
        "too_large": gettext_lazy("Enter a percentage between 0 and 100"),
        "too_fine": gettext_lazy("Enter a percentage with at most two decimals"),
    }

    def to_python(self, value: Any) -> Decimal | None:
        """Return the percentage, without the sign people type after it."""
        return super().to_python(str(value).replace("%", "") if value is not None else None)

    def validate(self, value: Decimal | None) -> None:
        """Refuse what lies outside 0 to 100 or is finer than two decimals."""
        super().validate(value)
        if value is None:
            return
        if value > HUNDRED:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        if value != round(value, 2):
            raise ValidationError(self.error_messages["too_fine"], code="too_fine")


class WholeNumberField(forms.IntegerField):
    """A whole number from `least` to `most`; `outside` is the sentence for anything else."""

    def __init__(self, *, least: int, most: int, outside: Any = "", **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=most, **kwargs)
        default = gettext_lazy("Enter a whole number between %(least)s and %(most)s")
        self.sentence = outside or default
        self.limits = {"least": least, "most": most}
        self.widget.attrs.setdefault("inputmode", "numeric")

    def clean(self, value: Any) -> int | None:
        """Return the number, or None when nothing was typed and that is allowed."""
        sentence = str(self.sentence) % self.limits if "%(" in str(self.sentence) else self.sentence
        try:
            number: int | None = super().clean(short(value, sentence))
        except ValidationError:
            raise ValidationError(sentence, code="outside") from None
        return number


class CurrencyField(forms.ChoiceField):
    """An ISO 4217 currency in use today."""

    widget = LongSelect

    default_error_messages = {
        "required": gettext_lazy("Choose a currency"),
        "invalid_choice": gettext_lazy("Choose a currency from the list"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=currencies.choices, **kwargs)


def check_fits(amount: Decimal | None, currency: str) -> None:
    """Raise ValidationError when `amount` is finer than `currency` allows.

    Says nothing while one of the two is missing.
    """
    if amount is None or not currency or currencies.fits(amount, currency):
        return
    places = currencies.decimals(currency)
    if places == 0:
        sentence = _("Enter a whole amount: %(currency)s has no smaller unit")
    else:
        sentence = ngettext(
            "Enter an amount with at most %(places)s decimal for %(currency)s",
            "Enter an amount with at most %(places)s decimals for %(currency)s",
            places,
        )
    params = {"currency": currency, "places": places}
    raise ValidationError(sentence, code="too_fine", params=params)


def set_currency(form: forms.BaseForm, name: str, currency: str) -> None:
    """Tell the money field called `name` in which currency its amount is shown and checked."""
    field = form.fields[name]
    if not isinstance(field, MoneyField):
        raise TypeError(f"{name} is no money field.")
    field.currency = currency
