"""The screens before a plan: their words, what was heard, the first reply, the likely cause."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from complaints.forms.acknowledge import AcknowledgeForm, CauseForm
from complaints.forms.intake import CheckForm, HeardForm, WordsForm
from complaints.models import Complaint
from complaints.moves import acknowledging, intake
from complaints.screens.screen import Screen, has, past
from complaints.workflow import State


def _keep_words(complaint: Complaint, form: WordsForm, now: datetime) -> None:
    names = ("words", "channel", "received_at", "needed_by")
    intake.keep_words(complaint, **{n: form.cleaned_data[n] for n in names}, now=now)


def _write_heard(complaint: Complaint, form: HeardForm, now: datetime) -> None:
    intake.write_heard(complaint, **form.cleaned_data, now=now)


def _save(complaint: Complaint, form: CheckForm, now: datetime) -> None:
    intake.save(complaint, now=now)


def _acknowledge(complaint: Complaint, form: AcknowledgeForm, now: datetime) -> None:
    answers = form.cleaned_data
    acknowledging.acknowledge(
        complaint,
        own_part=answers["own_part"],
        own_part_text=answers["own_part_text"],
        plan_promised_on=answers["plan_promised_on"],
        letter=form.letter(),
        now=now,
    )


def _note_cause(complaint: Complaint, form: CauseForm, now: datetime) -> None:
    names = ("cause", "contributing", "lever", "because", "cause_sentence")
    acknowledging.note_cause(complaint, **{n: form.cleaned_data[n] for n in names}, now=now)


SCREENS = [
    Screen(
        "words",
        _("What did they say?"),
        _("Paste it whole, including the hard parts. You don’t have to answer yet"),
        WordsForm,
        _keep_words,
        _("Continue"),
        lambda complaint: bool(complaint.words),
        beside=("read_twice",),
        files="kept_files",
        then="heard",
        step=2,
        short=_("their words"),
    ),
    Screen(
        "heard",
        _("What did you hear?"),
        _("Write it so they would say: yes, that’s it"),
        HeardForm,
        _write_heard,
        _("Continue"),
        has("listening"),
        beside=("prompts", "history"),
        then="check",
        step=3,
        short=_("what you heard"),
    ),
    Screen(
        "check",
        _("Is this right?"),
        _("Nothing is sent yet"),
        CheckForm,
        _save,
        _("Save and draft my reply"),
        past(State.DRAFT),
        beside=("what_next",),
        gates=("G1",),
        before=_("Before this can be saved"),
        then="acknowledge",
        step=4,
        short=_("check and save"),
    ),
    Screen(
        "acknowledge",
        _("What will you tell %(name)s first?"),
        _("Short is fine. Solutions come in the next message"),
        AcknowledgeForm,
        _acknowledge,
        _("Send the reply"),
        has("acknowledgement"),
        beside=("heard",),
        gates=("G1",),
        is_final=True,
        sent=_("Your reply is on its way. The likely cause is next."),
        short=_("write the reply"),
    ),
    Screen(
        "cause",
        _("What led to this?"),
        _("Think about what made it likely, not who is to blame"),
        CauseForm,
        _note_cause,
        _("Continue"),
        has("finding"),
        beside=("project_dates", "history"),
        then="options",
        can_skip=True,
        short=_("the likely cause"),
    ),
]
