"""Garbage sent to every screen: never an error of ours, whatever it is made of."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.workflow import State
from tests.complaints.answers import OPEN_IN, answers_for
from tests.complaints.page import changed, form_on, url_of
from tests.complaints.rows import undone
from tests.complaints.story import Story

pytestmark = pytest.mark.django_db

ANSWERED = {200, 302, 400, 404, 409, 422}
# Everything a browser can send: no lone surrogates, but NUL, marks, digits of all scripts.
texts = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        [
            "", " ", "0", "-1", "1e400", "NaN", "Infinity", "٣", "９９", "1,5", "1.5.5", "\x00",
            "2026-02-30", "0000-00-00", "9999-12-31", "24:00", "12:60", "{plan_date}", "{", "%s",
            "%(x)s", "{{ x }}", "<script>", "' OR 1=1 --", "\u202e", "🙃" * 50, "A", "B",
            "revision", "quote", "no", "accepts", "call", "email", "not_sure", "QUA.2", "x" * 5000,
        ]
    ),
)  # fmt: skip
CALM = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
ACTIONS = ["continue", "leave", "skip", "moment", "refresh", "add", "nonsense", ""]


@pytest.mark.parametrize("slug", OPEN_IN)
def test_garbage_in_the_fields_of_a_screen_is_answered(
    story: Story, browsing: Any, slug: str
) -> None:
    story.to(OPEN_IN[slug])
    with browsing(story) as browser:
        url = url_of(story.complaint, slug)
        valid = changed(form_on(browser.get(url)), "continue", answers_for(slug, story))
        names = st.sampled_from([name for name in valid if name != "csrfmiddlewaretoken"])

        @CALM
        @given(
            garbage=st.dictionaries(names, st.lists(texts, max_size=3), min_size=1, max_size=5),
            action=st.sampled_from(ACTIONS),
        )
        def send(garbage: dict[str, list[str]], action: str) -> None:
            with undone():
                response = browser.post(url, valid | garbage | {"action": action})
                assert response.status_code in ANSWERED
                # What was kept of it can be opened again.
                assert browser.get(url).status_code == 200

        send()


@CALM
@given(data=st.dictionaries(texts, st.lists(texts, max_size=2), max_size=6))
def keeps(browser: Client, url: str, data: dict[str, list[str]]) -> None:
    with undone():
        assert browser.post(url, data).status_code in {200, 400}


def test_garbage_while_typing_is_kept_or_refused_and_never_breaks_the_page(
    story: Story, browsing: Any
) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        keeps(browser, f"{url_of(story.complaint, 'acknowledge')}draft/")
