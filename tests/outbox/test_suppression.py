"""Which refusals silence an address, and which say something about us."""

from datetime import UTC, datetime

import pytest

from outbox import suppression

REFUSALS = {
    (550, "5.1.1 The email account that you tried to reach does not exist"): True,
    (550, "5.1.10 Recipient not found"): True,
    (550, "No such user here"): True,
    (550, "mira@example.test: User unknown in virtual mailbox table"): True,
    (553, "Invalid recipient"): True,
    (551, "User not local, and this mailbox does not exist"): True,
    (550, "5.7.1 Message rejected due to local policy"): False,
    (550, "5.2.2 The mailbox is full"): False,
    (550, "JunkMail rejected - the host 192.0.2.1 is in an RBL"): False,
    (550, "Sender verify failed, unknown user"): False,
    (550, "Access denied"): False,
    (550, "Administrative prohibition"): False,
    (550, "relay not permitted for an unknown host"): False,
    (554, "No such user, or our mood"): False,
    (450, "4.1.1 No such user, for now"): False,
}


@pytest.mark.parametrize(("code", "text"), REFUSALS)
def test_only_a_refusal_of_the_address_itself_silences_it(code: int, text: str) -> None:
    assert suppression.is_permanent(code, text) is REFUSALS[code, text]


def test_a_silenced_address_is_found_however_it_is_written(db: None) -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    suppression.suppress("Mira@Example.test", code=550, text="No such user", now=now)
    suppression.suppress("ben@example.test", code=550, text="Access denied", now=now)
    found = suppression.suppressed(["mira@example.TEST", "ben@example.test"])
    assert list(found) == ["mira@example.test"]
