"""The row of an account that writes to clients: numbers of its own, and whether it may send."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OwnedModel
from outbox.allowance import Account


class MailAllowance(OwnedModel):
    """What one account may send to clients. Made with its first letter; whoever sends locks it."""

    OWNER_PATH = "user"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_allowance"
    )
    own_hour = models.PositiveIntegerField(
        _("most in an hour"), default=0, help_text=_("0: what everybody may send")
    )
    own_day = models.PositiveIntegerField(
        _("most in a day"), default=0, help_text=_("0: what everybody may send")
    )
    is_suspended = models.BooleanField(
        _("sending is switched off"),
        default=False,
        help_text=_("Letters to clients wait until this is taken away. The account sees that."),
    )
    reason = models.CharField(
        _("why, as the account reads it"), max_length=200, blank=True, default=""
    )

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")

    def __str__(self) -> str:
        return f"{self.user}"

    def account(self) -> Account:
        """Return what the table of limits asks about this account."""
        return Account(self.user.date_joined, self.own_hour, self.own_day)
