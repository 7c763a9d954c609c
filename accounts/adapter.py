"""What allauth may say, in mails and on pages, and to whom; sign-in itself is its own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_removed
from django.conf import settings
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import clock, equal_work, networks, notices, put_aside, signing_up
from accounts.guesses import Guess, TooManyGuessesError
from accounts.models import User
from accounts.playground import may_come_in

# Said of an address that somebody else may have: it must not tell whether that is so.
NOT_THIS_ADDRESS = _("Use another address: this one cannot be taken here")

# What allauth says when something does not fit, in sentences that tell what to do.
SENTENCES = {
    "account_inactive": _("This account is closed. Write to whoever runs this server."),
    "cannot_remove_primary_email": _("Make another address your main one first, then remove this."),
    "duplicate_email": _("This address is already on your account"),
    "email_password_mismatch": _("Check the address and the password: they do not go together"),
    "email_taken": NOT_THIS_ADDRESS,
    "enter_current_password": _("Check your password of now: it is another one"),
    "incorrect_password": _("Check the password: it is another one"),
    "invalid_password_reset": _("This link has been used or is too old. Ask for a new one."),
    "max_email_addresses": _("Remove an address first: %d is the most"),
    "unknown_email": NOT_THIS_ADDRESS,
    "unverified_primary_email": _("Confirm this address first, then make it your main one"),
    "rate_limited": _("Wait a few minutes, then try again"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Plain subjects and sentences, and no messages that only repeat what the page shows."""

    error_messages = DefaultAccountAdapter.error_messages | SENTENCES

    def is_open_for_signup(self, request: HttpRequest | None) -> bool:
        """Return whether anybody may make an account; who was invited has a page of their own."""
        return bool(settings.SIGNUP == "open")

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Stop who may not come in, whatever they proved: password, code or link."""
        if not may_come_in(user):
            refusal: HttpResponse = self.respond_user_inactive(request, user)
            return refusal
        return super().pre_login(request, user, **kwargs)

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: the sender says who writes."""
        return " ".join(super().format_email_subject(subject).split())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to what was put aside when the last session ended, else to Today."""
        return put_aside.latest_place(request.user) or super().get_login_redirect_url(request)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Pass on only what asks for attention: a page that opens says by itself that it worked."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        if template not in SAID_BY_THE_PAGE:
            super().add_message(request, level, *args, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address, or "unknown": a request without one is answered too."""
        return networks.visitor(
            request.META.get("REMOTE_ADDR") or "",
            request.META.get("HTTP_X_FORWARDED_FOR") or "",
            proxies=int(settings.BEHIND_PROXY),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner that the account was changed, at the old main address too."""
        facts = context or {}
        self.tell(template_prefix, user, notices.recipients(user, facts), facts)

    def tell(
        self,
        template_prefix: str,
        user: User,
        addresses: list[str],
        facts: dict[str, Any],
        *,
        can_reset: bool = True,
    ) -> None:
        """Send a notice; without `can_reset` it goes where a link for a new password does not."""
        facts = {"can_reset": can_reset, **facts} | notices.facts_of_a_change(
            user,
            address=self.get_client_ip(self.request),
            user_agent=self.get_http_user_agent(self.request),
            now=clock.now(),
        )
        for address in addresses:
            self.send_mail(template_prefix, address, facts)

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """Mail the link, and note when."""
        super().send_confirmation_mail(request, emailconfirmation, signup)
        signing_up.note_mail(emailconfirmation.email_address.email, clock.now())

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell an owner that somebody signed up with their address, and note when."""
        super().send_account_already_exists_mail(email)
        signing_up.note_mail(email, clock.now())

    def respond_email_verification_sent(
        self, request: HttpRequest, user: User | None
    ) -> HttpResponse:
        """Remember who waits here for the mail: their password was typed in this browser."""
        if user:
            typed = signing_up.SignedUp(user.email, user.password, user.name)
            signing_up.remember(request, typed)
        answer: HttpResponse = super().respond_email_verification_sent(request, user)
        return answer

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address; one that joins others on an account is told to the main one."""
        is_confirmed = bool(super().confirm_email(request, email_address))
        if is_confirmed and not email_address.primary:
            facts = {"confirmed_email": email_address.email}
            self.send_notification_mail("account/email/email_confirm", email_address.user, facts)
        return is_confirmed

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; a password is looked at only while there were few wrong ones."""
        self._guess = self._guess_of(request, credentials)
        try:
            self._guess.count()
        except TooManyGuessesError as refused:
            raise _too_many(refused.minutes) from refused
        equal_work.look_up(self._guess.login)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Called by allauth when the password was right."""
        self._guess.succeed()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Called by allauth when a new password was chosen with a link from a mail."""
        self._guess_of(request, credentials).forget()

    def _guess_of(self, request: HttpRequest, credentials: dict[str, Any]) -> Guess:
        network = networks.network(self.get_client_ip(request))
        return Guess(request, str(credentials.get("email", "")).strip().lower(), network)


@receiver(email_removed)
def tell_a_removed_address(
    request: HttpRequest, user: User, email_address: EmailAddress, **kwargs: Any
) -> None:
    """Tell a mailbox that it opens the account no more; never one that was not confirmed."""
    if email_address.verified:
        facts = {"deleted_email": email_address.email}
        AccountAdapter(request).tell(
            "account/email/email_deleted", user, [email_address.email], facts, can_reset=False
        )


def _too_many(minutes: int) -> ValidationError:
    sentence = ngettext(
        "Too many wrong passwords were typed. Sign in again in %(minutes)s minute,"
        " or choose a new password by mail.",
        "Too many wrong passwords were typed. Sign in again in %(minutes)s minutes,"
        " or choose a new password by mail.",
        minutes,
    )
    return ValidationError(sentence % {"minutes": minutes}, code="too_many_login_attempts")


SAID_BY_THE_PAGE = frozenset(
    {
        "account/messages/logged_in.txt",
        "account/messages/logged_out.txt",
        "account/messages/email_confirmation_sent.txt",
    }
)
