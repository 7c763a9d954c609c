"""The part that every letter shares: it follows the answers until it is edited, and holds back
open blanks."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import LineField, MomentField, TextField
from accounts.formats import AMERICAN
from accounts.widgets import MomentInput
from complaints.forms.base import ScreenForm, radio
from complaints.letters.day_spellings import names_day
from complaints.letters.fill import close, fill, unfilled
from complaints.letters.release import Letter
from complaints.letters.templates import LetterTemplate
from complaints.models import Message
from outbox.held import is_out_of_bounds

LEAST_WORDS = 20
# Scripts that part no words; a word has about two of their characters.
UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
REFRESH, START_AGAIN, PUT_BACK = "refresh", "start-again", "put-back"


class LetterForm(ScreenForm):
    """A screen that sends a letter.

    The letter is filled from the answers. As long as nobody edited it, it is filled again when an
    answer changes; the freelancer always sees the text that goes out before it does.
    """

    template: LetterTemplate
    asks_for_words = False

    subject = LineField(
        label=gettext_lazy("Subject"),
        max_length=200,
        missing=gettext_lazy("Enter a subject"),
    )
    body = TextField(
        label=gettext_lazy("Message"),
        max_length=20_000,
        rows=16,
        missing=gettext_lazy("Write the message"),
    )
    # The text as it was filled last: tells an edited letter from an untouched one.
    prefill = forms.CharField(required=False, widget=forms.HiddenInput)
    subject_prefill = forms.CharField(required=False, widget=forms.HiddenInput)
    # Asked only where something was looked for in the message and not found.
    in_other_words = forms.BooleanField(
        label=gettext_lazy("The message says it in other words"), required=False
    )
    send_mode = radio(
        Message.SendMode.choices,
        gettext_lazy("Choose how it will go out"),
        label=gettext_lazy("How will it go out?"),
    )
    said_at = MomentField(
        label=gettext_lazy("When did you say it?"),
        required=False,
        widget=MomentInput(attrs={"data-no-optional": True}),
    )
    call_note = TextField(
        label=gettext_lazy("What was said"),
        required=False,
        max_length=1000,
        rows=2,
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        # The letter stands below the answers it is made of.
        self.order_fields([name for name in self.fields if name not in LetterForm.base_fields])
        if not self.is_bound:
            filled = fill(self.template, self.blanks(dict(self.initial)))
            self.initial = dict(self.initial) | {
                "subject": filled.subject,
                "body": filled.body,
                "prefill": filled.body,
                "subject_prefill": filled.subject,
            }
        self._word_the_ways()

    def blanks(self, answers: dict[str, Any]) -> dict[str, str]:
        """Return the words for the blanks, from the answers on this screen and earlier ones."""
        raise NotImplementedError

    def starting_answers(self) -> dict[str, Any]:
        """Start with mail where there is an address, else with copying."""
        mode = Message.SendMode.EMAIL if self.address else Message.SendMode.COPY
        return {"send_mode": mode, "said_at": self.now}

    @property
    def address(self) -> str:
        """The address the letter would go to, or an empty text."""
        contact = self.complaint.contact
        return contact.email if contact else ""

    def clean(self) -> dict[str, Any]:
        """Let the letter follow the answers, then refuse open blanks."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("send_mode") == Message.SendMode.CALL:
            self._check_call(cleaned)
        else:
            self.follow_answers(cleaned)
            self._check_letter(cleaned)
        return cleaned

    def follow_answers(self, cleaned: dict[str, Any]) -> None:
        """Fill the letter again, as far as the answers are there, and note whether it changed."""
        body, subject = cleaned.get("body"), cleaned.get("subject")
        if body is None or subject is None:
            return
        values = self.blanks(cleaned)
        filled = fill(self.template, values)
        new_body = self._following("prefill", body, filled.body, values)
        new_subject = self._following("subject_prefill", subject, filled.subject, values)
        if _same(new_body, body) and _same(new_subject, subject):
            return
        self.rewritten = True
        cleaned |= {"body": new_body, "subject": new_subject}
        self.typed["body"], self.typed["subject"] = new_body, new_subject

    def _following(self, name: str, typed: str, filled: str, values: dict[str, str]) -> str:
        """Return the text filled anew while nobody edited it, else only its open blanks filled."""
        if not _same(typed, str(self.typed.get(name, ""))):
            return close(typed, values)
        self.typed[name] = filled
        return filled

    @property
    def is_edited(self) -> bool:
        """Whether somebody changed the words since they were filled in."""
        return self.is_bound and not all(
            _same(str(self.typed.get(text, "")), str(self.typed.get(before, "")))
            for text, before in (("body", "prefill"), ("subject", "subject_prefill"))
        )

    @property
    def put_aside(self) -> dict[str, str]:
        """The words that were given up to start again, by the name that keeps them on the page."""
        names = ("own_body", "own_subject")
        return {name: str(self.typed[name]) for name in names if self.typed.get(name)}

    def reworked(self, action: str) -> "LetterForm":
        """Return the form after one of the buttons at the foot of the letter, unjudged."""
        self.is_valid()
        if action == START_AGAIN:
            self._start_again()
        elif action == PUT_BACK:
            self._put_back()
        self.without_errors()
        return self

    def _start_again(self) -> None:
        """Fill the letter from whatever is answered so far; what was written is put aside."""
        filled = fill(self.template, self.blanks(self.cleaned_data))
        new = {"body": filled.body, "subject": filled.subject}
        before = {"body": "prefill", "subject": "subject_prefill"}
        for name, text in new.items():
            self.typed[f"own_{name}"] = str(self.data.get(name, ""))
            self.typed[name] = self.typed[before[name]] = text

    def _put_back(self) -> None:
        for name, text in self.put_aside.items():
            self.typed[name.removeprefix("own_")] = text
            del self.typed[name]

    def letter(self) -> Letter:
        """Return the letter as it will go out."""
        cleaned = self.cleaned_data
        is_call = cleaned["send_mode"] == Message.SendMode.CALL
        return Letter(
            code=self.template.code,
            subject=cleaned.get("subject", ""),
            body=cleaned.get("body", ""),
            send_mode=cleaned["send_mode"],
            call_note=cleaned["call_note"] if is_call else "",
            said_at=cleaned["said_at"] if is_call else None,
        )

    def _check_letter(self, cleaned: dict[str, Any]) -> None:
        body = cleaned.get("body")
        if body is None or "body" in self.errors:
            return
        names = unfilled(f"{cleaned.get('subject', '')}\n{body}", self.template)
        if names:
            self.add_error("body", _open_blanks(names))
        elif count_words(body) < LEAST_WORDS:
            self.add_error("body", _("Write at least twenty words, so they can tell you heard"))
        if cleaned.get("send_mode") == Message.SendMode.EMAIL:
            self._check_address()

    def _check_address(self) -> None:
        if self.address and is_out_of_bounds(self.complaint.owner, self.address):
            self.add_error(
                "send_mode",
                _("%(address)s belongs to this server, which does not write to itself. Copy it")
                % {"address": self.address},
            )
        if not self.address:
            self.add_error(
                "send_mode",
                _("There is no email address for %(name)s. Add one to the client, or copy it")
                % {"name": self.complaint.who},
            )

    def names_day(self, body: str, on: date) -> bool:
        """Say whether the message names the day, however it spells it."""
        month_first = self.preferences.locale in AMERICAN
        return names_day(body, on, month_first=month_first)

    def ask_for(self, sentence: str) -> None:
        """Ask about what the message seems not to say, unless somebody said that it does."""
        self.asks_for_words = True
        if not self.cleaned_data.get("in_other_words"):
            self.add_error("body", sentence)

    def _check_call(self, cleaned: dict[str, Any]) -> None:
        # The letter is not sent: nothing about it can be wrong.
        for name in ("subject", "body"):
            self.errors.pop(name, None)
        said_at = cleaned.get("said_at")
        if said_at is None and "said_at" not in self.errors:
            self.add_error("said_at", _("Enter when you said it"))
        elif said_at and said_at > self.now:
            self.add_error("said_at", _("Enter a day and time that is not in the future"))

    def _word_the_ways(self) -> None:
        name = self.complaint.who
        hints = {
            Message.SendMode.EMAIL: _("to %(name)s, from you") % {"name": name},
            Message.SendMode.COPY: _("then it is marked as sent"),
            Message.SendMode.CALL: _("add when, and a note if you like"),
        }
        field = self.fields["send_mode"]
        field.choices = [(mode, f"{mode.label}||{hint}") for mode, hint in hints.items()]  # type: ignore[attr-defined]


def count_words(text: str) -> int:
    """Return how many words `text` has, about as many where its script parts none."""
    unparted = len(UNPARTED.findall(text))
    return len(UNPARTED.sub(" ", text).split()) + unparted // 2


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def _open_blanks(names: list[str]) -> ValidationError:
    if len(names) == 1:
        return ValidationError(
            _("Fill in “%(name)s”, or take its sentence out") % {"name": names[0]}
        )
    listed = ", ".join(f"“{name}”" for name in names)
    return ValidationError(_("Fill in %(names)s, or take those sentences out") % {"names": listed})
