"""The forms shown on the style page: one field of every kind, whole and with things to fix."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import LineField, TextField
from accounts.widgets import DayInput

FEELINGS = [
    (word, word)
    for word in (
        "worried",
        "frustrated",
        "let down",
        "confused",
        "rushed",
        "ignored",
        "embarrassed",
        "angry",
        "disappointed",
    )
] + [("unsaid", _("they haven’t said"))]
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


class SampleForm(forms.Form):
    """One field of every kind."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "paraphrase": "Two languages were agreed and paid for, one arrived. Printing is on "
        "Friday 20 June, and two questions in May got no clear answer.",
        "feelings": ["frustrated", "let down"],
        "wish": "fix",
        "amount": "96.00",
        "hours": "5.0",
        "send_mode": "send",
    }

    paraphrase = TextField(
        label=_("In a sentence or two, what are they telling you?"),
        missing=_("Say in your own words what they are telling you"),
        widget=forms.Textarea,
    )
    one_line = LineField(label=_("Say it in one line"), required=False)
    feelings = forms.MultipleChoiceField(
        label=_("How do they seem to feel?"),
        choices=FEELINGS,
        error_messages={"required": _("Choose at least one, or ‘they haven’t said’")},
        widget=forms.CheckboxSelectMultiple(attrs={"data-dashed": "unsaid", "data-phone": "2"}),
    )
    wish = forms.ChoiceField(
        label=_("What do they want to happen?"),
        choices=WISHES,
        error_messages={"required": _("Choose what they want to happen")},
        widget=forms.RadioSelect(attrs={"data-dashed": "unsaid"}),
    )
    plan_by = forms.DateField(label=_("You’ll have a plan by"), required=False, widget=DayInput)
    amount = forms.DecimalField(
        label=_("Amount"),
        localize=True,
        help_text=_("15 % of the fee of €640. The most you can give back here is €640."),
        widget=forms.TextInput(attrs={"data-prefix": "€", "inputmode": "decimal"}),
    )
    hours = LineField(
        label=_("My hours"),
        required=False,
        widget=forms.TextInput(attrs={"data-private": "yes", "data-no-optional": "yes"}),
    )
    rhythm = forms.ChoiceField(
        label=_("Updates"), choices=[("step", _("each step")), ("week", _("weekly"))]
    )
    send_mode = forms.ChoiceField(
        label=_("How will it go out?"), choices=WAYS, widget=forms.RadioSelect
    )
    nudge = forms.BooleanField(label=_("Send a friendly reminder for me"), required=False)


def broken_sample() -> SampleForm:
    """Return the sample as it looks after a Continue with things to fix."""
    form = SampleForm({"send_mode": "send", "wish": "fix", "amount": "20", "rhythm": "week"})
    form.full_clean()
    return form
