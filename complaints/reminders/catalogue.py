"""What reminds whom of what: the entries R0 to R18 as data, with their words and the screen that
settles each. An entry whose screen does not exist yet is switched off."""

from dataclasses import dataclass

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

OWNER, CLIENT = "owner", "client"
DONE, SNOOZE, STOP = "done", "snooze", "stop"


@dataclass(frozen=True)
class Entry:
    """One reminder of the catalogue.

    The texts hold %(client)s, %(project)s, %(by)s, %(what)s and %(ref)s. `because` says why the
    mail comes and when it stops. `single` goes out by itself at its hour; the others are lines of
    the day's mail. `is_promise` marks a date that the freelancer gave, so that it can be late;
    `late` then takes the place of `line`. `again` says how it goes on, up to %(last)s,
    where it comes too often to list. It is left out where a later firing of `instead` is due too.
    `by_the_hour` can be put off by hours, not only to another day.
    `screen` is the slug of the screen that settles it; empty means the complaint, or the project.
    """

    code: str
    subject: Lazy
    line: Lazy
    button: Lazy
    because: Lazy
    screen: str = ""
    late: Lazy | str = ""
    again: Lazy | str = ""
    instead: str = ""
    audience: str = OWNER
    single: bool = False
    by_the_hour: bool = False
    is_promise: bool = False
    is_on: bool = True
    actions: tuple[str, ...] = (DONE, SNOOZE, STOP)


CATALOGUE: dict[str, Entry] = {
    entry.code: entry
    for entry in [
        Entry(
            "R0",
            _("Finish logging what %(client)s told you?"),
            _("You started on %(by)s. What you typed is kept."),
            _("Go on with it"),
            _(
                "You get this because %(ref)s is still a draft. It comes twice at most and stops"
                " when you save or discard it."
            ),
        ),
        Entry(
            "R0b",
            _("Ready to go back to %(client)s’s message?"),
            _("You asked for a moment. What you typed is where you left it."),
            _("Go back to it"),
            _("You get this because you chose “Give me a moment”. It comes once."),
            single=True,
            by_the_hour=True,
            actions=(SNOOZE,),
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
            late=_("It was due %(by)s. A draft is ready; it takes about five minutes."),
            single=True,
            by_the_hour=True,
            is_promise=True,
        ),
        Entry(
            "R2",
            _("You told %(client)s they’d have a plan by %(by)s"),
            _("Two options with a date each are enough."),
            _("Open the plan"),
            _(
                "You get this because you promised a plan for %(ref)s. It stops when the plan is"
                " sent or agreed in a call."
            ),
            "options",
            late=_("%(by)s has passed. Send the plan, or tell them a new date now."),
            is_promise=True,
        ),
        Entry(
            "R3",
            _("One thing before the plan for %(client)s: the likely cause"),
            _("The plan is promised by %(by)s. A cause, or “not sure yet”, opens it."),
            _("Note the cause"),
            _(
                "You get this because %(ref)s has no cause yet. It stops when you note one, or"
                " plan a day to find out."
            ),
            "cause",
            late=_("The plan was promised by %(by)s. A cause, or “not sure yet”, opens it."),
            # Once the day of the plan is there, the plan is what counts.
            instead="R2",
            is_promise=True,
        ),
        Entry(
            "R4",
            _("A quick reminder: two options for %(project)s"),
            _("An answer by %(by)s would help."),
            _("See the options"),
            _("You get this because you were asked to choose. It comes twice at most."),
            audience=CLIENT,
            is_on=False,
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
            _("You gave them this date in %(ref)s."),
            _("Open this round"),
            _(
                "You get this because you promised this date in %(ref)s. It stops when the step is"
                " done or delivered."
            ),
            "round",
            late=_("%(by)s has passed. Tell them the new date before they ask."),
            is_promise=True,
        ),
        Entry(
            "R6b",
            _("For %(project)s: %(what)s by %(by)s"),
            _("So that the rest can go on, please send this by %(by)s."),
            _("See what is needed"),
            _("You get this because it is your part of the plan. It comes twice at most."),
            audience=CLIENT,
            is_on=False,
        ),
        Entry(
            "R7",
            _("Time for a short update to %(client)s"),
            _("You said you would write on %(by)s."),
            _("Write the update"),
            _(
                "You get this because you promised updates in %(ref)s. It stops with any message"
                " of yours."
            ),
            is_promise=True,
            is_on=False,
        ),
        Entry(
            "R7b",
            _("%(client)s hasn’t heard from you since %(by)s"),
            _("Two sentences are enough."),
            _("Write the update"),
            _("You get this because %(ref)s has been silent. It stops with any message of yours."),
            is_on=False,
        ),
        Entry(
            "R8",
            _("Is %(what)s right now?"),
            _("You have until %(by)s to check it."),
            _("Say if it is right"),
            _("You get this because work was handed to you. It comes twice at most."),
            audience=CLIENT,
            is_on=False,
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
            _("They accepted it in %(ref)s. Mark it as paid once it is sent."),
            _("Mark it as paid"),
            _(
                "You get this because they accepted money in %(ref)s. It stops when you mark it"
                " as paid."
            ),
            "settle",
            late=_("%(by)s has passed. Send it now, or tell them when it comes."),
            again=_("Then every working day until it is paid, at most until %(last)s."),
            single=True,
            is_promise=True,
        ),
        Entry(
            "R9b",
            _("The offer for %(project)s is open until %(by)s"),
            _("After that day it ends by itself."),
            _("See the offer"),
            _("You get this because an offer was made to you. It comes once."),
            audience=CLIENT,
            is_on=False,
        ),
        Entry(
            "R10",
            _("Close the loop with %(client)s?"),
            _("Nothing has been open since %(by)s. A short record for both of you closes it."),
            _("Close it"),
            _("You get this because %(ref)s is ready to close. It stops when it is closed."),
            "close",
        ),
        Entry(
            "R11",
            _("Three minutes: what will you change after %(project)s?"),
            _("It was closed on %(by)s, and is still fresh."),
            _("Look back"),
            _("You get this because %(ref)s is closed. It comes twice at most."),
            is_on=False,
        ),
        Entry(
            "R12",
            _("Two weeks on: is the fix for %(client)s holding?"),
            _("It was closed on %(by)s. A short call says more than a survey."),
            _("Note how it is"),
            _(
                "You get this because the care for %(client)s lasts sixty days. It stops when you"
                " note how it is."
            ),
            is_on=False,
        ),
        Entry(
            "R12b",
            _("Handle with care: due %(by)s for %(client)s"),
            _("The last complaint of theirs was closed less than sixty days ago."),
            _("Open it"),
            _("You get this because a second failure would hurt most now. It ends by itself."),
            is_promise=True,
            is_on=False,
        ),
        Entry(
            "R13",
            _("You can ask %(client)s for a few honest lines now"),
            _("%(ref)s was closed on %(by)s. Ask everyone or no one."),
            _("Ask them"),
            _("You get this because ten days have passed since closing. It comes once."),
            is_on=False,
        ),
        Entry(
            "R14",
            _("Your change: %(what)s (due %(by)s)"),
            _("From looking back on %(project)s."),
            _("Open the lesson"),
            _("You get this because you chose this change. It stops when it is done or dropped."),
            is_promise=True,
            is_on=False,
        ),
        Entry(
            "R15",
            _("%(client)s: still on hold?"),
            _("You wanted to look again on %(by)s."),
            _("Look again"),
            _("You get this because %(ref)s is on hold. It stops when it goes on."),
            is_on=False,
        ),
        Entry(
            "R16",
            _("%(project)s has no agreed policy yet"),
            _("Work for %(client)s started on %(by)s. A yes now saves a talk later."),
            _("Agree a policy"),
            _(
                "You get this because %(project)s has no agreement. It comes once and stops when"
                " one is agreed or you say why not."
            ),
        ),
        Entry(
            "R17",
            _("Extend %(client)s’s page?"),
            _("Their link ends on %(by)s."),
            _("Extend it"),
            _("You get this because %(ref)s is open and its link ends. It stops when extended."),
            is_on=False,
        ),
        Entry(
            "R18",
            _("Last month: %(what)s"),
            _("A look at what was settled, and what came back."),
            _("See the month"),
            _("You get this once a month, when something was closed. “Stop this one” ends it."),
            is_on=False,
            actions=(STOP,),
        ),
    ]
}
