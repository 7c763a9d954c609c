"""What reminds whom of what: the entries R0b to R10 as data, with their words and the screen that
settles each."""

from dataclasses import dataclass

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One reminder of the catalogue.

    The texts hold %(client)s, %(by)s and %(what)s. `single` goes out by itself at its hour; the
    others are lines of the day's mail.
    """

    code: str
    subject: Lazy
    line: Lazy
    button: Lazy
    because: Lazy
    screen: str
    single: bool = False


CATALOGUE: dict[str, Entry] = {
    entry.code: entry
    for entry in [
        Entry(
            "R0b",
            _("Ready to go back to %(client)s’s message?"),
            _("You asked for a moment. What you typed is where you left it."),
            _("Go back to it"),
            _("You get this because you chose “Give me a moment”. It comes once."),
            "",
            single=True,
        ),
        Entry(
            "R1",
            _("%(client)s is waiting to hear from you (by %(by)s)"),
            _("You have until %(by)s. A draft is ready; it takes about five minutes."),
            _("Open the draft reply"),
            _(
                "You get this because the reply to %(ref)s is due by %(by)s. It stops as soon as"
                " you reply or note a call."
            ),
            "acknowledge",
            single=True,
        ),
        Entry(
            "R2",
            _("You told %(client)s they’d have a plan by %(by)s"),
            _("The plan is promised by %(by)s."),
            _("Open the plan"),
            _(
                "You get this because you promised a plan for %(ref)s. It stops when the plan is"
                " sent or agreed in a call."
            ),
            "options",
        ),
        Entry(
            "R5",
            _("No answer from %(client)s yet. Ring, extend or wait?"),
            _("You asked for an answer by %(by)s."),
            _("Note their answer"),
            _("You get this because the plan for %(ref)s has no answer. It stops with any answer."),
            "answer",
        ),
        Entry(
            "R6",
            _("Due %(by)s for %(client)s: %(what)s"),
            _("Promised for %(by)s: %(what)s."),
            _("Open this round"),
            _(
                "You get this because you promised this date in %(ref)s. It stops when the step is"
                " done or delivered."
            ),
            "round",
        ),
        Entry(
            "R8b",
            _("%(client)s hasn’t said if it’s right. Close or ask?"),
            _("The time to check ended on %(by)s."),
            _("Note what they say"),
            _(
                "You get this because the delivery for %(ref)s has no answer. It stops when you"
                " note one."
            ),
            "their-check",
        ),
        Entry(
            "R9",
            _("Send %(what)s to %(client)s (promised by %(by)s)"),
            _("You promised %(what)s by %(by)s."),
            _("Mark it as paid"),
            _(
                "You get this because they accepted money in %(ref)s. It stops when you mark it"
                " as paid."
            ),
            "settle",
            single=True,
        ),
        Entry(
            "R10",
            _("Close the loop with %(client)s?"),
            _("Nothing has been open since %(by)s. A short record for both of you closes it."),
            _("Close it"),
            _("You get this because %(ref)s is ready to close. It stops when it is closed."),
            "close",
        ),
    ]
}
