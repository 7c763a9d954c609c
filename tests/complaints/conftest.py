"""What the tests of the journey share: a story, and the eyes of its freelancer."""

from collections.abc import Iterator

import pytest

from tests.complaints.story import Story, at_home, begin


@pytest.fixture
def story(db: None) -> Iterator[Story]:
    """A story before its complaint, with dates as its freelancer in Berlin reads them."""
    told = begin()
    with at_home(told):
        yield told
