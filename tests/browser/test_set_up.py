"""Every page of the set-up in a browser, with its states: axe, colours, a phone, the keyboard."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from policies.models import PolicyVersion
from policies.samples import SAMPLES
from tests.accounts.admin_doors import MAKE, address, draft_of, pages
from tests.browser.conftest import SignIn
from tests.browser.inspection import Inspector
from tests.factories import PolicyVersionFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VERSION = "admin:policies_policyversion"


@pytest.fixture
def titles() -> dict[str, str]:
    """The titles of these pages: rows of one name may come up in several tests."""
    return {}


def that_open(user: User, addresses: list[str]) -> list[str]:
    """Return those of the addresses that are a page for this person."""
    client = Client()
    client.force_login(user)
    return [url for url in addresses if client.get(url).status_code == 200]


def test_every_page_for_who_runs_the_server(inspector: Inspector, sign_in: SignIn) -> None:
    root = UserFactory(is_superuser=True)
    rows = {model: make(UserFactory()) for model, make in MAKE.items()}
    found = [address(param.values[1], rows[param.values[0].model]) for param in pages()]
    sign_in(root)
    inspector.look(reverse("admin:index"), *that_open(root, found))


def test_what_a_freelancer_sets_up_in_each_state(inspector: Inspector, sign_in: SignIn) -> None:
    user = UserFactory()
    sign_in(user)
    policies = reverse("admin:policies_policy_changelist")
    wordings = reverse(f"{VERSION}_changelist")
    inspector.look(reverse("admin:index"), policies, wordings)
    published = PolicyVersionFactory(policy__owner=user)
    draft = PolicyVersionFactory(
        policy=published.policy, state="draft", published_at=None, content_hash=""
    )
    inspector.look(policies, f"{policies}?q=nothing", f"{wordings}?state__exact=draft")
    for step, version in (("publish", draft), ("discard", draft), ("retire", published)):
        inspector.look(reverse(f"{VERSION}_{step}", args=[version.pk]))
    for page, row in (("policy", published.policy), ("policyversion", draft)):
        inspector.look(reverse(f"admin:policies_{page}_change", args=[row.pk]))
        inspector.refuse("[name=_save]")
    inspector.open(policies)
    inspector.page.get_by_role("button", name="Publish the draft").click()
    inspector.page.get_by_text("Nothing is selected. Tick a row first.").wait_for()
    inspector.look()


def test_a_draft_is_published_with_the_keyboard_alone(
    inspector: Inspector, sign_in: SignIn
) -> None:
    user = UserFactory()
    draft = draft_of(user)
    sign_in(user)
    inspector.open(reverse(f"{VERSION}_change", args=[draft.pk]))
    for button in ("Save and look at it", "Publish this version"):
        tab_to(inspector.page, button)
        inspector.page.keyboard.press("Enter")
    inspector.page.get_by_role("heading", name="Next: agree on it for a project").wait_for()
    assert PolicyVersion.objects.get().state == "published"


def tab_to(page: Any, words: str) -> None:
    """Press Tab until the button with these words has the focus."""
    page.get_by_role("button", name=words).wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            return
    raise AssertionError(f"Tab does not reach {words}")


def test_the_buttons_of_the_samples_stand_in_one_column(
    inspector: Inspector, sign_in: SignIn
) -> None:
    sign_in(UserFactory())
    for path in (reverse("policies"), reverse("admin:policies_policy_changelist")):
        inspector.open(path)
        for width in (1280, 1024, 768, 641, 360, 320):
            inspector.page.set_viewport_size({"width": width, "height": 800})
            buttons = inspector.page.get_by_role("button", name="Start from this").all()
            boxes = [button.bounding_box() or {} for button in buttons]
            shapes = {(round(box["x"]), round(box["width"]), round(box["height"])) for box in boxes}
            assert (len(buttons), len(shapes)) == (len(SAMPLES), 1), (path, width, shapes)
