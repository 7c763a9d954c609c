"""What the tests of the journey share: a story, the eyes of its freelancer, and their browser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.complaints.story import Story, at_home, begin


@pytest.fixture
def story(db: None) -> Iterator[Story]:
    """A story before its complaint, with dates as its freelancer in Berlin reads them."""
    told = begin()
    with at_home(told):
        yield told


@pytest.fixture
def browsing(client: Client) -> Callable[[Story], Any]:
    """A function that signs the freelancer of a story in, at the story's own time."""

    @contextmanager
    def browse(story: Story) -> Iterator[Client]:
        with time_machine.travel(story.now, tick=False):
            client.force_login(story.user)
            yield client

    return browse
