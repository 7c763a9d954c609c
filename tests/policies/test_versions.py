"""Versions of a policy: drafts change, what is published never does."""

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from policies import samples, versions
from policies.models import Policy, PolicyVersion, PublishedVersionIsFrozen
from policies.wording import WORDING_FIELDS, Wording, fingerprint
from tests.factories import (
    AgreementFactory,
    PolicyFactory,
    PolicyVersionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
WORDS = Wording(
    rounds_included=2,
    round_means="One list of changes to one draft.",
    new_work_means="Whatever the brief does not mention.",
    extra_round_price=Decimal("150.00"),
    currency="EUR",
)
# Another value for every field of a wording.
CHANGES: dict[str, Any] = {
    "rounds_included": 3,
    "round_means": "Something else entirely, said later.",
    "new_work_means": "Something else entirely, said later.",
    "not_counted": "Nothing.",
    "extra_round_price": Decimal("151.00"),
    "currency": "GBP",
    "extra_round_percent": Decimal("5.00"),
    "turnaround_days": 9,
    "feedback_window_days": 9,
    "refund_stance": "None.",
    "ceiling_percent": Decimal("31.00"),
    "ceiling_days": 61,
    "ceiling_kind": "stages",
    "ceiling_amount": Decimal(500),
}


def draft() -> PolicyVersion:
    return versions.create_policy(owner=UserFactory(), title="Studio", wording=WORDS)


def published() -> PolicyVersion:
    version = draft()
    versions.publish(version=version, now=NOW)
    return version


def test_a_new_policy_has_a_number_of_its_own_and_a_first_draft() -> None:
    owner = UserFactory()
    first = versions.create_policy(owner=owner, title="Studio", wording=WORDS)
    second = versions.create_policy(owner=owner, title="Retainer", wording=WORDS)
    assert (first.policy.number, second.policy.number) == (1, 2)
    assert (first.number, first.state) == (1, "draft")
    assert first.wording() == WORDS


def test_every_field_of_a_wording_is_tried_below() -> None:
    assert set(CHANGES) == set(WORDING_FIELDS)


@pytest.mark.parametrize("name", WORDING_FIELDS)
def test_the_fingerprint_changes_with_every_word_and_number(name: str) -> None:
    other = dataclasses.replace(WORDS, **{name: CHANGES[name]})
    assert fingerprint(other) != fingerprint(WORDS)


def test_the_fingerprint_does_not_care_how_a_price_is_written() -> None:
    written = [dataclasses.replace(WORDS, extra_round_price=Decimal(p)) for p in ("150", "150.000")]
    assert fingerprint(written[0]) == fingerprint(written[1])


def test_a_draft_takes_new_words_and_a_new_name() -> None:
    version = draft()
    words = dataclasses.replace(WORDS, rounds_included=5)
    versions.edit_draft(version=version, title="Atelier", wording=words)
    stored = PolicyVersion.objects.get(pk=version.pk)
    assert (stored.rounds_included, stored.policy.title) == (5, "Atelier")


def test_publishing_keeps_the_moment_and_the_fingerprint() -> None:
    version = published()
    assert (version.state, version.published_at) == ("published", NOW)
    assert version.content_hash == fingerprint(WORDS)


def test_publishing_takes_the_words_of_the_database_not_of_an_old_copy() -> None:
    version = draft()
    old_copy = PolicyVersion.objects.get(pk=version.pk)
    words = dataclasses.replace(WORDS, rounds_included=7)
    versions.edit_draft(version=version, title="Studio", wording=words)
    versions.publish(version=old_copy, now=NOW)
    assert old_copy.rounds_included == 7
    assert old_copy.content_hash == fingerprint(words)


def test_a_version_is_published_once() -> None:
    version = published()
    with pytest.raises(versions.NotADraft):
        versions.publish(version=version, now=NOW)


def test_a_published_version_refuses_new_words_from_an_old_form() -> None:
    version = published()
    with pytest.raises(PublishedVersionIsFrozen, match="Make a new version"):
        versions.edit_draft(version=version, title="Studio", wording=WORDS)


def test_a_published_version_refuses_to_be_saved() -> None:
    version = published()
    version.rounds_included = 9
    with pytest.raises(PublishedVersionIsFrozen):
        version.save()
    with pytest.raises(PublishedVersionIsFrozen):
        version.save(update_fields=["rounds_included"])


@pytest.mark.parametrize(
    "change",
    [
        *({name: value} for name, value in CHANGES.items()),
        {"state": "draft"},
        {"number": 8},
        {"content_hash": "0" * 64},
        {"published_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_to_change_a_published_version(change: dict[str, Any]) -> None:
    version = published()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(**change)
    stored = PolicyVersion.objects.get(pk=version.pk)
    assert (stored.wording(), stored.state, stored.number) == (WORDS, "published", 1)


def test_the_database_refuses_it_in_plain_sql_too() -> None:
    version = published()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE policies_policyversion SET rounds_included = 9 WHERE id = %s", [version.pk]
        )


def test_a_retired_version_is_not_published_again() -> None:
    version = published()
    versions.retire(version=version, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(state="published")


def test_the_next_version_starts_with_the_words_of_the_one_before() -> None:
    first = published()
    second = versions.new_draft_from(version=first)
    assert (second.number, second.state, second.wording()) == (2, "draft", WORDS)
    assert second.content_hash == ""


def test_a_policy_has_one_draft_at_a_time() -> None:
    first = published()
    second = versions.new_draft_from(version=first)
    with pytest.raises(versions.DraftExists, match="v2") as refusal:
        versions.new_draft_from(version=first)
    assert refusal.value.draft == second


def test_publishing_the_next_version_can_retire_the_earlier_ones() -> None:
    first = published()
    agreement = AgreementFactory(policy_version=first, project__owner=first.policy.owner)
    second = versions.new_draft_from(version=first)
    versions.publish(version=second, now=NOW, retire_earlier=True)
    states = dict(first.policy.versions.values_list("number", "state"))
    assert states == {1: "retired", 2: "published"}
    agreement.refresh_from_db()
    assert agreement.policy_version == first


def test_publishing_the_next_version_leaves_the_earlier_ones_when_asked() -> None:
    first = published()
    second = versions.new_draft_from(version=first)
    versions.publish(version=second, now=NOW)
    states = dict(first.policy.versions.values_list("number", "state"))
    assert states == {1: "published", 2: "published"}


def test_a_draft_is_not_retired() -> None:
    with pytest.raises(versions.NotPublished):
        versions.retire(version=draft(), now=NOW)


def test_a_discarded_first_draft_takes_its_policy_with_it() -> None:
    version = draft()
    versions.discard_draft(version=version)
    assert not Policy.objects.filter(pk=version.policy_id).exists()


def test_a_discarded_later_draft_leaves_the_published_version() -> None:
    first = published()
    versions.discard_draft(version=versions.new_draft_from(version=first))
    assert list(first.policy.versions.all()) == [first]


def test_the_number_of_a_discarded_draft_is_not_given_again() -> None:
    first = published()
    for expected in (2, 3):
        thrown_away = versions.new_draft_from(version=first)
        assert thrown_away.number == expected
        versions.discard_draft(version=thrown_away)
    assert versions.new_draft_from(version=first).number == 4


def test_a_published_version_is_not_discarded() -> None:
    with pytest.raises(versions.NotADraft):
        versions.discard_draft(version=published())


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda each: each.slug)
def test_every_sample_becomes_a_draft_that_can_be_published(sample: samples.Sample) -> None:
    owner = UserFactory(preferences__currency="GBP")
    version = versions.start_from_sample(owner=owner, sample=sample)
    priced_in = "GBP" if version.extra_round_price is not None else ""
    assert (version.currency, version.policy.title) == (priced_in, str(sample.title))
    versions.publish(version=version, now=NOW)
    assert version.state == "published"


def test_a_sample_is_kept_as_plain_words() -> None:
    with translation.override("en"):
        version = versions.start_from_sample(owner=UserFactory(), sample=samples.SMALL_JOB)
    version.refresh_from_db()
    assert version.not_counted.startswith("Anything where I did not follow the brief")


@pytest.mark.parametrize(
    "wrong",
    [
        {"extra_round_price": None},
        {"extra_round_percent": Decimal(5)},
        {"currency": ""},
        {"rounds_included": 21},
        {"extra_round_price": Decimal(-1)},
        {"ceiling_percent": Decimal(101)},
        {"state": "published", "content_hash": ""},
        {"state": "published", "published_at": None},
        {"state": "retired"},
    ],
    ids=str,
)
def test_the_database_refuses_a_version_that_makes_no_sense(wrong: dict[str, Any]) -> None:
    policy = PolicyFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersionFactory(policy=policy, **wrong)


def test_the_whole_account_can_still_be_taken_away() -> None:
    version = published()
    owner = version.policy.owner
    AgreementFactory(policy_version=version, project__owner=owner)
    owner.projects.all().delete()
    owner.delete()
    assert not PolicyVersion.objects.filter(pk=version.pk).exists()
