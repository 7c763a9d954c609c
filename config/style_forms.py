"""The forms shown on the style page: one field of every kind, whole and with things to fix."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import (
    DayField,
    LineField,
    MomentField,
    MoneyField,
    PickField,
    PickManyField,
    TextField,
)

FEELINGS = [
    ("worried", _("worried")),
    ("frustrated", _("frustrated")),
    ("let_down", _("let down")),
    ("confused", _("confused")),
    ("rushed", _("rushed")),
    ("ignored", _("ignored")),
    ("embarrassed", _("embarrassed")),
    ("angry", _("angry")),
    ("disappointed", _("disappointed")),
    ("unsaid", _("they haven’t said")),
]
WISHES = [
    ("fix", _("fix it")),
    ("redo", _("redo it")),
    ("sooner", _("have it sooner")),
    ("explain", _("an explanation")),
    ("money", _("money back")),
    ("stop", _("to stop")),
    ("unsaid", _("they haven’t said")),
]
WAYS = [
    ("send", _("Send email||to Elin, from you")),
    ("copy", _("I’ll copy it||then mark it as sent")),
    ("call", _("I said it in a call||add when and a note")),
]
SHARES = [("5", "5 %"), ("10", "10 %"), ("15", "15 %"), ("20", "20 %"), ("25", "25 %")]
KINDS = [
    ("part", _("Partial refund||They paid €640 on 12 May")),
    ("credit", _("Goodwill credit||For their next project")),
]
RHYTHMS = [("step", _("each step")), ("days", _("every 3 working days")), ("week", _("weekly"))]


class MoneyKinds(forms.RadioSelect):
    """Tiles of which two are still locked, with the reason."""

    locked: ClassVar[list[tuple[Any, Any]]] = [
        (_("Discount on an open invoice"), _("No invoice is open")),
        (_("Full refund"), _("Offer part of it first")),
    ]


class SampleForm(forms.Form):
    """One field of every kind."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "paraphrase": "Two languages were agreed and paid for, one arrived. Printing is on "
        "Friday 20 June, and two questions in May got no clear answer.",
        "points": "The German pages are missing\nThe print slot on 20 June is fixed",
        "feelings": ["frustrated", "let_down"],
        "wish": "fix",
        "received_at": datetime(2025, 6, 9, 15, 0, tzinfo=UTC),
        "ready_by": date(2025, 6, 17),
        "hours": "5.0",
        "kind": "part",
        "amount": "96.00",
        "share": "15",
        "send_mode": "send",
        "nudge": True,
    }

    paraphrase = TextField(
        label=_("In a sentence or two, what are they telling you?"),
        missing=_("Say in your own words what they are telling you"),
    )
    points = TextField(label=_("Separate points, one per line"), required=False)
    feelings = PickManyField(
        label=_("How do they seem to feel?"),
        choices=FEELINGS,
        missing=_("Choose at least one, or ‘they haven’t said’"),
        widget=forms.CheckboxSelectMultiple(attrs={"data-dashed": "unsaid", "data-phone": "2"}),
    )
    wish = PickField(
        label=_("What do they want to happen?"),
        choices=WISHES,
        missing=_("Choose what they want to happen"),
        widget=forms.RadioSelect(attrs={"data-dashed": "unsaid"}),
    )
    received_at = MomentField(label=_("When it arrived"))
    ready_by = DayField(label=_("Ready by"))
    cost = MoneyField(label=_("Cost to them"), currency="EUR", required=False)
    hours = LineField(
        label=_("My hours"),
        max_length=6,
        required=False,
        widget=forms.TextInput(attrs={"data-private": "yes", "data-no-optional": "yes"}),
    )
    kind = PickField(
        label=_("What kind?"), choices=KINDS, widget=MoneyKinds(attrs={"data-columns": "2"})
    )
    amount = MoneyField(
        label=_("Amount"), help_text=_("The most you can give back here is €640."), currency="EUR"
    )
    share = PickField(
        label=_("Share of the fee"),
        choices=SHARES,
        required=False,
        widget=forms.RadioSelect(attrs={"data-line": "yes"}),
    )
    rhythm = PickField(label=_("Updates"), choices=RHYTHMS)
    send_mode = PickField(label=_("How will it go out?"), choices=WAYS, widget=forms.RadioSelect)
    nudge = forms.BooleanField(label=_("Send a friendly reminder for me"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget.attrs["data-prefix"] = "€"


def sample() -> SampleForm:
    """Return the form as it looks with answers in it."""
    return SampleForm(initial=SampleForm.EXAMPLE)


def broken_sample() -> SampleForm:
    """Return the form as it looks after a Continue with things to fix."""
    typed = {"b-wish": "fix", "b-amount": "twenty", "b-points": "The German pages are missing"}
    return SampleForm(typed, prefix="b")
