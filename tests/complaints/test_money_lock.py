"""The lock of money as a table: what opens it, what does not, and what a reason changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.formats import plain
from complaints import gates
from complaints.gates import GateClosedError, Missing
from complaints.models import LedgerEntry, Message, Override
from complaints.moves.planning import StepDraft
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.money import MoneyStory
from tests.complaints.page import form_on, url_of
from tests.complaints.story import DAY, Story, everything
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

CODES = list(Override.Code.values)
NOTE = "They were charged twice for one and the same month."

# The lock, G6: who was heard, who was told, what led to it, what was tried, and a reason.

HEARD = Missing("Write down what you heard", "heard")
TOLD = Missing("Let them know you heard", "acknowledge")
TRY = Missing("Offer a revision or a redo, and get their answer", "options")
CAUSES: dict[str, list[Missing]] = {
    "noted": [],
    "not sure, with a day to find out": [],
    "not sure": [Missing("Plan a day to find out the cause", "dates")],
    "none": [Missing("Note the likely cause, or that you are not sure yet", "cause")],
}


def words_only(story: Story) -> MoneyStory:
    """An explanation alone, and they say no to it."""
    only = story.two_options()[0]
    story.to(State.ACKNOWLEDGED).options(type(only)("explanation", only.what, only.ready_at))
    return story.send_plan().decline()


def a_delivery(story: Story, *, enough: bool | None) -> None:
    story.to(State.DELIVERED)
    if enough is not None:
        (story.confirm if enough else story.not_enough)()


# What was tried and how they answered → whether that was a fix that was offered and answered.
TRIED: dict[str, tuple[Callable[[MoneyStory], Any], bool]] = {
    "nothing": (lambda story: story.to(State.ACKNOWLEDGED), False),
    "offered, no answer yet": (lambda story: story.to(State.PROPOSED), False),
    "offered, they ask": (lambda story: story.to(State.PROPOSED).decline("question"), False),
    "offered, it lapsed": (
        lambda story: story.to(State.PROPOSED) and story.later(9 * DAY) and story.end_offer(),
        False,
    ),
    "offered, taken back": (lambda story: story.to(State.PROPOSED) and story.end_offer(), False),
    "offered, they want it otherwise": (
        lambda story: story.to(State.PROPOSED).decline("different"),
        True,
    ),
    "offered, they say no": (lambda story: story.to(State.PROPOSED).decline(), True),
    "only words, they say no": (words_only, False),
    "accepted": (lambda story: story.to(State.IN_PROGRESS), False),
    "delivered": (lambda story: a_delivery(story, enough=None), False),
    "delivered and right": (lambda story: a_delivery(story, enough=True), False),
    "delivered, not enough": (lambda story: a_delivery(story, enough=False), True),
}


@contextmanager
def undone() -> Iterator[None]:
    """Take back every row that is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def with_cause(story: MoneyStory, cause: str) -> None:
    if cause == "none":
        story.complaint.finding.delete()
    if cause.startswith("not sure"):
        story.cause(cause="not_sure", cause_sentence="")
    if cause.endswith("find out"):
        plan = story.complaint.plans.first()
        plan.steps.create(
            position=9, what="Ask the host", who="me", due_on=story.today, is_finding_out=True
        )


@pytest.mark.parametrize("tried", TRIED)
def test_money_opens_when_everything_was_done_or_with_a_reason(
    tale: MoneyStory, tried: str
) -> None:
    lead, is_answered = TRIED[tried]
    lead(tale)
    for heard, told, cause in product((True, False), (True, False), CAUSES):
        tale.fresh()
        with undone():
            with_cause(tale, cause)
            if not heard:
                tale.complaint.listening.delete()
            if not told:
                tale.complaint.acknowledgement.delete()
            missing = [
                *([] if heard else [HEARD]),
                *([] if told else [TOLD]),
                *CAUSES[cause],
                *([] if is_answered else [TRY]),
            ]
            tale.fresh()
            assert gates.money_unlocked(tale.complaint, tale.now) == missing, (heard, told, cause)
            for code in CODES:
                row = Override.objects.create(
                    complaint=tale.complaint, gate="G6", code=code, note=NOTE, at=tale.now
                )
                assert gates.money_unlocked(tale.complaint, tale.now) == [], code
                row.delete()


@pytest.mark.parametrize("gate", ["G6b", "GC", "G7"])
def test_a_reason_for_another_gate_does_not_open_the_lock(tale: MoneyStory, gate: str) -> None:
    tale.to(State.ACKNOWLEDGED).override(gate=gate)
    assert gates.money_unlocked(tale.fresh(), tale.now) == [TRY]


def test_while_the_lock_is_shut_no_offer_can_be_written(tale: MoneyStory) -> None:
    tale.bill()
    tale.to(State.ACKNOWLEDGED)
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        tale.draft()
    assert (shut.value.gate, shut.value.missing) == ("G6", [TRY])
    assert everything() == before


def test_an_offer_written_before_the_lock_shut_again_is_not_sent(owing: MoneyStory) -> None:
    owing.draft().cause(cause="not_sure", cause_sentence="")
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        owing.send_offer()
    assert CAUSES["not sure"][0] in shut.value.missing
    assert everything() == before


def test_a_day_to_find_out_stays_when_money_is_offered_instead(owing: MoneyStory) -> None:
    owing.cause(cause="not_sure", cause_sentence="")
    step = StepDraft("Find out what led to this", "me", owing.working_day(2), is_finding_out=True)
    owing.dates(steps=[step])
    assert owing.offer().complaint.state == "proposed"


def test_one_offer_opens_the_lock_for_the_next(owing: MoneyStory) -> None:
    owing.offer().later(DAY).decline()
    assert gates.money_unlocked(owing.fresh(), owing.now) == []


# The second lock, G6b: everything only after a part.


def part(amount: str, **changes: Any) -> Callable[[MoneyStory], Any]:
    return lambda story: story.offer(amount, **changes)


SMALLER: dict[str, tuple[Callable[[MoneyStory], Any], bool]] = {
    "none": (lambda story: None, False),
    "written, not sent": (lambda story: story.draft("240"), False),
    "sent, no answer yet": (part("240"), False),
    "they ask about it": (lambda story: story.offer("240").decline("question"), False),
    "it lapsed": (lambda story: story.offer("240").later(20 * DAY) and story.end_offer(), False),
    "taken back": (lambda story: story.offer("240").end_offer(), False),
    "they want it otherwise": (lambda story: story.offer("240").decline("different"), True),
    "they say no": (lambda story: story.offer("240").decline(), True),
    "no to a credit": (
        lambda story: story.offer("100", kind="goodwill_credit").decline(),
        True,
    ),
}
ASK_FOR_PART = Missing("Offer part of it first and get their answer", "money")


@pytest.mark.parametrize("smaller", SMALLER)
def test_everything_goes_back_after_a_part_was_answered_or_with_a_reason(
    owing: MoneyStory, smaller: str
) -> None:
    lead, is_answered = SMALLER[smaller]
    lead(owing)
    for gate, code in [("", ""), *product(("G6", "G6b", "GC"), CODES)]:
        with undone():
            if gate:
                owing.override(gate=gate, code=code)
            opens = is_answered or gate == "G6b" or (gate, code) == ("G6", "billing")
            found = gates.full_refund_open(owing.fresh(), owing.now)
            assert found == ([] if opens else [ASK_FOR_PART]), (gate, code)


def test_a_part_that_was_paid_opens_the_way_to_the_rest(owing: MoneyStory) -> None:
    owing.offer("240").accept()
    owing.settle()
    assert gates.full_refund_open(owing.fresh(), owing.now) == []


def test_no_to_everything_is_no_answer_to_a_part(owing: MoneyStory) -> None:
    owing.override(gate="G6b").override(gate="GC")
    owing.offer("2400", kind="full_refund").decline()
    owing.complaint.overrides.filter(gate="G6b").delete()
    assert gates.full_refund_open(owing.fresh(), owing.now) == [ASK_FOR_PART]


def test_a_full_refund_is_not_sent_while_its_lock_is_shut(owing: MoneyStory) -> None:
    owing.override(gate="GC").draft("2400", kind="full_refund")
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        owing.send_offer()
    assert ASK_FOR_PART in shut.value.missing
    assert everything() == before


def test_a_billing_error_needs_neither_a_fix_nor_a_part(tale: MoneyStory) -> None:
    tale.bill("600")
    tale.to(State.ACKNOWLEDGED).override(gate="G6", code="billing", note_text=NOTE)
    tale.offer("600", kind="full_refund").accept()
    assert tale.settle().complaint.state == "resolved"
    assert [row.gate for row in tale.complaint.overrides.all()] == ["G6"]


def test_what_the_law_requires_can_be_paid_from_the_first_day(tale: MoneyStory) -> None:
    tale.bill()
    tale.to(State.ACKNOWLEDGED)
    for gate in ("G6", "G6b", "GC"):
        tale.override(gate=gate, code="legal", note_text="They have a right to a lower price.")
    tale.offer("2400", kind="full_refund").accept()
    assert tale.settle().complaint.state == "resolved"


# The ceiling, GC.

CEILING: dict[str, tuple[str, bool]] = {
    "a cent": ("0.01", True),
    "a tenth": ("240", True),
    "the whole of it": ("720", True),
    "a cent above": ("720.01", False),
    "everything they paid": ("2400", False),
}


@pytest.mark.parametrize("with_reason", [False, True])
@pytest.mark.parametrize("name", CEILING)
def test_the_ceiling_holds_or_yields_to_a_reason(
    owing: MoneyStory, name: str, with_reason: bool
) -> None:
    amount, fits = CEILING[name]
    owing.draft(amount)
    if with_reason:
        owing.override(gate="GC", code="my_choice")
    if fits or with_reason:
        owing.send_offer()
        assert owing.fresh().state == "proposed"
        return
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        owing.send_offer()
    assert [plain(each.sentence) for each in shut.value.missing] == [
        "The agreed ceiling of €720 leaves €720. Enter less, or say why above it"
    ]
    assert everything() == before


def ceiling_left(story: MoneyStory) -> Decimal:
    return gates.finance.position(story.project, story.today).ceiling_left


def test_what_was_accepted_counts_against_the_ceiling_and_what_ended_does_not(
    owing: MoneyStory,
) -> None:
    owing.offer("240")
    assert ceiling_left(owing) == 720
    owing.decline().later(DAY)
    owing.offer("300").accept()
    assert ceiling_left(owing) == 420
    owing.settle()
    assert ceiling_left(owing) == 420


def test_two_complaints_about_one_project_share_its_ceiling(owing: MoneyStory) -> None:
    other = owing.another().fell_short()
    owing.offer("500")
    other.offer("500")
    owing.accept()
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        other.accept()
    assert [plain(each.sentence) for each in shut.value.missing] == [
        "The agreed ceiling of €720 leaves €220. Enter less, or say why above it"
    ]
    assert everything() == before
    other.override(gate="GC").accept()
    assert other.fresh().state == "in_progress"


def test_another_project_has_a_ceiling_of_its_own(owing: MoneyStory) -> None:
    owing.offer("700").accept()
    elsewhere = ProjectFactory(owner=owing.user, client=owing.project.client, fee_net=500)
    assert gates.finance.position(elsewhere, owing.today).ceiling_left == 500


def test_without_an_agreement_the_fee_is_the_ceiling(owing: MoneyStory) -> None:
    owing.project.agreements.all().delete()
    owing.offer("2400")
    assert owing.complaint.state == "proposed"


def test_after_its_days_nothing_is_left_of_the_ceiling_but_goodwill(owing: MoneyStory) -> None:
    owing.project.delivered_on = owing.today - timedelta(days=61)
    owing.project.save()
    owing.draft("1")
    with pytest.raises(GateClosedError):
        owing.send_offer()
    owing.override(gate="GC").offer("1")
    assert owing.fresh().state == "proposed"


def test_no_reason_gives_back_more_than_was_paid(tale: MoneyStory) -> None:
    tale.bill("300")
    tale.fell_short().override(gate="GC", code="legal")
    with pytest.raises(GateClosedError) as shut:
        tale.offer("300.01")
    assert [plain(each.sentence) for each in shut.value.missing] == [
        "They paid €300, of which €300 can still go back"
    ]


# What the screens show of it, from the first day.


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
