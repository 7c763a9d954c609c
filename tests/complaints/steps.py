"""The steps of a story from the first letter to its end, each with valid answers."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Self

from accounts.models import User
from accounts.working_time import WorkCalendar
from clients.models import Contact, Project
from complaints.letters.release import Letter
from complaints.models import Complaint
from complaints.moves import acknowledging, answering, closing, delivering, planning
from complaints.moves.answering import Answer
from complaints.moves.delivering import PointResult
from complaints.moves.planning import OptionDraft, StepDraft

# A Tuesday, eleven in the morning in Berlin, without a holiday or a change of clocks near.
START = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
LONG_TEXT = "I have read it twice and want to say that I heard you, and here is what I will do now."


def letter(code: str, mode: str = "email", **kwargs: Any) -> Letter:
    """Return a plain letter without blanks."""
    return Letter(code, f"Letter {code}", f"{LONG_TEXT} It is letter {code}.", mode, **kwargs)


@dataclass
class Steps:
    """A complaint and the people around it. Every step takes place at `now`."""

    user: User
    project: Project
    contact: Contact | None
    now: datetime = START
    complaint: Complaint = field(default=None)  # type: ignore[assignment]

    @property
    def calendar(self) -> WorkCalendar:
        return self.user.preferences.calendar()

    @property
    def today(self) -> date:
        return self.calendar.today(self.now)

    def working_day(self, count: int) -> date:
        """Return the working day `count` working days from today."""
        return self.calendar.add_working_days(self.today, count)

    def fresh(self, pk: int | None = None) -> Complaint:
        """Return the complaint, or the one named, as the database has it, nothing cached."""
        self.complaint = Complaint.objects.select_related(
            "owner__preferences", "client", "project", "contact"
        ).get(pk=pk or self.complaint.pk)
        return self.complaint

    # The steps, each with valid answers that a keyword may replace.

    def acknowledge(self, **changes: Any) -> Self:
        given = {
            "own_part": "result",
            "own_part_text": "",
            "plan_promised_on": self.working_day(2),
            "letter": letter("E1"),
        }
        acknowledging.acknowledge(self.complaint, **given | changes, now=self.now)
        return self

    def cause(self, **changes: Any) -> Self:
        given = {
            "cause": "QUA.2",
            "contributing": [],
            "lever": "me",
            "because": [],
            "cause_sentence": "A filter I added on 4 March sent every order to spam.",
        }
        acknowledging.note_cause(self.complaint, **given | changes, now=self.now)
        return self

    def options(self, *drafts: OptionDraft) -> Self:
        planning.draft_options(self.complaint, drafts or self.two_options(), now=self.now)
        return self

    def two_options(self) -> tuple[OptionDraft, ...]:
        ready, sooner = self.working_day(3), self.working_day(1)
        return (
            OptionDraft(
                "revision",
                "The form sends every order to your inbox again.",
                ready,
                is_suggested=True,
            ),
            OptionDraft(
                "partial_early",
                "Orders by phone from today, the form in the week after.",
                sooner,
                time(17),
            ),
        )

    def dates(self, **changes: Any) -> Self:
        given = {
            "steps": [StepDraft("Fix the filter", "me", self.working_day(2))],
            "not_included": "New fields in the form",
            "nothing_to_add": False,
            "risk": "",
            "answer_by": self.working_day(4),
            "if_silent": "wait",
            "rhythm": "each_step",
        }
        planning.draft_dates(self.complaint, **given | changes, now=self.now)
        return self

    def send_plan(self, **changes: Any) -> Self:
        given = {"plan_round": self.fresh().plan_round, "letter": letter("E2")}
        planning.send_plan(self.complaint, **given | changes, now=self.now)
        return self

    def answer(self, kind: str = "accepts", **changes: Any) -> Answer:
        given = {
            "kind": kind,
            "source": "call",
            "received_at": self.now,
            "said": "They said so",
            "plan_round": self.fresh().plan_round,
            "option_letter": "A" if kind == "accepts" else "",
            "next_plan_on": None if kind in {"accepts", "right"} else self.working_day(2),
        }
        return Answer(**given | changes)

    def agree_in_a_call(self, **changes: Any) -> Self:
        answering.agree_in_a_call(self.complaint, self.answer(**changes), now=self.now)
        return self

    def accept(self, **changes: Any) -> Self:
        answering.accept(self.complaint, self.answer(**changes), now=self.now)
        return self

    def decline(self, kind: str = "no", **changes: Any) -> Self:
        answering.decline(self.complaint, self.answer(kind, **changes), now=self.now)
        return self

    def deliver(self, **changes: Any) -> Self:
        numbers = self.complaint.points.order_by("number").values_list("number", flat=True)
        given = {
            "round_type": "correction",
            "reason": "",
            "results": [PointResult(number, "done") for number in numbers],
            "deliverable": "https://rye.example/form",
            "feedback_by": self.working_day(5),
            "hours": None,
            "letter": letter("E5"),
        }
        delivering.deliver(self.complaint, **given | changes, now=self.now)
        return self

    def confirm(self, **changes: Any) -> Self:
        delivering.confirm(self.complaint, self.answer("right", **changes), now=self.now)
        return self

    def not_enough(self, **changes: Any) -> Self:
        delivering.not_enough(self.complaint, self.answer("not_right", **changes), now=self.now)
        return self

    def close(self, **changes: Any) -> Self:
        given = {
            "outcome": "confirmed",
            "satisfaction": 4,
            "summary": "All is well.",
            "hours_total": Decimal("3.5"),
            "direct_cost": None,
            "letter": letter("E8"),
        }
        closing.close(self.complaint, **given | changes, now=self.now)
        return self

    def override(self, **changes: Any) -> Self:
        given = {"gate": "G7", "code": "my_choice", "note_text": "I know them well enough for it."}
        closing.override(self.complaint, **given | changes, now=self.now)
        return self
