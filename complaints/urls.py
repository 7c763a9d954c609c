"""The addresses of the guided journey; complaints and projects go by the owner's own numbers."""

from django.urls import path, register_converter

from complaints.views import (
    browse,
    calendar,
    ledger,
    moves,
    reminder_links,
    reminders,
    screens,
    today,
    unsent,
)


class ComplaintRef:
    """C-0142."""

    regex = r"C-[0-9]{4,9}"

    def to_python(self, value: str) -> str:
        """Return the reference as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the reference as it stands."""
        return value


register_converter(ComplaintRef, "complaint_ref")

urlpatterns = [
    path("", today.today, name="today"),
    path("complaints/", browse.complaint_list, name="complaints"),
    path("complaints/new/", moves.new, name="complaint_new"),
    path("complaints/<complaint_ref:ref>/", browse.workspace, name="complaint"),
    path("complaints/<complaint_ref:ref>/discard/", moves.discard, name="discard"),
    path(
        "complaints/<complaint_ref:ref>/steps/<int:position>/done/",
        moves.step_done,
        name="step_done",
    ),
    path(
        "complaints/<complaint_ref:ref>/steps/<int:position>/reopen/",
        moves.step_reopen,
        name="step_reopen",
    ),
    path(
        "complaints/<complaint_ref:ref>/offer/<int:plan_round>/end/",
        moves.end_offer,
        name="end_offer",
    ),
    path("complaints/<complaint_ref:ref>/override/<str:gate>/", moves.override, name="override"),
    path(
        "complaints/<complaint_ref:ref>/files/<int:number>/", browse.attachment, name="attachment"
    ),
    path("complaints/<complaint_ref:ref>/<slug:slug>/", screens.screen, name="screen"),
    path(
        "complaints/<complaint_ref:ref>/<slug:slug>/draft/", screens.save_draft, name="save_draft"
    ),
    # Behind the links in a reminder; signed, so that they work without signing in.
    path("r/<str:token>/", reminder_links.choose, name="reminder_actions"),
    path("r/<str:token>/<slug:action>/", reminder_links.act, name="reminder_action"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/test-mail/", reminders.test_mail, name="test_mail"),
    path("reminders/mails/<str:token>/address/", reminders.new_address, name="new_address"),
    path("reminders/mails/<str:token>/words/", unsent.letter_words, name="letter_words"),
    path("reminders/mails/<str:token>/<slug:decision>/", reminders.decide, name="decide_mail"),
    path("reminders/calendar/", calendar.make, name="calendar_make"),
    path("reminders/calendar/end/", calendar.end, name="calendar_end"),
    # Read by calendar programs, which cannot sign in.
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("money/", ledger.ledger, name="ledger"),
    path("money/ledger.csv", ledger.ledger_csv, name="ledger_csv"),
    path("money/<int:number>/", ledger.line, name="ledger_line"),
    path("money/<int:number>/credit-note/", ledger.credit_note, name="credit_note"),
    path("money/<int:number>/use/", ledger.use, name="ledger_use"),
    path("money/<int:number>/correct/", ledger.correct, name="ledger_correct"),
    path("projects/", browse.project_list, name="projects"),
    path("projects/<project_ref:number>/", browse.project, name="project"),
]
