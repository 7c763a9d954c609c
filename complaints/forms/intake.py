"""The forms of the intake: whose project it is, their words, what was heard, the last check."""

import difflib
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DayField, LineField, MomentField, PickManyField, PickRowField, TextField
from accounts.lists import unlisted
from accounts.models import User
from clients.forms import NOT_MINE
from clients.models import Contact, Project
from complaints.forms.base import ScreenForm, plain_helper, radio
from complaints.models import Complaint, Listening, Point
from complaints.moves import files

MAX_POINTS = 12
MOST_COPIED = 0.8


class ProjectField(PickRowField):
    """A choice of projects, each under its client's name."""

    def label_from_instance(self, obj: Project) -> str:
        """Return “Harbour Books: Summer menu”."""
        return f"{obj.client}: {obj.title}"


class PersonField(PickRowField):
    """A choice of people, each with their client's name."""

    def label_from_instance(self, obj: Contact) -> str:
        """Return “Elin Marsh (Harbour Books)”."""
        return f"{obj.name} ({obj.client})"


class LogForm(forms.Form):
    """S1: what did they say, and whose is it: a project there is, or somebody new by name."""

    use_required_attribute = False

    words = TextField(
        label=gettext_lazy("Their message"),
        required=False,
        rows=12,
        widget=forms.Textarea(attrs={"data-no-optional": True}),
    )
    project = ProjectField(
        label=gettext_lazy("Project"),
        queryset=None,
        required=False,
        to_field_name="number",
        empty_label=gettext_lazy("Somebody new"),
        missing=gettext_lazy("Choose a project"),
        widget=forms.Select(attrs={"data-no-optional": True}),
    )
    contact = PersonField(
        label=gettext_lazy("Who is unhappy?"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Their main contact"),
        missing=gettext_lazy("Choose a person from the list"),
    )
    new_client = LineField(
        label=gettext_lazy("Name of somebody new"),
        help_text=gettext_lazy("A person or a business. The rest can follow."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=NOT_MINE | {"data-no-optional": True}),
    )
    work = LineField(
        label=gettext_lazy("The work"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=NOT_MINE),
    )

    def __init__(self, data: Any = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.helper = plain_helper()
        projects = Project.objects.for_user(user).select_related("client")
        cast("ProjectField", self.fields["project"]).queryset = projects.order_by(
            "client__name", "title"
        )
        people = Contact.objects.for_user(user).select_related("client")
        cast("PersonField", self.fields["contact"]).queryset = people.order_by(
            "client__name", "name"
        )
        running = list(projects.exclude(state=Project.State.ENDED)[:2])
        if not self.initial.get("project") and len(running) == 1:
            self.initial["project"] = running[0].number
        if not projects.exists():
            del self.fields["project"], self.fields["contact"]
            self.fields["new_client"].label = _("Client’s name")

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one whose it is, and refuse a person who works for another client."""
        cleaned = super().clean() or self.cleaned_data
        self._check_whose(cleaned)
        project, contact = cleaned.get("project"), cleaned.get("contact")
        if project and contact and contact.client_id != project.client_id:
            self.add_error(
                "contact",
                _("%(name)s is not with %(client)s. Choose somebody who is, or leave it open")
                % {"name": contact.name, "client": project.client.name},
            )
        return cleaned

    def _check_whose(self, cleaned: dict[str, Any]) -> None:
        project, new = cleaned.get("project"), cleaned.get("new_client")
        if project and (new or cleaned.get("work")):
            sentence = _("Leave this empty, or choose “Somebody new” above")
            self.add_error("new_client" if new else "work", sentence)
        if not (project or new or self.errors.keys() & {"project", "new_client"}):
            is_first = "project" not in self.fields
            sentence = _("Enter a name") if is_first else _("Choose a project, or enter a name")
            self.add_error("new_client" if is_first else "project", sentence)


class ManyFilesInput(forms.ClearableFileInput):
    """The browser's file input, for several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class WordsForm(ScreenForm):
    """S2: what did they say?"""

    words = TextField(
        label=gettext_lazy("Their message"),
        rows=12,
        missing=gettext_lazy("Paste what they said, or note it in your own words"),
    )
    channel = radio(
        Complaint.Channel.choices,
        gettext_lazy("Choose how it reached you"),
        label=gettext_lazy("How it reached you"),
    )
    received_at = MomentField(label=gettext_lazy("When it arrived"))
    needed_by = DayField(label=gettext_lazy("Is there a date they must protect?"), required=False)
    # Files are kept when they arrive (moves.files), so that no other field can lose them.
    kept_files = forms.FileField(label=gettext_lazy("Files"), required=False, widget=ManyFilesInput)

    def prepare(self) -> None:
        """List the files that are kept, and say how much room there is for more."""
        self.kept = files.listed(self.complaint)
        limits = _("Up to five at once, 10 MB each.")
        self.fields["kept_files"].help_text = f"{limits} {files.room(self.complaint).words}"

    def starting_answers(self) -> dict[str, Any]:
        """Start from what was kept, else from “email” and “now”."""
        complaint = self.complaint
        return {
            "words": complaint.words,
            "channel": complaint.channel,
            "received_at": complaint.received_at or self.now,
            "needed_by": complaint.needed_by,
        }

    def clean_received_at(self) -> Any:
        """Refuse a message from the future."""
        received_at = self.cleaned_data["received_at"]
        # The input has no seconds, so “now” may be up to a minute ahead of itself.
        if received_at > self.now:
            raise ValidationError(_("Enter a day and time that is not in the future"))
        return received_at

    def clean_needed_by(self) -> Any:
        """Refuse a date to protect that has passed."""
        needed_by = self.cleaned_data["needed_by"]
        if needed_by and needed_by < self.today:
            raise ValidationError(_("Enter a date from today on, or leave it open"))
        return needed_by


class HeardForm(ScreenForm):
    """S3: what did you hear?"""

    paraphrase = TextField(
        label=gettext_lazy("In a sentence or two, what are they telling you?"),
        min_length=30,
        max_length=600,
        rows=3,
        missing=gettext_lazy("Say in your own words what they are telling you"),
    )
    points = TextField(
        label=gettext_lazy("Separate points, one per line"),
        required=False,
        max_length=3000,
        rows=4,
    )
    feelings = PickManyField(
        label=gettext_lazy("How do they seem to feel?"),
        choices=Listening.Feeling.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"data-dashed": "not_said", "data-phone": "2"}),
        missing=gettext_lazy("Choose at least one, or ‘they haven’t said’"),
    )
    wish = radio(
        Listening.Wish.choices,
        gettext_lazy("Choose what they want to happen"),
        label=gettext_lazy("What do they want to happen?"),
        attrs={"data-dashed": "not_said"},
    )
    wish_note = LineField(label=gettext_lazy("In their words"), required=False, max_length=200)

    def starting_answers(self) -> dict[str, Any]:
        """Start from what was heard before; by phone, from the notes."""
        listening = getattr(self.complaint, "listening", None)
        if listening is None:
            is_call = self.complaint.channel == Complaint.Channel.PHONE
            return {"paraphrase": self.complaint.words if is_call else ""}
        typed = [p.text for p in self.complaint.points.order_by("number") if p.is_typed]
        return {
            "paraphrase": listening.paraphrase,
            "points": "\n".join(typed),
            "feelings": listening.feelings,
            "wish": listening.wish,
            "wish_note": listening.wish_note,
        }

    def clean_paraphrase(self) -> str:
        """Refuse a paraphrase that is mostly copied: they can tell."""
        paraphrase: str = self.cleaned_data["paraphrase"]
        # Notes of a call are the freelancer's own words already.
        if self.complaint.channel in {Complaint.Channel.PHONE, Complaint.Channel.MEETING}:
            return paraphrase
        if share_copied(paraphrase, self.complaint.words) > MOST_COPIED:
            raise ValidationError(_("Use your own words, so they can tell you read it"))
        return paraphrase

    def clean_points(self) -> list[str]:
        """Return the points, one a line."""
        points = unlisted(self.cleaned_data["points"])
        if len(points) > MAX_POINTS:
            raise ValidationError(_("Keep it to twelve points; put small ones together"))
        if any(len(point) > 300 for point in points):
            raise ValidationError(_("Keep each point under 300 characters"))
        return points

    def clean_feelings(self) -> list[str]:
        """Return the feelings; “they haven’t said” stands alone."""
        feelings: list[str] = self.cleaned_data["feelings"]
        unsaid = Listening.Feeling.NOT_SAID.value
        if unsaid in feelings and len(feelings) > 1:
            raise ValidationError(_("Choose feelings, or ‘they haven’t said’, not both"))
        return feelings


def share_copied(text: str, source: str) -> float:
    """Return which share of the words of `text` stands in runs of four or more words of
    `source`."""
    mine, theirs = text.casefold().split(), source.casefold().split()[:20_000]
    if not mine:
        return 0.0
    matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
    if len(mine) * len(theirs) > 2_000_000:
        return 0.0
    copied = sum(block.size for block in matcher.get_matching_blocks() if block.size >= 4)
    return copied / len(mine)


class CheckForm(ScreenForm):
    """S4: is this right? Nothing to fill in; saving is the answer."""

    @cached_property
    def points(self) -> list[Point]:
        """The separate points, where somebody wrote some."""
        return [each for each in self.complaint.points.order_by("number") if each.is_typed]
