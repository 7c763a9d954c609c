"""The guided screens as data: the question, the form, the verb behind the button, and what stands
beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from complaints import workflow
from complaints.forms.acknowledge import AcknowledgeForm, CauseForm
from complaints.forms.answer import AgreedForm, AnswerForm, TheirCheckForm
from complaints.forms.base import ScreenForm
from complaints.forms.intake import CheckForm, HeardForm, WordsForm
from complaints.forms.letter import LetterForm
from complaints.forms.money import MoneyForm, MoneyOfferForm, SettleForm
from complaints.forms.plan import DatesForm, OptionsForm, SendPlanForm
from complaints.forms.round import CloseForm, RoundForm
from complaints.gates import draft_plan
from complaints.models import ClientResponse, Complaint, Plan, Remedy
from complaints.moves import acknowledging, answering, closing, delivering, intake, money, planning
from complaints.workflow import PLACES, Place, Stage, State

Kind = ClientResponse.Kind
# What stands above the list of what a gate still misses.
SENDING = _("Before this can go out")


@dataclass(frozen=True)
class Screen:
    """One guided screen.

    `question` may hold %(name)s, the first name of the person who is unhappy. `gates` are shown as
    what is missing before the form can be sent, under the words of `before`. `then` is the screen
    that follows, else the workspace. `step` is its place in the intake, whose length is fixed.
    """

    slug: str
    question: Lazy
    helper: Lazy
    form: type[ScreenForm]
    submit: Callable[[Complaint, Any, datetime], None]
    button: Lazy
    is_done: Callable[[Complaint], bool]
    beside: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    then: str = ""
    step: int = 0
    sent: Lazy | None = None
    can_skip: bool = False
    before: Lazy = SENDING

    @property
    def place(self) -> Place:
        """Where it stands in the journey."""
        return PLACES[self.slug]

    @property
    def stage(self) -> Stage:
        """The stage it belongs to."""
        return self.place.stage

    @property
    def has_letter(self) -> bool:
        """Say whether its button lets a letter go."""
        return issubclass(self.form, LetterForm)

    @property
    def template(self) -> str:
        """The template that lays out its form."""
        return f"complaints/screens/{self.slug.replace('-', '_')}.html"

    def is_open(self, complaint: Complaint) -> bool:
        """Say whether its form may be sent as the complaint stands."""
        return complaint.state in self.place.open_in


def _keep_words(complaint: Complaint, form: WordsForm, now: datetime) -> None:
    answers = dict(form.cleaned_data)
    intake.keep_words(complaint, files=answers.pop("kept_files"), **answers, now=now)


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


def _draft_options(complaint: Complaint, form: OptionsForm, now: datetime) -> None:
    planning.draft_options(complaint, form.drafts(), now=now)


def _draft_dates(complaint: Complaint, form: DatesForm, now: datetime) -> None:
    names = ("not_included", "nothing_to_add", "risk", "answer_by", "if_silent", "rhythm")
    answers = {name: form.cleaned_data[name] for name in names}
    planning.draft_dates(complaint, steps=form.drafts(), **answers, now=now)


def _send_plan(complaint: Complaint, form: SendPlanForm, now: datetime) -> None:
    plan_round = form.cleaned_data["plan_round"]
    planning.send_plan(complaint, plan_round=plan_round, letter=form.letter(), now=now)


def _agree(complaint: Complaint, form: AgreedForm, now: datetime) -> None:
    answering.agree_in_a_call(complaint, form.answer(), now=now)


def _answer(complaint: Complaint, form: AnswerForm, now: datetime) -> None:
    verb = answering.accept if form.cleaned_data["kind"] == Kind.ACCEPTS else answering.decline
    verb(complaint, form.answer(), now=now)


def _deliver(complaint: Complaint, form: RoundForm, now: datetime) -> None:
    answers = form.cleaned_data
    delivering.deliver(
        complaint,
        round_type=answers.get("round_type", ""),
        reason=answers.get("reason", ""),
        results=form.results(),
        deliverable=answers["deliverable"],
        feedback_by=answers["feedback_by"],
        hours=answers["hours"],
        letter=form.letter(),
        now=now,
    )


def _their_check(complaint: Complaint, form: TheirCheckForm, now: datetime) -> None:
    is_right = form.cleaned_data["kind"] == Kind.RIGHT
    verb = delivering.confirm if is_right else delivering.not_enough
    verb(complaint, form.answer(), now=now)


def _close(complaint: Complaint, form: CloseForm, now: datetime) -> None:
    answers = form.cleaned_data
    note = answers["outcome_note"]
    closing.close(
        complaint,
        outcome=answers["outcome"],
        satisfaction=answers["satisfaction"],
        summary="\n\n".join(filter(None, [answers["body"], note])),
        hours_total=answers["hours_total"],
        direct_cost=answers["direct_cost"],
        letter=form.letter(),
        now=now,
    )


def _draft_money(complaint: Complaint, form: MoneyForm, now: datetime) -> None:
    money.draft_money(complaint, form.draft(), now=now)


def _send_money(complaint: Complaint, form: MoneyOfferForm, now: datetime) -> None:
    plan_round = form.cleaned_data["plan_round"]
    planning.send_plan(complaint, plan_round=plan_round, letter=form.letter(), now=now)


def _settle(complaint: Complaint, form: SettleForm, now: datetime) -> None:
    answers = form.cleaned_data
    money.settle(complaint, reference=answers["reference"], paid_at=answers["paid_at"], now=now)


def _has(name: str) -> Callable[[Complaint], bool]:
    return lambda complaint: hasattr(complaint, name)


def _past(*states: State) -> Callable[[Complaint], bool]:
    return lambda complaint: complaint.state not in states


def _has_options(complaint: Complaint) -> bool:
    plan = draft_plan(complaint)
    return (plan is None and complaint.plan_round > 0) or bool(plan and plan.by_letter)


def _has_dates(complaint: Complaint) -> bool:
    plan = draft_plan(complaint)
    if plan is None:
        return complaint.plan_round > 0
    # Steps are written together with the date for their answer.
    return plan.answer_by is not None


def _has_money_draft(complaint: Complaint) -> bool:
    plan = draft_plan(complaint)
    return bool(plan and plan.money_option)


def _has_money(complaint: Complaint) -> bool:
    """Say whether money is written as an offer, or was offered before."""
    return any(plan.money_option for plan in complaint.plans.all())


def _has_offered_money(complaint: Complaint) -> bool:
    return any(plan.money_option for plan in complaint.plans.all() if plan.sent_at)


def _has_settled(complaint: Complaint) -> bool:
    return complaint.remedies.filter(state=Remedy.State.SETTLED).exists()


def owes_money(complaint: Complaint) -> bool:
    """Say whether accepted money waits to be sent: it is all that its plan offered."""
    if complaint.state != State.IN_PROGRESS:
        return False
    plan = complaint.plan_in(Plan.State.ACCEPTED)
    return bool(plan and plan.money_option)


_BEFORE_PLAN = (State.DRAFT, State.OPEN, State.ACKNOWLEDGED)

SCREENS: dict[str, Screen] = {
    screen.slug: screen
    for screen in [
        Screen(
            "words",
            _("What did they say?"),
            _("Paste it whole, including the hard parts. You don’t have to answer yet"),
            WordsForm,
            _keep_words,
            _("Continue"),
            lambda complaint: bool(complaint.words),
            beside=("read_twice",),
            then="heard",
            step=2,
        ),
        Screen(
            "heard",
            _("What did you hear?"),
            _("Write it so they would say: yes, that’s it"),
            HeardForm,
            _write_heard,
            _("Continue"),
            _has("listening"),
            beside=("prompts", "history"),
            then="check",
            step=3,
        ),
        Screen(
            "check",
            _("Is this right?"),
            _("Nothing is sent yet"),
            CheckForm,
            _save,
            _("Save and draft my reply"),
            _past(State.DRAFT),
            beside=("what_next",),
            gates=("G1",),
            before=_("Before this can be saved"),
            then="acknowledge",
            step=4,
        ),
        Screen(
            "acknowledge",
            _("What will you tell %(name)s first?"),
            _("Short is fine. Solutions come in the next message"),
            AcknowledgeForm,
            _acknowledge,
            _("Send the reply"),
            _has("acknowledgement"),
            beside=("heard",),
            gates=("G1",),
            sent=_("Your reply is on its way. The likely cause is next."),
        ),
        Screen(
            "cause",
            _("What led to this?"),
            _("Think about what made it likely, not who is to blame"),
            CauseForm,
            _note_cause,
            _("Continue"),
            _has("finding"),
            beside=("project_dates", "history"),
            then="options",
            can_skip=True,
        ),
        Screen(
            "options",
            _("What could put it right?"),
            _("Two options beat one. Three is plenty"),
            OptionsForm,
            _draft_options,
            _("Continue"),
            _has_options,
            beside=("wish", "fit", "policy"),
            then="dates",
        ),
        Screen(
            "dates",
            _("What can they count on, and when?"),
            _("Dates you can keep beat dates that please"),
            DatesForm,
            _draft_dates,
            _("Continue"),
            _has_dates,
            beside=("options", "promised"),
            then="send-plan",
        ),
        Screen(
            "send-plan",
            _("Is the plan ready to go?"),
            _("Read it once as if you were %(name)s"),
            SendPlanForm,
            _send_plan,
            _("Send the plan"),
            _past(*_BEFORE_PLAN),
            beside=("options", "policy"),
            gates=("G2", "G3", "G4"),
            sent=_("The plan is on its way. It is their turn now."),
        ),
        Screen(
            "agreed-in-a-call",
            _("What did %(name)s agree to?"),
            _("The plan is kept as it stands, and its dates count from now"),
            AgreedForm,
            _agree,
            _("Start with this option"),
            _past(*_BEFORE_PLAN),
            beside=("options",),
            gates=("G4",),
            before=_("Before you can start"),
            sent=_("Their choice is noted. The dates are promises now."),
        ),
        Screen(
            "answer",
            _("What did %(name)s decide?"),
            _("A no and a wish for something else are answers too"),
            AnswerForm,
            _answer,
            _("Note their answer"),
            _past(*_BEFORE_PLAN, State.PROPOSED),
            beside=("options", "policy"),
            sent=_("Their answer is noted."),
        ),
        Screen(
            "round",
            _("What changes in this round?"),
            _("Point by point, so that nothing they raised is left open"),
            RoundForm,
            _deliver,
            _("Hand it over"),
            _past(*_BEFORE_PLAN, State.PROPOSED, State.IN_PROGRESS),
            beside=("steps", "policy"),
            sent=_("The delivery is on its way. It is their turn to check."),
        ),
        Screen(
            "their-check",
            _("What does %(name)s say about it?"),
            _("Note it as they said it"),
            TheirCheckForm,
            _their_check,
            _("Note their answer"),
            lambda complaint: complaint.state in {State.RESOLVED, State.CLOSED},
            beside=("delivered", "points"),
            sent=_("Their answer is noted."),
        ),
        Screen(
            "money",
            _("Would money put this right?"),
            _("Decide with the numbers in view. Nothing is sent yet"),
            MoneyForm,
            _draft_money,
            _("Write the offer"),
            _has_money,
            beside=("numbers", "given_back", "tried", "policy", "similar"),
            gates=("G6",),
            before=_("Before money opens"),
            then="money-offer",
        ),
        Screen(
            "money-offer",
            _("Is the offer ready to go?"),
            _("Read it once as if you were %(name)s"),
            MoneyOfferForm,
            _send_money,
            _("Send the offer"),
            _has_offered_money,
            beside=("offer", "numbers", "given_back"),
            gates=("G2", "G4"),
            sent=_("The offer is on its way. It is their turn now."),
        ),
        Screen(
            "settle",
            _("Has the money been sent?"),
            _("Mark it once it has left your account"),
            SettleForm,
            _settle,
            _("Mark it as sent"),
            _has_settled,
            beside=("offer", "numbers"),
            sent=_("It is marked as sent. The reminders for it have stopped."),
        ),
        Screen(
            "close",
            _("How did it end?"),
            _("One record, the same for both of you"),
            CloseForm,
            _close,
            _("Close it"),
            lambda complaint: complaint.state == State.CLOSED,
            beside=("summary", "policy"),
            gates=("G7",),
            before=_("Before this can be closed"),
            sent=_("It is closed."),
        ),
    ]
}


def next_slug(complaint: Complaint) -> str | None:
    """Return the screen to do next, or None when nothing is left."""
    if complaint.state == State.ACKNOWLEDGED and _has_money_draft(complaint):
        return "money-offer"
    if owes_money(complaint):
        return "settle"
    return workflow.next_screen(complaint.state, lambda slug: SCREENS[slug].is_done(complaint))


# What the button of each screen's shortcut says: “Continue: options”.
SHORT_WORDS: dict[str, Lazy] = {
    "words": _("their words"),
    "heard": _("what you heard"),
    "check": _("check and save"),
    "acknowledge": _("write the reply"),
    "cause": _("the likely cause"),
    "options": _("options"),
    "dates": _("dates"),
    "send-plan": _("send the plan"),
    "answer": _("note their answer"),
    "round": _("hand it over"),
    "their-check": _("note their check"),
    "money": _("money"),
    "money-offer": _("send the offer"),
    "settle": _("mark it as sent"),
    "close": _("close it"),
}
