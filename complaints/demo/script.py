"""The steps a story of the demo is told in; each is one sitting, on a working day and at an
hour."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Step:
    """One sitting. `day` counts working days from day 0; `hour` is local, "HH:MM"."""

    day: int
    hour: str


@dataclass(frozen=True)
class Started(Step):
    """Their words are kept; what was heard is typed and not saved yet."""

    words: str
    arrived: tuple[int, str]
    channel: str = "email"
    typed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Logged(Step):
    """A complaint is logged and saved; `needed_on` is the working day they must protect."""

    words: str
    arrived: tuple[int, str]
    paraphrase: str
    feelings: tuple[str, ...]
    wish: str
    points: tuple[str, ...] = ()
    wish_note: str = ""
    channel: str = "email"
    needed_on: int | None = None


@dataclass(frozen=True)
class Discarded(Step):
    """The draft is not needed."""


@dataclass(frozen=True)
class Replied(Step):
    """The first reply; `plan_on` is the working day of the promised plan."""

    own_part: str
    plan_on: int
    own_part_text: str = ""
    expected: str = ""
    received: str = ""
    mode: str = "email"
    call_note: str = ""


@dataclass(frozen=True)
class FoundCause(Step):
    """The likely cause."""

    cause: str
    lever: str
    sentence: str
    because: tuple[str, ...] = ()
    contributing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One option of a plan, ready on a working day at an hour."""

    kind: str
    what: str
    ready: tuple[int, str]
    hours: str = ""
    cost: str = "0"


@dataclass(frozen=True)
class Todo:
    """One step of a plan."""

    what: str
    on: int
    who: str = "me"


@dataclass(frozen=True)
class Planned(Step):
    """The plan is written, not sent; `suggested` is the letter of my suggestion."""

    choices: tuple[Choice, ...]
    todos: tuple[Todo, ...]
    answer_on: int
    not_included: str = ""
    suggested: str = "A"
    risk: str = ""
    rhythm: str = "each_step"


@dataclass(frozen=True)
class PlanSent(Step):
    """The plan goes out."""

    mode: str = "email"
    call_note: str = ""


@dataclass(frozen=True)
class AgreedByPhone(Step):
    """They say yes to an option in a call, before the plan is sent."""

    said: str
    option: str = "A"


@dataclass(frozen=True)
class Accepted(Step):
    """They take an option of the plan that is out."""

    said: str
    option: str = "A"
    source: str = "email"


@dataclass(frozen=True)
class AnsweredOtherwise(Step):
    """They say no, ask, or want something different; a new plan is promised."""

    kind: str
    said: str
    next_plan_on: int
    source: str = "email"


@dataclass(frozen=True)
class StepDone(Step):
    """One step of the plan is done."""

    position: int


@dataclass(frozen=True)
class Delivered(Step):
    """It is handed over; `results` are (outcome, note) for each point in order."""

    results: tuple[tuple[str, str], ...]
    deliverable: str
    check_on: int
    round_type: str = ""
    reason: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Confirmed(Step):
    """They say that it is right."""

    said: str
    source: str = "email"


@dataclass(frozen=True)
class NotRightYet(Step):
    """They say that it is not right yet; a new plan is promised."""

    said: str
    next_plan_on: int
    source: str = "email"


@dataclass(frozen=True)
class Closed(Step):
    """The record for both, and how it ended."""

    outcome: str
    satisfaction: int | None = None
    note: str = ""
    hours: str = ""
    cost: str = ""
    mode: str = "email"


@dataclass(frozen=True)
class Story:
    """What happened about one project of the studio, by the key of the project."""

    project: str
    steps: tuple[Step, ...]


def amount(text: str) -> Decimal | None:
    """Return the number written in a step, or None where none is."""
    return Decimal(text) if text else None
