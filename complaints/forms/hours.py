"""The field for hours of one's own work."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import MoneyField

MOST_HOURS = Decimal(500)


class HoursField(MoneyField):
    """Hours from 0 to 500, private."""

    default_error_messages = {"invalid": gettext_lazy("Enter hours in digits, such as 2.5")}

    def validate(self, value: Decimal | None) -> None:
        """Refuse more than 500 hours."""
        super().validate(value)
        if value is not None and value > MOST_HOURS:
            raise ValidationError(_("Enter hours between 0 and 500"))
        if value is not None and value != round(value, 2):
            raise ValidationError(_("Enter hours with at most two decimals"))
