"""What stays after closing: sixty days of extra care for that client."""

from django.db import models
from django.db.models import F, Q

from accounts.ownership import OwnedModel
from clients.models import Client
from complaints.models.complaint import Complaint


class CareWindow(OwnedModel):
    """The days in which a second failure would hurt most."""

    OWNER_PATH = "client__owner"

    client = models.ForeignKey(Client, models.CASCADE, related_name="care_windows")
    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="care_window")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="care_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.client} until {self.ends_on}"
