"""Every reminder of the account by state and why, the mails that need a look, and who is alive."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from accounts.once import adds, may_add
from accounts.paging import page_of
from accounts.requests import OwnerRequest
from complaints import calendar_feed
from complaints.forms.address import NewAddressForm
from complaints.models import Message
from complaints.moves import resending
from complaints.reminders import mails, overview
from complaints.views import mail_links
from complaints.views.unsent import unsent_with_words
from outbox import waiting
from outbox.message import BadAddress
from outbox.models import OutgoingEmail

INVALID, CONFLICT = 422, 409

Decision = Callable[[OutgoingEmail, datetime], str]


@require_safe
def reminders(request: OwnerRequest) -> HttpResponse:
    """Show what is planned, what was told, what was called off, and what needs a look."""
    user, now = request.user, clock.now()
    show = request.GET.get("show", overview.PLANNED)
    show = show if show in overview.SHOWS else overview.PLANNED
    counts = overview.counts(user)
    page = page_of(request, overview.listed(user, show), count=counts[show])
    troubled = resending.troubled(user)
    link = calendar_feed.link_of(user)
    path = reverse("calendar_feed", args=[link.secret]) if link else ""
    context = {
        "page": page,
        "rows": overview.shown(list(page.object_list), now),
        "show": show,
        "counts": counts,
        "troubled": _with_words(troubled),
        "unsent": unsent_with_words(user, resending.unsent_letters(user), now),
        "light": overview.light(user, now),
        "switched_off": waiting.switched_off(getattr(user, "mail_allowance", None)),
        "last_test": overview.last_test(user),
        "calendar_url": f"{settings.SITE_URL}{path}" if link else "",
        "webcal_url": f"webcal://{settings.SITE_URL.partition('://')[2]}{path}" if link else "",
        "keeps_files": not settings.EMAIL_URL,
        "nav_current": "reminders",
    }
    return render(request, "complaints/reminders.html", context)


@require_POST
@adds
def test_mail(request: OwnerRequest) -> HttpResponse:
    """Send the freelancer one mail, to see that mail arrives."""
    now = clock.now()
    if overview.asked_often(request.user, now):
        messages.warning(request, _("Five test mails in ten minutes are enough. Try again later."))
        return redirect("reminders")
    try:
        with transaction.atomic():
            email = mails.test(request.user, now=now)
    except BadAddress:
        messages.error(request, _("No mail can go to your address. Change it first."))
    else:
        words = _("A test mail is on its way to %(address)s.")
        if email.created_at < now:
            words = _("The test mail you asked for a moment ago goes to %(address)s.")
        messages.success(request, words % {"address": email.rcpt})
    return redirect("reminders")


@require_POST
@adds
def decide(request: OwnerRequest, token: str, decision: str) -> HttpResponse:
    """Take what a person decided about a mail that failed or may not have arrived."""
    email = mail_links.mail_behind(request, token)
    if decision not in _DECISIONS:
        raise Http404
    try:
        messages.success(request, _DECISIONS[decision](email, clock.now()))
    except resending.MovedOn as moved_on:
        messages.warning(request, str(moved_on))
    return redirect("reminders")


@require_http_methods(["GET", "HEAD", "POST"])
@adds
def new_address(request: OwnerRequest, token: str) -> HttpResponse:
    """Send a letter that failed to another address."""
    email = mail_links.mail_behind(request, token)
    message = get_object_or_404(
        Message.objects.for_user(request.user).select_related(
            "complaint__owner__preferences", "complaint__contact", "complaint__client", "email"
        ),
        email=email,
    )
    form = NewAddressForm(request.POST or None, initial={"address": message.to_email})
    # Enter only looks at it again: it would send a letter.
    is_looked_at = "look" in request.POST
    if request.method == "POST" and not is_looked_at and may_add(request, form):
        address = form.cleaned_data["address"]
        try:
            now = clock.now()
            sent = resending.send_elsewhere(message, address, now=now)
        except BadAddress:
            form.add_error("address", _("Enter another address: no mail can go to this one"))
        except resending.MovedOn as moved_on:
            messages.warning(request, str(moved_on))
            return redirect("reminders")
        else:
            words = _("The letter is on its way to %(address)s.") % {"address": address}
            messages.success(request, waiting.said(sent, now) or words)
            return redirect("reminders")
    context = {
        "form": form,
        "message": message,
        "token": token,
        "switched_off": waiting.switched_off(getattr(request.user, "mail_allowance", None)),
        "is_looked_at": is_looked_at and not form.errors,
        "nav_current": "reminders",
    }
    status = INVALID if form.errors else 200
    return render(request, "complaints/new_address.html", context, status=status)


def _with_words(emails: list[OutgoingEmail]) -> list[dict[str, object]]:
    """Return each mail with its token, what it was about, and what can be done."""
    refs, hopeless = overview.named(emails), resending.hopeless(emails)
    return [
        {
            "email": email,
            "token": mail_links.token_for(email),
            "message": getattr(email, "message", None),
            "refs": refs.get(str(email.pk), []),
            "can_go_again": email.rcpt.lower() not in hopeless,
            "comes_again": resending.comes_again(email, holds=str(email.pk) in refs),
        }
        for email in emails
    ]


def _arrived(email: OutgoingEmail, now: datetime) -> str:
    resending.it_arrived(email, now=now)
    return _("Noted: it arrived.")


def _again(email: OutgoingEmail, now: datetime) -> str:
    resending.send_again(email, now=now)
    email.refresh_from_db(fields=["state", "next_attempt_at", "not_after"])
    return waiting.said(email, now) or _("It is on its way once more.")


def _dismiss(email: OutgoingEmail, now: datetime) -> str:
    resending.dismiss(email, now=now)
    return _("It is left as it is.")


def _stop(email: OutgoingEmail, now: datetime) -> str:
    resending.stop(email, now=now)
    return _("It does not leave. They have not been told: send its words yourself, or ring.")


def _by_hand(email: OutgoingEmail, now: datetime) -> str:
    resending.sent_by_hand(email, now=now)
    return _("Noted: you sent it yourself. It does not leave from here.")


def _leave(email: OutgoingEmail, now: datetime) -> str:
    resending.leave_unsent(email, now=now)
    return _("It is left as it is.")


_DECISIONS: dict[str, Decision] = {
    "arrived": _arrived,
    "again": _again,
    "dismiss": _dismiss,
    "stop": _stop,
    "by-hand": _by_hand,
    "leave": _leave,
}
