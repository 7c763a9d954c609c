"""What the tests of the admin pages of policies share: addresses, a good answer, a draft."""

from typing import Any

from policies.models import PolicyVersion
from tests.factories import PolicyVersionFactory

ADD = "admin:policies_policyversion_add"
CHANGE = "admin:policies_policyversion_change"
PUBLISH = "admin:policies_policyversion_publish"
RETIRE = "admin:policies_policyversion_retire"
DISCARD = "admin:policies_policyversion_discard"
NEXT = "admin:policies_policyversion_next"
SECRET = "Words only their owner may read, or their clients."

GOOD = {
    "title": "Studio",
    "rounds_included": "3",
    "round_means": "One list of changes to one draft, sent together.",
    "not_counted": "My own errors against the brief.",
    "new_work_means": "Whatever the brief does not mention at all.",
    "extra_round_price": "150",
    "currency": "EUR",
    "extra_round_percent": "",
    "turnaround_days": "3",
    "feedback_window_days": "5",
    "refund_stance": "First a revision, then part of the fee.",
    "ceiling_percent": "30",
    "ceiling_days": "60",
}


def draft(**fields: Any) -> PolicyVersion:
    """Return a version that is not published."""
    nothing = {"state": "draft", "published_at": None, "content_hash": ""}
    return PolicyVersionFactory(round_means=SECRET, **(nothing | fields))
