"""Faults of time: the clock jumps, and what was due while everything was down; poisoned rows."""

import time
from collections import Counter

from tests.faults.rows import row
from tests.faults.setup import SetUp

BATCH = 16


@row("32", "the clock jumps 2 h ahead, 2 h back and 30 days ahead while mails go out")
def jumps(s: SetUp) -> int:
    s.sink.delay = 0.05
    after = s.due(BATCH)
    for share, seconds in ((0, 7200), (1, -7200)):
        s.arrived(after, BATCH * share // 4)
        s.later(seconds)
        time.sleep(1)
    s.settle(after)
    s.sink.delay = 0
    s.later(30 * 86400)
    # A month later every complaint of the rows before asks for something.
    s.catch_up()
    return after


@row("35", "down for 24 hours with 500 due for five people: one mail each")
def down_for_a_day(s: SetUp) -> int:
    s.stop()
    after = s.due(500, people=5)
    s.later(86400)
    before = len(s.sink.entries())
    s.home.start()
    s.settle(after)
    came = Counter(address for entry in s.sink.entries()[before:] for address in entry["to"])
    each = {address: came[address] for address in s.people(after)}
    assert sorted(each.values()) == [1] * 5, f"mails for each of five people: {each}"
    return after


@row("37", "one reminder that cannot be made; the others go", told=True)
def poisoned(s: SetUp) -> int:
    after = s.due(BATCH)
    s.stop()
    after = s.due(BATCH)
    s.change(
        "UPDATE accounts_user SET email = 'no address at all' WHERE id ="
        f" (SELECT MAX(user_id) FROM complaints_reminder WHERE id > {int(after)})"
    )
    s.home.start()
    s.arrived(after, BATCH - 1)
    left = [state for state, mail, _ in s.rows(after) if not mail]
    assert len(left) == 1, f"{len(left)} reminders were not made, 1 expected"
    s.notes.append(f"the poisoned one is {left[0]}")
    s.change(
        f"UPDATE accounts_user SET email = 'cured{after}@example.test'"
        " WHERE email = 'no address at all'"
    )
    s.later(4000)
    return after
