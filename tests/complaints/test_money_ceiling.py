"""The ceiling of money, GC: what counts against it, who shares it, and what a reason changes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.formats import plain
from complaints import gates
from complaints.gates import GateClosedError
from tests.complaints.money import MoneyStory
from tests.complaints.story import DAY, everything
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

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
