"""The world that each test of isolation looks at."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.isolation.world import World, make_world
from tests.remembered import remembered


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Two freelancers with rows of every kind, at the time of their story."""
    made = remembered("the world of isolation", make_world, first=True)
    with time_machine.travel(made.story.now, tick=False):
        yield made
