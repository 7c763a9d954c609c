"""What one guided screen is: its question, its form, the verb behind its button, what stands beside
it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from complaints.forms.base import ScreenForm
from complaints.forms.letter import LetterForm
from complaints.models import Complaint
from complaints.workflow import PLACES, Confirm, Place, Stage, State

# What stands above the list of what a gate still misses.
SENDING = _("Before this can go out")
# What a button of a screen asks for: to do its verb, or to keep what is typed and stay.
CONTINUE, SAVE = "continue", "save"
BEFORE_PLAN = (State.DRAFT, State.OPEN, State.ACKNOWLEDGED)


@dataclass(frozen=True)
class Screen:
    """One guided screen.

    `question` may hold %(name)s, the word for the person who is unhappy. `gates` are shown as
    what is missing before the form can be sent, under the words of `before`. `then` is the screen
    that follows, else the workspace. `step` is its place in the intake, whose length is fixed.
    `short` is what the button of a shortcut to it says: “Continue: options”. `confirm` is asked,
    with the letter in view, before its button does what can't be taken back. `is_final` says that
    its verb reaches the client or cannot be taken back: its visible button does it, Enter never.
    `files` names the field whose files are kept as soon as they arrive, whatever button sent them.
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
    # The same for a letter that Amends did not send: it was copied, or said in a call.
    noted: Lazy | None = None
    can_skip: bool = False
    is_final: bool = False
    files: str = ""
    before: Lazy = SENDING
    short: Lazy | None = None
    confirm: Confirm | None = None

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
    def on_enter(self) -> str:
        """What Enter in a field does: the first button of a form answers it."""
        return SAVE if self.is_final else CONTINUE

    @property
    def template(self) -> str:
        """The template that lays out its form."""
        return f"complaints/screens/{self.slug.replace('-', '_')}.html"

    def is_open(self, complaint: Complaint) -> bool:
        """Say whether its form may be sent as the complaint stands."""
        return complaint.state in self.place.open_in


def has(name: str) -> Callable[[Complaint], bool]:
    """Return a function that says whether a complaint has the record called `name`."""
    return lambda complaint: hasattr(complaint, name)


def past(*states: State) -> Callable[[Complaint], bool]:
    """Return a function that says whether a complaint has left `states` behind."""
    return lambda complaint: complaint.state not in states
