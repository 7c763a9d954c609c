"""What is asked about a project's agreement and about rounds used before; the verbs decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DayField, LineField, MomentField, PickField, PickRowField, TextField
from accounts.form_groups import Group, GroupedForm
from policies.allowance import Allowance
from policies.models import Agreement, PolicyVersion, RevisionRound

# Names and dates of the client's people; the browser offers the freelancer's own.
NOT_MINE = {"autocomplete": "off"}
METHODS = [
    (Agreement.Method.EMAIL, gettext_lazy("Email reply||they wrote it to you")),
    (Agreement.Method.CALL, gettext_lazy("In a call||you wrote it down")),
    (Agreement.Method.FILE, gettext_lazy("Signed file||a contract or an offer")),
    (Agreement.Method.LINK, gettext_lazy("Link click||on a page of yours")),
]
RESULTS = [
    ("open", gettext_lazy("No answer yet")),
    (RevisionRound.Result.ACCEPTED, gettext_lazy("They accepted it")),
    (RevisionRound.Result.MORE_NEEDED, gettext_lazy("More was needed")),
]


class _VersionForm(GroupedForm):
    """A form that asks first which version of a policy it is about."""

    use_required_attribute = False

    policy_version = PickRowField(
        label=gettext_lazy("Policy"),
        queryset=PolicyVersion.objects.none(),
        empty_label=None,
        missing=gettext_lazy("Choose a published version of a policy"),
    )

    def __init__(self, *args: Any, versions: QuerySet[PolicyVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["policy_version"]
        field.queryset = versions
        # Read once for all forms of a page: the queryset keeps what it has read.
        field.choices = [(version.pk, str(version)) for version in versions]


class AgreementForm(_VersionForm):
    """P2: how did they agree to the policy?"""

    GROUPS = (
        Group("", ("policy_version", "method", "agreed_by", "agreed_at", "evidence")),
        Group("", ("special_terms",)),
    )

    method = PickField(
        label=gettext_lazy("How they agreed"),
        choices=METHODS,
        missing=gettext_lazy("Choose how they agreed"),
        widget=forms.RadioSelect(attrs={"data-columns": "2"}),
    )
    agreed_by = LineField(
        label=gettext_lazy("Who agreed"),
        max_length=120,
        missing=gettext_lazy("Enter the name of the person who agreed"),
        widget=forms.TextInput(attrs=NOT_MINE),
    )
    agreed_at = MomentField(label=gettext_lazy("When"))
    evidence = TextField(
        label=gettext_lazy("Their words, or where the file is kept"),
        help_text=gettext_lazy("Needed for an email reply and a signed file."),
        max_length=2000,
        rows=3,
        required=False,
        widget=forms.Textarea(attrs={"data-private": True, "data-no-optional": True}),
    )
    special_terms = TextField(
        label=gettext_lazy("Anything different for this project (optional)"),
        help_text=gettext_lazy("Your client may see this. The numbers follow the policy."),
        max_length=2000,
        rows=3,
        required=False,
    )

    def answers(self) -> dict[str, Any]:
        """Return what the verb `record_agreement` takes, from a form that is valid."""
        answers = dict(self.cleaned_data)
        answers["version"] = answers.pop("policy_version")
        return answers


class WithoutForm(GroupedForm):
    """Start without an agreement: why?"""

    use_required_attribute = False
    GROUPS = (Group("", ("reason",)),)

    reason = LineField(
        label=gettext_lazy("Why it starts without one"),
        max_length=200,
        missing=gettext_lazy("Say why this project starts without an agreed policy"),
    )


class DeclinedForm(_VersionForm):
    """They said no: to what, and in which words?"""

    GROUPS = (Group("", ("policy_version", "note")),)

    note = TextField(
        label=gettext_lazy("What they said (optional)"), max_length=2000, rows=3, required=False
    )


class RoundForm(GroupedForm):
    """A round that was done before anything was wrong."""

    use_required_attribute = False
    GROUPS = (Group("", ("type", "reason", "delivered_on", "result")),)

    type = PickField(
        label=gettext_lazy("This round was"),
        choices=RevisionRound.Type.choices,
        missing=gettext_lazy("Choose what kind of round it was"),
        widget=forms.RadioSelect(attrs={"data-columns": "2"}),
    )
    reason = LineField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed for a courtesy."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-no-optional": True}),
    )
    delivered_on = DayField(label=gettext_lazy("Delivered on"))
    result = PickField(
        label=gettext_lazy("What they said"),
        choices=RESULTS,
        missing=gettext_lazy("Choose what they said"),
        widget=forms.RadioSelect,
        initial="open",
    )

    def __init__(self, *args: Any, allowance: Allowance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["type"]
        field.choices = _kinds(allowance)

    def clean_result(self) -> str:
        """Return the stored value: no answer yet is an empty one."""
        result: str = self.cleaned_data["result"]
        return "" if result == "open" else result


def _kinds(allowance: Allowance) -> list[tuple[str, str]]:
    left = _("%(count)d left") % {"count": allowance.remaining}
    return [
        (RevisionRound.Type.INCLUDED.value, f"{_('Included')}||{left}"),
        (RevisionRound.Type.CORRECTION.value, _("Correction of my error||does not count")),
        (RevisionRound.Type.COURTESY.value, _("Courtesy||does not count")),
        (RevisionRound.Type.PAID_EXTRA.value, _("Paid extra||they accepted its price")),
    ]
