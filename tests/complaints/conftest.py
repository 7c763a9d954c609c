"""What the tests of the journey share: a story, the eyes of its freelancer, and their browser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.complaints.story import Story, at_home, begin


@pytest.fixture
def story(db: None) -> Iterator[Story]:
    """A story before its complaint, with dates as its freelancer in Berlin reads them."""
    told = begin()
    with at_home(told):
        yield told


@pytest.fixture
def tale(db: None) -> Iterator[MoneyStory]:
    """The same story, with steps that lead on to money, before its complaint."""
    told = begin_with_money()
    with at_home(told):
        yield told


@pytest.fixture
def owing(tale: MoneyStory) -> MoneyStory:
    """A baker who paid 2,400, whose form was mended once and is not right yet."""
    return answered(tale)


@pytest.fixture
def browsing(client: Client) -> Callable[[Story], Any]:
    """A function that signs the freelancer of a story in, at the story's own time."""

    @contextmanager
    def browse(story: Story) -> Iterator[Client]:
        with time_machine.travel(story.now, tick=False):
            client.force_login(story.user)
            yield client

    return browse


@pytest.fixture
def fresh_limits(db: None) -> None:
    """Forget who pressed how often, so that no limit of one test meets another."""
    cache.clear()
