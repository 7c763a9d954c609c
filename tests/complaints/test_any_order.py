"""No order of moves, legal or not, breaks what must always be true of a complaint."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.complaints.journey_machine import Journey

# The same examples on every machine; `dev.py test` has to stay quick.
CALM = settings(
    max_examples=24,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_no_order_of_moves_breaks_what_must_always_be_true() -> None:
    run_state_machine_as_test(Journey, settings=CALM)
