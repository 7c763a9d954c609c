"""Why a line of the ledger cannot be written: each reason by its name, with its sentence."""

from django.utils.translation import gettext as _

from clients.models import Invoice
from complaints.gates import GateClosedError, Missing
from complaints.models import LedgerEntry

What = LedgerEntry.What


class LedgerRefused(GateClosedError):
    """A line cannot be written: a sentence, and the `field` of the form that it belongs to.

    It is a closed gate too, so that a guided screen shows it like any other.
    """

    field = ""

    def __init__(self, sentence: str) -> None:
        super().__init__("ledger", [Missing(sentence)])
        self.sentence = sentence

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence


class AlreadyWritten(LedgerRefused):
    """The same thing was recorded before, perhaps in another window."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _("This amount is already recorded as “%(what)s”.") % {"what": What(what).label}
        )


class OutOfOrder(LedgerRefused):
    """Offered, then accepted, then settled: a line of the three is missing."""

    def __init__(self, what: str, before: str) -> None:
        sentence = _("This amount can’t be “%(what)s” before it is “%(before)s”.")
        super().__init__(sentence % {"what": What(what).label, "before": What(before).label})


class DoesNotFit(LedgerRefused):
    """More would go back than was paid, or more would come off an invoice than it asks for."""


class AboveCeiling(LedgerRefused):
    """A correction would go above what the agreed policy gives back."""

    field = "amount"


class AboveCredit(LedgerRefused):
    """No more of a credit is used than was given."""

    field = "amount"

    def __init__(self, given: str) -> None:
        super().__init__(
            _("The credit was %(given)s, and no more of it can be used") % {"given": given}
        )


class NotACredit(LedgerRefused):
    """Only a settled goodwill credit can be used on an invoice."""

    def __init__(self) -> None:
        super().__init__(_("Only a goodwill credit that was given can be used on an invoice."))


class CreditUsed(LedgerRefused):
    """A credit is used once."""

    def __init__(self, invoice: Invoice | None) -> None:
        sentence = _("This credit was already used on invoice %(number)s.")
        super().__init__(sentence % {"number": invoice.number if invoice else "–"})


class WrongInvoice(LedgerRefused):
    """A credit goes on a later invoice of the same client, in its own currency."""

    field = "invoice"


class WrongDay(LedgerRefused):
    """A credit is not used before the day it was given."""

    field = "at"


class NotCorrectable(LedgerRefused):
    """Only a line with which money moved can be corrected, and a used credit on its last line."""


class NothingToCorrect(LedgerRefused):
    """The line says that amount already."""

    field = "amount"

    def __init__(self, held: str) -> None:
        super().__init__(_("This line stands at %(held)s already.") % {"held": held})


class LessThanNothing(LedgerRefused):
    """A correction cannot take more than the line holds."""

    field = "amount"

    def __init__(self) -> None:
        super().__init__(_("Enter an amount of 0 or more"))
