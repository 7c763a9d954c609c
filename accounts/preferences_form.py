"""What a freelancer may set: business, letters, time, mail, money, colours."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.days_off import UnreadableDays, read_days_off, write_days_off
from accounts.fields import (
    AddressField,
    CurrencyField,
    HourField,
    LineField,
    MoneyField,
    PercentField,
    PickField,
    PickManyField,
    TextField,
    WholeNumberField,
    take_currency,
)
from accounts.form_groups import Group, GroupedForm, names_in
from accounts.kept_choices import LISTED, UNKNOWN, keep_choice
from accounts.lead_times import LEAD_TIMES
from accounts.models import Preferences
from accounts.quiet_hours import lies_within
from accounts.regions import against, region_choices
from accounts.tax import Prices
from accounts.widgets import LongSelect
from accounts.working_time import make_calendar
from accounts.zones import LOCALES, country_choices, zone_choices

WEEK = (
    ("0", gettext_lazy("Monday")),
    ("1", gettext_lazy("Tuesday")),
    ("2", gettext_lazy("Wednesday")),
    ("3", gettext_lazy("Thursday")),
    ("4", gettext_lazy("Friday")),
    ("5", gettext_lazy("Saturday")),
    ("6", gettext_lazy("Sunday")),
)
LEAD = "lead_"
NO_HOLIDAYS = ("", gettext_lazy("No public holidays"))
WHOLE_COUNTRY = ("", gettext_lazy("The whole country"))

GROUPS = (
    Group(gettext_lazy("Your business"), ("name", "business_name", "phone")),
    Group(gettext_lazy("Letters to clients"), ("sender_name", "reply_to", "sign_off")),
    Group(
        gettext_lazy("Your working time"),
        (
            "time_zone",
            "working_days",
            ("work_starts", "work_ends"),
            ("country", "region"),
            "days_off",
        ),
    ),
    Group(
        gettext_lazy("Reminders to you"),
        ("digest_on", "digest_at", ("quiet_from", "quiet_until")),
    ),
    Group(
        gettext_lazy("When reminders come"),
        tuple(LEAD + name for name in LEAD_TIMES),
        folded=True,
    ),
    Group(
        gettext_lazy("Money"),
        ("currency", "prices", ("tax_rate", "tax_name"), "hourly_cost", "give_back_limit"),
    ),
    Group(gettext_lazy("How things look"), ("locale", "theme")),
)


class WeekField(PickManyField):
    """The working days, kept as digits from 0 (Monday) to 6."""

    def clean(self, value: Any) -> Any:
        """Return the digits in order."""
        return "".join(sorted(set(super().clean(value))))

    def prepare_value(self, value: Any) -> Any:
        """Return a stored text as the list of boxes to tick."""
        return list(value) if isinstance(value, str) else value


class DaysOffField(TextField):
    """Days off, one a line; a span of days is written out."""

    def clean(self, value: Any) -> str:
        """Return one ISO date a line."""
        try:
            return write_days_off(read_days_off(super().clean(value)))
        except UnreadableDays as problem:
            raise ValidationError(str(problem), code="unreadable") from None


def _lead(name: str) -> WholeNumberField:
    lead = LEAD_TIMES[name]
    return WholeNumberField(
        label=lead.label,
        help_text=lead.note,
        least=lead.least,
        most=lead.most,
        widget=forms.TextInput(attrs={"data-width": "short", "autocomplete": "off"}),
    )


class PreferencesForm(forms.ModelForm):
    """The fields stored on Preferences."""

    business_name = LineField(
        label=gettext_lazy("Business name (optional)"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    phone = LineField(
        label=gettext_lazy("Phone (optional)"),
        help_text=gettext_lazy("Stands under your letters."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    sender_name = LineField(
        label=gettext_lazy("Name on your letters (optional)"),
        help_text=gettext_lazy("Empty means your own name."),
        max_length=80,
        required=False,
    )
    reply_to = AddressField(
        label=gettext_lazy("Address for answers (optional)"),
        help_text=gettext_lazy("Empty means the address you sign in with."),
        required=False,
    )
    sign_off = LineField(
        label=gettext_lazy("Sign-off"),
        help_text=gettext_lazy("The line above your name, such as “Warm regards”."),
        max_length=60,
        missing=gettext_lazy("Enter the line that stands above your name"),
    )
    time_zone = PickField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        widget=LongSelect,
        missing=gettext_lazy("Choose a time zone"),
    )
    working_days = WeekField(
        label=gettext_lazy("Working days"),
        choices=WEEK,
        missing=gettext_lazy("Choose at least one working day"),
        widget=forms.CheckboxSelectMultiple(attrs={"data-line": True}),
    )
    work_starts = HourField(label=gettext_lazy("Working hours from"))
    work_ends = HourField(label=gettext_lazy("Working hours until"))
    country = PickField(
        label=gettext_lazy("Public holidays of"),
        choices=lambda: (NO_HOLIDAYS, *country_choices()),
        widget=LongSelect,
        required=False,
        missing=gettext_lazy("Choose a country from the list"),
    )
    region = PickField(
        label=gettext_lazy("And of the region"),
        help_text=gettext_lazy("Where a part of your country has holidays of its own."),
        choices=lambda: (WHOLE_COUNTRY, *region_choices()),
        widget=LongSelect,
        required=False,
        missing=gettext_lazy("Choose a region from the list"),
    )
    days_off = DaysOffField(
        label=gettext_lazy("Days off (optional)"),
        help_text=gettext_lazy(
            "One date a line, such as 2026-12-24, or a span, such as 2026-08-03 to 2026-08-14."
        ),
        max_length=10_000,
        required=False,
    )
    digest_on = forms.BooleanField(
        label=gettext_lazy("Send me one mail a day with what is due"), required=False
    )
    digest_at = HourField(label=gettext_lazy("Daily mail at"))
    quiet_from = HourField(label=gettext_lazy("Quiet hours from"))
    quiet_until = HourField(
        label=gettext_lazy("Quiet hours until"),
        help_text=gettext_lazy(
            "No reminder comes in between, unless you chose its hour. The same time twice means"
            " none."
        ),
    )
    lead_reply_hours = _lead("reply_hours")
    lead_plan_days = _lead("plan_days")
    lead_step_days = _lead("step_days")
    lead_ask_days = _lead("ask_days")
    lead_close_days = _lead("close_days")
    currency = CurrencyField(
        label=gettext_lazy("Currency"), help_text=gettext_lazy("Preset for new projects.")
    )
    prices = PickField(
        label=gettext_lazy("Your prices"),
        help_text=gettext_lazy("Preset for new projects; each keeps its own."),
        choices=Prices.choices,
        required=False,
        missing=gettext_lazy("Choose whether your prices are with tax"),
        widget=forms.RadioSelect(attrs={"data-line": True, "data-no-optional": True}),
    )
    tax_rate = PercentField(
        label=gettext_lazy("Rate of the tax (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"data-suffix": "%"}),
    )
    tax_name = LineField(
        label=gettext_lazy("What you call it (optional)"),
        help_text=gettext_lazy("Such as VAT, GST, MwSt. or TVA. Empty means “tax”."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": "short"}),
    )
    hourly_cost = MoneyField(
        label=gettext_lazy("Your own cost per hour (optional)"),
        help_text=gettext_lazy("Private. Shows what putting something right costs you."),
        required=False,
        widget=forms.TextInput(attrs={"data-private": True}),
    )
    give_back_limit = PercentField(
        label=gettext_lazy("Limit for money given back, % of a year's revenue"),
        help_text=gettext_lazy("Private. Amends says so when an offer would pass it."),
        widget=forms.TextInput(attrs={"data-private": True, "data-suffix": "%"}),
    )
    locale = PickField(
        label=gettext_lazy("Dates, times and numbers as in"),
        choices=LOCALES,
        missing=gettext_lazy("Choose a country from the list"),
    )
    theme = PickField(
        label=gettext_lazy("Colours"),
        choices=Preferences.Theme.choices,
        missing=gettext_lazy("Choose the colours"),
        widget=forms.RadioSelect(attrs={"data-line": True}),
    )

    class Meta:
        model = Preferences
        fields = [name for name in names_in(GROUPS) if name != "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LEAD_TIMES:
            self.initial.setdefault(LEAD + name, self.instance.lead_time(name))
        take_currency(self, "hourly_cost")
        for name in LISTED:
            keep_choice(self.fields[name], getattr(self.instance, name), UNKNOWN.get(name, ""))

    def clean(self) -> dict[str, Any]:
        """Check what one answer means for another."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_hours(answers.get("work_starts"), answers.get("work_ends"))
        if "country" not in self.errors and (
            refusal := against(answers.get("region") or "", answers.get("country") or "")
        ):
            self.add_error("region", refusal)
        self._check_tax(answers)
        self._check_daily_mail(answers)
        self._keep_lead_times(answers)
        if not self.errors:
            self._check_some_work_is_left(answers)
        return answers

    def _check_hours(self, starts: Any, ends: Any) -> None:
        if starts and ends and ends <= starts:
            self.add_error("work_ends", _("Enter a time after the working day starts"))

    def clean_prices(self) -> str:
        """Return what they were before where nothing was chosen."""
        return self.cleaned_data["prices"] or self.instance.prices

    def _check_tax(self, answers: dict[str, Any]) -> None:
        if answers.get("prices") == Prices.NONE:
            answers["tax_rate"] = None
        elif answers.get("tax_rate") is None and "tax_rate" not in self.errors:
            self.add_error("tax_rate", _("Enter the rate of the tax, or choose “No tax”"))

    def _check_daily_mail(self, answers: dict[str, Any]) -> None:
        at, start, end = (answers.get(name) for name in ("digest_at", "quiet_from", "quiet_until"))
        if not (answers.get("digest_on") and at and start and end):
            return
        if lies_within(at, start, end):
            self.add_error("digest_at", _("Choose a time outside your quiet hours"))

    def _keep_lead_times(self, answers: dict[str, Any]) -> None:
        """Put the lead times into the one column they are stored in."""
        given = {name: answers.pop(LEAD + name, None) for name in LEAD_TIMES}
        if not self.errors:
            answers["lead_times"] = self.instance.lead_times = given

    def _check_some_work_is_left(self, answers: dict[str, Any]) -> None:
        calendar = make_calendar(
            zone=answers["time_zone"],
            working_days=answers["working_days"],
            day_start=answers["work_starts"],
            day_end=answers["work_ends"],
            country=answers["country"],
            region=answers["region"],
            days_off=answers["days_off"],
        )
        try:
            for day in read_days_off(answers["days_off"]):
                calendar.next_working_day(day)
                calendar.last_working_day(day)
        except ValueError:
            self.add_error("days_off", _("Leave at least one working day in a year"))


class PreferencesPageForm(GroupedForm, PreferencesForm):
    """The same in groups, with the freelancer's own name, which is kept on the account."""

    GROUPS = GROUPS

    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=80,
        missing=gettext_lazy("Enter your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
