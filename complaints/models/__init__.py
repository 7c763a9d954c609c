"""The rows of a complaint, a module per subject."""

from complaints.models.closing import CareWindow
from complaints.models.complaint import Attachment, Complaint, Draft
from complaints.models.given import said_in
from complaints.models.listening import Acknowledgement, Finding, Listening, Point
from complaints.models.money import LedgerEntry, MoneyTerms
from complaints.models.plan import Plan, PlanOption, PlanStep
from complaints.models.remedy import Delivery, PointAnswer, Remedy
from complaints.models.reminder import CalendarLink, Reminder
from complaints.models.trail import (
    ClientResponse,
    Event,
    Message,
    Override,
    Promise,
    PromiseMove,
)

__all__ = [
    "Acknowledgement",
    "Attachment",
    "CalendarLink",
    "CareWindow",
    "ClientResponse",
    "Complaint",
    "Delivery",
    "Draft",
    "Event",
    "Finding",
    "LedgerEntry",
    "Listening",
    "Message",
    "MoneyTerms",
    "Override",
    "Plan",
    "PlanOption",
    "PlanStep",
    "Point",
    "PointAnswer",
    "Promise",
    "PromiseMove",
    "Remedy",
    "Reminder",
    "said_in",
]
