"""The sentences of E5 about a round: what it is called, what it costs, what changed in it."""

from collections.abc import Sequence

from accounts.formats import quantity
from complaints.letters.fill import open_blank
from complaints.letters.wording import ended, no_stop
from complaints.models import Complaint, PointAnswer
from policies.allowance import for_project
from policies.models import RevisionRound


def round_name(complaint: Complaint, round_type: str, is_words_only: bool) -> str:
    """Return what is handed over, as the client knows it."""
    match round_type:
        case RevisionRound.Type.INCLUDED | RevisionRound.Type.PAID_EXTRA:
            return f"Round {for_project(complaint.project).used + 1}"
        case RevisionRound.Type.CORRECTION:
            return "The correction"
        case RevisionRound.Type.COURTESY:
            return "The extra revision"
        case _:
            return "My answer" if is_words_only else "The new version"


def round_line(complaint: Complaint, round_type: str) -> str:
    """Return the sentence that says what this round costs and how many are left."""
    if not round_type:
        return ""
    allowance = for_project(complaint.project)
    included = quantity(allowance.included)
    match round_type:
        case RevisionRound.Type.INCLUDED if allowance.included:
            return (
                f"This is round {quantity(allowance.used + 1)} of the {included} in our agreement,"
                f" so {_remain(allowance.remaining - 1)} at no charge."
            )
        case RevisionRound.Type.CORRECTION if allowance.included:
            return (
                "This corrects my own error, so it does not count as a round:"
                f" of the {included} in our agreement, {_remain(allowance.remaining)} at no charge."
            )
        case RevisionRound.Type.CORRECTION:
            return "This corrects my own error, so it costs you nothing."
        case RevisionRound.Type.COURTESY:
            return "This round is a courtesy and does not count against our agreement."
        case RevisionRound.Type.PAID_EXTRA:
            return "This is the extra round we agreed on."
        case _:
            return ""


def _remain(left: int) -> str:
    if left <= 0:
        return "none remains"
    return f"{quantity(left)} remain{'s' if left == 1 else ''}"


def changes(results: Sequence[tuple[str, str, str]]) -> str:
    """Return the numbered list of (point, outcome, note), a line a point."""
    return "\n".join(
        f"{number}. {no_stop(point)}: {_outcome(outcome, note)}"
        for number, (point, outcome, note) in enumerate(results, start=1)
    )


def _outcome(outcome: str, note: str) -> str:
    words = (
        {
            PointAnswer.Outcome.DONE: "done",
            PointAnswer.Outcome.DIFFERENTLY: "done differently",
            PointAnswer.Outcome.NOT_DONE: "not done",
        }.get(PointAnswer.Outcome(outcome), "")
        if outcome
        else open_blank("what_changed")
    )
    return f"{words}. {ended(note)}" if note else f"{words}."
