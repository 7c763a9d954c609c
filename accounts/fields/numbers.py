"""Fields for numbers: money, its currency, a percentage, hours, a count."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import currencies, currency_signs, formats
from accounts.amounts import AmbiguousAmount, UnreadableAmount, read_amount
from accounts.fields.short import short
from accounts.text import clean_text
from accounts.widgets import LongSelect

BILLION = Decimal(1_000_000_000)
HUNDRED = 100
# A share is never a thousand: "12.500" is twelve and a half.
FINE = 3


class NumberField(forms.Field):
    """A number of 0 or more as people write it; `units` are the words that may stand beside it.

    The sentence for what cannot be read names `example` as it is written in the reader's locale.
    """

    widget = forms.TextInput
    units: frozenset[str] = frozenset()
    example = Decimal("12.5")
    decimals = 2

    default_error_messages = {
        "negative": gettext_lazy("Enter a number of 0 or more"),
        "invalid": gettext_lazy("Enter a number in digits, such as %(example)s"),
        "two": gettext_lazy("Do you mean %(many)s or %(few)s? Enter one of the two"),
    }

    def __init__(self, *, missing: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if missing:
            self.error_messages["required"] = missing
        self.widget.attrs |= {
            "inputmode": "decimal",
            "autocomplete": "off",
            "data-width": "short",
        }

    def to_python(self, value: Any) -> Decimal | None:
        """Return the number, or None when nothing was typed."""
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        sign = get_decimal_symbol(formats.babel_locale())
        try:
            read = read_amount(str(value), sign, self.decimals)
            self.check_units(read.units)
        except AmbiguousAmount as two:
            params = {"many": formats.number(two.many), "few": _typed(f"{two.few:.2f}")}
            raise ValidationError(self.error_messages["two"], "two", params) from None
        except UnreadableAmount:
            params = {"example": self.prepare_value(self.example)}
            raise ValidationError(self.error_messages["invalid"], "invalid", params) from None
        return read.amount

    def check_units(self, units: tuple[str, ...]) -> None:
        """Pass, or raise UnreadableAmount when something else stands beside the number."""
        if any(unit.casefold() not in self.units for unit in units):
            raise UnreadableAmount

    def validate(self, value: Decimal | None) -> None:
        """Refuse what is missing or negative."""
        super().validate(value)
        if value is not None and value < 0:
            raise ValidationError(self.error_messages["negative"], code="negative")

    def prepare_value(self, value: Any) -> Any:
        """Return a stored number as it would be typed in this locale."""
        if not isinstance(value, Decimal):
            return clean_text(value) if isinstance(value, str) else value
        return _typed(f"{value.normalize():f}")


class MoneyField(NumberField):
    """An amount of 0 or more, under a billion.

    `currency` is checked when known: here, by `set_currency`, or by `take_currency` in a form that
    asks for the currency too.
    """

    default_error_messages = {
        "required": gettext_lazy("Enter an amount"),
        "invalid": gettext_lazy("Enter an amount in digits, such as %(example)s"),
        "negative": gettext_lazy("Enter an amount of 0 or more"),
        "too_large": gettext_lazy("Enter an amount under %(most)s"),
        "other_currency": gettext_lazy("Enter the amount in %(currency)s"),
    }
    example = Decimal("1200.50")

    def __init__(self, *, currency: str = "", **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(**kwargs)

    @property
    def decimals(self) -> int:  # type: ignore[override]
        """How many decimals an amount in the currency has."""
        return currencies.decimals(self.currency)

    def check_units(self, units: tuple[str, ...]) -> None:
        """Pass what names the currency; refuse another one, which is never converted."""
        for unit in units:
            codes = currency_signs.known(unit, formats.babel_locale())
            if not codes:
                raise UnreadableAmount
            if self.currency and self.currency not in codes:
                sentence = self.error_messages["other_currency"]
                params = {"currency": self.currency}
                raise ValidationError(sentence, code="other_currency", params=params)

    def validate(self, value: Decimal | None) -> None:
        """Refuse what is missing, negative, huge, or finer than the currency."""
        super().validate(value)
        if value is None:
            return
        if value >= BILLION:
            params = {"most": formats.number(BILLION)}
            raise ValidationError(self.error_messages["too_large"], "too_large", params)
        _check_fits(value, self.currency)

    def prepare_value(self, value: Any) -> Any:
        """Return a stored amount as it would be typed in this locale."""
        if not isinstance(value, Decimal):
            return super().prepare_value(value)
        places = 0 if value == value.to_integral_value() else self.decimals
        return _typed(f"{value:.{places}f}")


class PercentField(NumberField):
    """A share in percent from 0 to 100, with at most two decimals."""

    default_error_messages = {
        "required": gettext_lazy("Enter a percentage"),
        "invalid": gettext_lazy("Enter a percentage in digits, such as %(example)s"),
        "negative": gettext_lazy("Enter a percentage between 0 and 100"),
        "too_large": gettext_lazy("Enter a percentage between 0 and 100"),
        "too_fine": gettext_lazy("Enter a percentage with at most two decimals"),
    }
    units = frozenset({"%", "percent", "per cent"})
    example = Decimal(30)
    decimals = FINE

    def validate(self, value: Decimal | None) -> None:
        """Refuse what lies outside 0 to 100 or is finer than two decimals."""
        super().validate(value)
        if value is None:
            return
        if value > HUNDRED:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        if value != round(value, 2):
            raise ValidationError(self.error_messages["too_fine"], code="too_fine")


class HoursField(NumberField):
    """Hours from 0 to `most`, with at most two decimals."""

    default_error_messages = {
        "invalid": gettext_lazy("Enter hours in digits, such as %(example)s"),
        "outside": gettext_lazy("Enter hours between 0 and %(most)s"),
        "too_fine": gettext_lazy("Enter hours with at most two decimals"),
    }
    units = frozenset({"h", "h.", "hr", "hrs", "hour", "hours"})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def validate(self, value: Decimal | None) -> None:
        """Refuse more hours than that, or parts of a minute."""
        if value is not None and not 0 <= value <= self.most:
            params = {"most": formats.number(self.most)}
            raise ValidationError(self.error_messages["outside"], "outside", params)
        super().validate(value)
        if value is not None and value != round(value, 2):
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


def _check_fits(amount: Decimal, currency: str) -> None:
    """Raise ValidationError when `amount` is finer than `currency`, where it is known, allows."""
    if not currency or currencies.fits(amount, currency):
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


def take_currency(form: forms.BaseForm, *names: str) -> None:
    """Tell the money fields called `names` the currency chosen in the same form, or stored."""
    chosen = (
        form["currency"].data
        if form.is_bound
        else form.get_initial_for_field(form.fields["currency"], "currency")
    )
    for name in names:
        set_currency(form, name, chosen if chosen in currencies.in_use() else "")


def _typed(text: str) -> str:
    """Return `text`, digits and a point, with the decimal sign of the reader's locale."""
    return text.replace(".", get_decimal_symbol(formats.babel_locale()))
