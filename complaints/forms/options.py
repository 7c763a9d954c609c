"""The form of the options of a plan: up to three cards, one of them suggested."""

from datetime import date, time
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import AheadField, HourField, HoursField, MoneyField, TextField
from accounts.formats import symbol
from complaints.forms.base import ScreenForm, count_rows, plain_helper, radio
from complaints.forms.hours import MOST_HOURS
from complaints.gates import draft_plan, money_unlocked
from complaints.models import Plan, PlanOption
from complaints.moves.planning import LETTERS, OptionDraft


class OptionForm(forms.Form):
    """One option of the plan."""

    use_required_attribute = False

    kind = radio(
        [(k.value, k.label) for k in PlanOption.Kind if k not in PlanOption.MONEY],
        gettext_lazy("Choose what kind of remedy it is"),
        label=gettext_lazy("What kind?"),
    )
    what = TextField(
        label=gettext_lazy("What they get"),
        min_length=20,
        max_length=400,
        rows=2,
        missing=gettext_lazy("Say what they will get"),
    )
    ready_at_day = AheadField(label=gettext_lazy("Ready by"))
    ready_at_time = HourField(label=gettext_lazy("Hour (optional)"), required=False)
    client_cost = MoneyField(
        label=gettext_lazy("Cost to them"),
        required=False,
        widget=forms.TextInput(attrs={"data-no-optional": "1"}),
    )
    effort_hours = HoursField(
        label=gettext_lazy("My hours"),
        most=MOST_HOURS,
        required=False,
        widget=forms.TextInput(attrs={"data-private": "1", "data-no-optional": "1"}),
    )

    def __init__(self, *args: Any, screen: ScreenForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.screen = screen
        self.helper = plain_helper()
        screen.offer_days(self)
        currency = screen.complaint.project.currency
        self.fields["client_cost"].currency = currency  # type: ignore[attr-defined]
        self.fields["client_cost"].widget.attrs["data-prefix"] = symbol(currency)
        self.fields["client_cost"].initial = Decimal(0)

    @property
    def letter(self) -> str:
        """The letter of this option: A, B or C."""
        return LETTERS[int((self.prefix or "options-0").rsplit("-", 1)[1])]

    @property
    def heading(self) -> str:
        """What kind it is, once that is chosen."""
        value = self["kind"].value()
        known = {kind.value: str(kind.label) for kind in PlanOption.Kind}
        return known.get(str(value), _("Option %(l)s") % {"l": self.letter})

    def has_changed(self) -> bool:
        """Say whether somebody filled in this card; preset values do not count."""
        return any(
            str(self.data.get(self.add_prefix(name), "")).strip()
            for name in ("kind", "what", "ready_at_day", "effort_hours")
        )

    def clean(self) -> dict[str, Any]:
        """Want a date ahead; a cost belongs to extra work, and only to that."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("ready_at_day") and "ready_at_time" not in self.errors:
            self._check_ready(cleaned["ready_at_day"], cleaned["ready_at_time"])
        is_quote = cleaned.get("kind") == PlanOption.Kind.QUOTE
        cost = cleaned.get("client_cost") or Decimal(0)
        if "client_cost" in self.errors or not cleaned.get("kind"):
            return cleaned
        if cost > 0 and not is_quote:
            self.add_error(
                "client_cost", _("Only extra work has a price. Enter 0, or choose “extra work”")
            )
        if is_quote and cost <= 0:
            self.add_error("client_cost", _("Enter the price of the extra work"))
        cleaned["client_cost"] = cost
        return cleaned

    def _check_ready(self, day: date, hour: time | None) -> None:
        ready = self.screen.calendar.given(day, hour)
        if ready.at <= self.screen.now:
            self.add_error("ready_at_day", _("Choose a day that is still ahead"))
        elif not ready.hour_exists:
            sentence = _("Choose another hour: clocks go forward that day and skip this one")
            self.add_error("ready_at_time", sentence)


class OptionRows(BaseFormSet):
    """The cards of a plan, from one to three; empty ones after the first are left out."""

    def filled(self) -> list[dict[str, Any]]:
        """Return the answers of the cards that were filled in, with their letters."""
        return [f.cleaned_data | {"letter": f.letter} for f in self.forms if f.has_changed()]


class OptionsForm(ScreenForm):
    """S7: what could put it right?"""

    suggested = forms.CharField(required=False, max_length=1, empty_value="")

    def make_rows(self, data: QueryDict | None) -> OptionRows:
        """Show the draft's options, at least two cards, at most three."""
        plan = draft_plan(self.complaint)
        drafted = plan.by_letter if plan else []
        options = [option for option in drafted if not option.is_money]
        self.options = options
        factory = formset_factory(
            OptionForm,
            formset=OptionRows,
            extra=max(0, 2 - len(options)),
            max_num=len(LETTERS),
            absolute_max=len(LETTERS),
        )
        initial = [self._initial(option) for option in options]
        count_rows(data, "options", least=1, most=len(LETTERS))
        rows: Any = factory(data, prefix="options", initial=initial, form_kwargs={"screen": self})
        rows.forms[0].empty_permitted = False
        return cast("OptionRows", rows)

    def told_before(self, name: str) -> date | None:
        """Return the last date of the plan that went out before, while it is still ahead."""
        return self.last_said if self.last_said and self.last_said >= self.today else None

    @cached_property
    def last_said(self) -> date | None:
        """The latest date of the plan that went out last."""
        plan = self.complaint.plan_in(*Plan.SENT)
        options = plan.by_letter if plan else []
        return max((each.ready_on for each in options if not each.is_money), default=None)

    def starting_answers(self) -> dict[str, Any]:
        """Start from the option suggested before."""
        plan = draft_plan(self.complaint)
        options = plan.by_letter if plan else []
        chosen = next((option for option in options if option.is_suggested), None)
        return {"suggested": chosen.letter if chosen else ""}

    @staticmethod
    def _initial(option: PlanOption) -> dict[str, Any]:
        return {
            "kind": option.kind,
            "what": option.what,
            "ready_at_day": option.ready_on,
            "ready_at_time": option.ready_hour,
            "client_cost": option.client_cost,
            "effort_hours": option.effort_hours,
        }

    def money_is_open(self) -> bool:
        """Say whether money may be offered by now."""
        return not money_unlocked(self.complaint, self.now)

    def add_card(self) -> None:
        """Offer one more card, up to three."""
        count = int(self.typed.get("options-TOTAL_FORMS") or 2)
        self.typed["options-TOTAL_FORMS"] = str(min(count + 1, len(LETTERS)))
        self.rows = self.make_rows(self.typed)

    def drafts(self) -> list[OptionDraft]:
        """Return the options as the verb wants them."""
        rows = self.rows.filled() if isinstance(self.rows, OptionRows) else []
        return [
            OptionDraft(
                kind=row["kind"],
                what=row["what"],
                ready_on=row["ready_at_day"],
                ready_hour=row["ready_at_time"],
                client_cost=row["client_cost"],
                effort_hours=row["effort_hours"],
                is_suggested=row["letter"] == self.cleaned_data["suggested"],
            )
            for row in rows
        ]
