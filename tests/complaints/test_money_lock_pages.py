"""What the screens show of the locks of money, and the reasons that are given there."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from complaints import gates
from complaints.models import LedgerEntry, Message
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.money import CODES, NOTE, TRY, MoneyStory
from tests.complaints.page import form_on, url_of
from tests.complaints.story import everything

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [s for s in State if s not in {State.CLOSED, State.WITHDRAWN}])
def test_money_can_be_read_in_every_state_with_what_is_missing(
    tale: MoneyStory, browsing: Any, state: State
) -> None:
    tale.to(state)
    missing = gates.money_unlocked(tale.fresh(), tale.now)
    assert missing
    with browsing(tale) as browser:
        workspace = browser.get(reverse("complaint", args=[tale.complaint.ref])).content.decode()
        page = browser.get(url_of(tale.complaint, "money"))
    assert url_of(tale.complaint, "money") in workspace
    assert "Money opens after you have offered a fix and they have answered." in workspace
    assert page.status_code == 200
    for each in missing:
        link = f'<a href="{url_of(tale.complaint, each.screen)}">{each.sentence}</a>'
        assert link in page.content.decode()


def test_a_locked_screen_leads_to_the_reason_and_has_no_form_to_send(
    tale: MoneyStory, browsing: Any
) -> None:
    tale.bill()
    tale.to(State.ACKNOWLEDGED)
    with browsing(tale) as browser:
        page = browser.get(url_of(tale.complaint, "money"))
        content = page.content.decode()
        assert reverse("override", args=[tale.complaint.ref, "G6"]) in content
        assert "amount" not in form_on(page).values
        answer = browser.post(url_of(tale.complaint, "money"), money_answers(tale))
    assert answer.status_code == 409
    assert TRY.sentence in answer.content.decode()
    assert not LedgerEntry.objects.exists()
    assert not tale.complaint.plans.filter(options__kind="partial_refund").exists()


def money_answers(story: MoneyStory) -> dict[str, str]:
    return {
        "action": "continue",
        "kind": "partial_refund",
        "amount": "240",
        "basis": "Two days of orders lost after the fix",
        "client_keeps": "everything",
        "valid_until": (story.today + timedelta(days=14)).isoformat(),
        "payment_days": "3",
    }


@pytest.mark.parametrize("gate", ["G6", "G6b", "GC"])
@pytest.mark.parametrize("code", CODES)
def test_a_reason_is_kept_on_the_trail_and_counted(
    owing: MoneyStory, browsing: Any, gate: str, code: str
) -> None:
    with browsing(owing) as browser:
        page = browser.post(
            reverse("override", args=[owing.complaint.ref, gate]), {"code": code, "note": NOTE}
        )
        assert page.status_code == 302
        assert page.url == url_of(owing.complaint, "money")
        workspace = browser.get(reverse("complaint", args=[owing.complaint.ref])).content.decode()
    [row] = owing.complaint.overrides.all()
    assert (row.gate, row.code, row.note, row.at) == (gate, code, NOTE, owing.now)
    event = owing.complaint.events.get(move="T22")
    assert (event.detail, event.client_saw) == (f"{row.get_code_display()}: {NOTE}", False)
    assert NOTE in workspace
    assert owing.fresh().state == "acknowledged"


REFUSED = {
    "no reason": ({"note": NOTE}, "Choose a reason"),
    "a reason of no list": ({"code": "because", "note": NOTE}, "Choose a reason"),
    "no note": ({"code": "legal"}, "Write at least twenty characters about why"),
    "nineteen characters": (
        {"code": "legal", "note": "x" * 19},
        "Write at least twenty characters about why",
    ),
    "spaces": ({"code": "legal", "note": " " * 40}, "Write at least twenty characters about why"),
    "NUL": (
        {"code": "legal", "note": "\0" * 40},
        "Write at least twenty characters about why",
    ),
    "too much": ({"code": "legal", "note": "x" * 1001}, "Shorten this to 1,000 characters"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_reason_needs_a_code_and_twenty_characters(
    owing: MoneyStory, browsing: Any, name: str
) -> None:
    answers, sentence = REFUSED[name]
    before = everything()
    with browsing(owing) as browser:
        page = browser.post(reverse("override", args=[owing.complaint.ref, "GC"]), answers)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    owing.user.refresh_from_db()
    rows = everything()
    for each in (before, rows):
        each.pop("accounts.User")  # it signed in
    assert rows == before


def test_twenty_characters_are_enough(owing: MoneyStory, browsing: Any) -> None:
    url = reverse("override", args=[owing.complaint.ref, "GC"])
    with browsing(owing) as browser:
        assert browser.post(url, {"code": "legal", "note": "x" * 20}).status_code == 302


@pytest.mark.parametrize("gate", ["G1", "G2", "G3", "G4", "G5", "G6c", "gc", "nonsense"])
def test_other_gates_have_no_way_past(owing: MoneyStory, browsing: Any, gate: str) -> None:
    with browsing(owing) as browser:
        url = reverse("override", args=[owing.complaint.ref, gate])
        assert browser.get(url).status_code == 404
        assert browser.post(url, {"code": "legal", "note": NOTE}).status_code == 404


def test_a_reason_never_reaches_the_client(owing: MoneyStory, browsing: Any) -> None:
    for gate in ("G6", "G6b", "GC"):
        owing.override(gate=gate, code="billing", note_text=NOTE)
    owing.draft("2400", kind="full_refund")
    owing.send_offer(letter=owing.offer_letter()).accept()
    owing.settle()
    with browsing(owing) as browser:
        seen = browser.get(
            reverse("complaint", args=[owing.complaint.ref]) + "?saw=client"
        ).content.decode()
        record = form_on(browser.get(url_of(owing.complaint, "close"))).values["body"][0]
    texts = [row.body for row in Message.objects.all()]
    texts += [bytes(row.raw).decode() for row in OutgoingEmail.objects.filter(audience="client")]
    for text in (*texts, record, seen):
        assert NOTE not in text
        assert "billing error" not in text
