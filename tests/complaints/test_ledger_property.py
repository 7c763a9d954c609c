"""Random ledgers: whatever is done, in whatever order, by one or by two, the sums stay right."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from clients import invoices
from complaints import sums
from complaints.models import LedgerEntry, PlanOption
from complaints.moves import ledger
from tests.complaints.ledger_machine import REFUSALS, STEPS, Step, World, check, new_world
from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.complaints.story import at_home

# The natural next step comes as often as all others, so that something is there to go wrong.
OFTEN = ("onwards",) * len(STEPS)
PERCENT = (1, 3, 5, 7, 10, 12, 15, 20, 29, 30, 31, 60, 100)

steps = st.builds(
    Step,
    what=st.sampled_from([*OFTEN, *STEPS]),
    which=st.integers(0, 2),
    percent=st.sampled_from(PERCENT),
    kind=st.sampled_from(PlanOption.MONEY),
)


class Undone(Exception):
    """Ends an example so that its rows go away."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        return


@pytest.fixture
def world(db: None) -> Iterator[World]:
    made = new_world()
    with at_home(made.tales[0]):
        yield made


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(steps, min_size=6, max_size=20))
def test_the_sums_are_right_after_every_step(world: World, steps: list[Step]) -> None:
    with undone():
        written: list[tuple[Any, ...]] = []
        for step in steps:
            outcome = world.take(step)
            event(outcome)
            if not outcome.endswith("done"):
                continue
            check(world)
            rows = list(LedgerEntry.objects.order_by("number").values_list())
            assert rows[: len(written)] == written, "a line was rewritten"
            written = rows


@pytest.mark.parametrize("seed", range(2))
def test_long_ledgers_stay_right(world: World, seed: int) -> None:
    """Walks on which much is done: offers are answered, credits used, lines corrected."""
    dice = random.Random(seed)
    for _ in range(60):
        world.take(any_step(dice))
    check(world)
    assert {"offer", "accept", "settle"} <= set(world.done)


def any_step(dice: random.Random) -> Step:
    return Step(
        dice.choice([*OFTEN, *STEPS]),
        dice.randrange(3),
        dice.choice(PERCENT),
        dice.choice(PlanOption.MONEY),
    )


# Two writers at once --------------------------------------------------------------------------


def at_once(*doings: Callable[[], Any]) -> list[str]:
    """Do all at the same moment, each with its own connection; return what became of each."""
    results: list[str] = []
    faults: list[BaseException] = []
    together = threading.Barrier(len(doings))

    def run(doing: Callable[[], Any]) -> None:
        together.wait()
        try:
            doing()
            results.append("done")
        except REFUSALS:
            results.append("refused")
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(doing,)) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    return sorted(results)


def twin(tale: MoneyStory) -> MoneyStory:
    """Return the same complaint as another window has it."""
    return MoneyStory(tale.user, tale.project, tale.contact, tale.now, tale.complaint).fresh_self()


@pytest.fixture
def two(transactional_db: None) -> MoneyStory:
    """A baker with whom money may be offered, for tests in which two write at once."""
    return answered(begin_with_money())


ONE_WINS = ["done", "refused"]


def whats(tale: MoneyStory) -> list[str]:
    return [what for what, _amount in tale.ledger()]


@pytest.mark.django_db(transaction=True)
def test_an_offer_is_accepted_once(two: MoneyStory) -> None:
    two.offer()
    assert at_once(two.accept, twin(two).accept) == ONE_WINS
    assert whats(two) == ["offered", "accepted"]


@pytest.mark.django_db(transaction=True)
def test_an_offer_is_taken_back_or_accepted_never_both(two: MoneyStory) -> None:
    two.offer()
    assert at_once(two.accept, twin(two).end_offer) == ONE_WINS
    assert whats(two) in (["offered", "accepted"], ["offered", "taken_back"])


@pytest.mark.django_db(transaction=True)
def test_money_is_settled_once(two: MoneyStory) -> None:
    two.offer().accept()
    assert at_once(two.settle, twin(two).settle) == ONE_WINS
    assert whats(two) == ["offered", "accepted", "settled"]


@pytest.mark.django_db(transaction=True)
def test_two_complaints_do_not_take_the_same_rest_of_the_ceiling(two: MoneyStory) -> None:
    second = two.another()
    second.fell_short()
    two.offer("400")
    second.offer("400")
    assert at_once(two.accept, second.accept) == ONE_WINS
    assert sums.given_back_on(two.project) == 400


@pytest.mark.django_db(transaction=True)
def test_a_credit_is_used_on_one_invoice(two: MoneyStory) -> None:
    two.offer("100", kind="goodwill_credit").accept()
    two.settle()
    credit = two.complaint.ledger.get(what="settled")
    bills = [two.bill("600", paid=False, issued_on=two.today) for _ in range(2)]

    def using(n: int) -> Callable[[], Any]:
        return lambda: ledger.redeem(
            LedgerEntry.objects.get(pk=credit.pk), invoice=bills[n], at=two.now, now=two.now
        )

    assert at_once(using(0), using(1)) == ONE_WINS
    assert whats(two).count("redeemed") == 1


@pytest.mark.django_db(transaction=True)
def test_two_credits_do_not_take_more_than_the_invoice_asks_for(two: MoneyStory) -> None:
    second = two.another()
    second.fell_short()
    credits = []
    for tale in (two, second):
        tale.offer("300", kind="goodwill_credit").accept()
        tale.settle()
        credits.append(tale.complaint.ledger.get(what="settled"))
    bill = two.bill("500", paid=False, issued_on=second.today)

    def using(n: int) -> Callable[[], Any]:
        return lambda: ledger.redeem(credits[n], invoice=bill, at=second.now, now=second.now)

    assert at_once(using(0), using(1)) == ONE_WINS
    assert sums.left_of(bill).net == 200


@pytest.mark.django_db(transaction=True)
def test_the_same_correction_from_two_windows_is_one_line(two: MoneyStory) -> None:
    two.offer().accept()
    two.settle()
    line = two.complaint.ledger.get(what="settled")

    def correct() -> None:
        mine = LedgerEntry.objects.get(pk=line.pk)
        ledger.correct(mine, to=Decimal(200), note="Sent less", now=two.now)

    assert at_once(correct, correct) == ONE_WINS
    assert sums.net(line) == 200


@pytest.mark.django_db(transaction=True)
def test_a_payment_is_not_taken_back_under_a_refund(two: MoneyStory) -> None:
    two.offer()
    invoice = two.project.invoices.get()

    def unpay() -> None:
        invoices.change_invoice(invoice, {"paid_on": None})

    assert at_once(two.accept, unpay) == ONE_WINS
    assert sums.contradiction(two.project) == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(2))
def test_two_writers_keep_the_sums_right(seed: int) -> None:
    """Two walk at random over the same complaints; afterwards everything still adds up."""
    world = new_world()
    outcomes: Counter[str] = Counter()

    def walk(dice: random.Random) -> Callable[[], None]:
        own = World([twin(tale) for tale in world.tales])

        def go() -> None:
            with at_home(own.tales[0]):
                for _ in range(40):
                    outcomes[own.take(any_step(dice)).split()[-1]] += 1

        return go

    assert at_once(walk(random.Random(seed)), walk(random.Random(seed + 100))) == ["done", "done"]
    assert outcomes["done"] > 10
    with at_home(world.tales[0]):
        check(world)
