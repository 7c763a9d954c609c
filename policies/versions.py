"""The verbs that make policies and versions; the only place a version's words or state change."""

from dataclasses import asdict, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.numbering import next_number
from policies.models import Policy, PolicyVersion, PublishedVersionIsFrozen
from policies.samples import Sample
from policies.wording import Wording, fingerprint

State = PolicyVersion.State


class VersionRefused(Exception):
    """A verb does not fit the state of the version; the message is a sentence to show."""


class DraftExists(VersionRefused):
    """The policy already has a draft, in `draft`; go on with that one."""

    def __init__(self, draft: PolicyVersion) -> None:
        self.draft = draft
        super().__init__(
            _("%(title)s already has a draft, %(label)s. Go on with that one.")
            % {"title": draft.policy.title, "label": draft.label}
        )


class NotADraft(VersionRefused):
    """The version has been published before."""

    def __init__(self) -> None:
        super().__init__(_("This version is published already."))


class NotPublished(VersionRefused):
    """Only a published version can be retired."""

    def __init__(self) -> None:
        super().__init__(_("Only a published version can be retired."))


@transaction.atomic
def create_policy(*, owner: User, title: str, wording: Wording) -> PolicyVersion:
    """Return the first draft of a new policy of `owner`."""
    policy = Policy.objects.create(owner=owner, number=next_number(owner, "policy"), title=title)
    return PolicyVersion.objects.create(policy=policy, number=1, **asdict(wording))


def start_from_sample(*, owner: User, sample: Sample) -> PolicyVersion:
    """Return the first draft of a policy worded like `sample`, priced in the owner's currency."""
    wording = sample.wording
    if wording.extra_round_price is not None:
        wording = replace(wording, currency=owner.preferences.currency)
    return create_policy(owner=owner, title=str(sample.title), wording=wording)


@transaction.atomic
def edit_draft(*, version: PolicyVersion, title: str, wording: Wording) -> PolicyVersion:
    """Give a draft new words and its policy a new name. Raises PublishedVersionIsFrozen."""
    drafts = PolicyVersion.objects.filter(pk=version.pk, state=State.DRAFT)
    if not drafts.update(**asdict(wording)):
        raise PublishedVersionIsFrozen
    rename(policy=version.policy, title=title)
    version.refresh_from_db()
    return version


def rename(*, policy: Policy, title: str) -> None:
    """Give a policy another name; the words of its versions stay."""
    policy.title = title
    policy.save(update_fields=["title"])


@transaction.atomic
def new_draft_from(*, version: PolicyVersion) -> PolicyVersion:
    """Return the next version of the policy, a draft with the words of `version`.

    Raises DraftExists when the policy has a draft already.
    """
    policy = Policy.objects.select_for_update().get(pk=version.policy_id)
    draft = policy.versions.filter(state=State.DRAFT).first()
    if draft:
        raise DraftExists(draft)
    try:
        # A savepoint: a draft made by somebody else in this moment is told, not a crash.
        with transaction.atomic():
            return policy.versions.create(number=_next(policy), **asdict(version.wording()))
    except IntegrityError as error:
        raise DraftExists(policy.versions.get(state=State.DRAFT)) from error


@transaction.atomic
def publish(*, version: PolicyVersion, now: datetime, retire_earlier: bool = False) -> None:
    """Freeze a draft so that clients can agree to it. Raises NotADraft.

    With `retire_earlier` the published versions before it are retired in the same moment.
    """
    drafts = PolicyVersion.objects.select_for_update().filter(pk=version.pk, state=State.DRAFT)
    draft = drafts.first()
    if draft is None:
        raise NotADraft
    # The hash is of the words that lie in the database now, not of a copy read earlier.
    drafts.update(
        state=State.PUBLISHED, published_at=now, content_hash=fingerprint(draft.wording())
    )
    if retire_earlier:
        earlier = draft.policy.versions.filter(state=State.PUBLISHED, number__lt=draft.number)
        earlier.update(state=State.RETIRED, retired_at=now)
    version.refresh_from_db()


def retire(*, version: PolicyVersion, now: datetime) -> None:
    """Offer a version for new projects no longer; agreements to it stay. Raises NotPublished."""
    published = PolicyVersion.objects.filter(pk=version.pk, state=State.PUBLISHED)
    if not published.update(state=State.RETIRED, retired_at=now):
        raise NotPublished
    version.refresh_from_db()


@transaction.atomic
def discard_draft(*, version: PolicyVersion) -> None:
    """Throw a draft away, and its policy with it when nothing else is left. Raises NotADraft.

    Its number is not given again: a link or a printed page may still name it.
    """
    deleted, _rows = PolicyVersion.objects.filter(pk=version.pk, state=State.DRAFT).delete()
    if not deleted:
        raise NotADraft
    policy = version.policy
    if not policy.versions.exists():
        policy.delete()
        return
    Policy.objects.filter(pk=policy.pk).update(discarded_up_to=version.number)


def _next(policy: Policy) -> int:
    last = policy.versions.order_by("-number").values_list("number", flat=True)[0]
    return max(last, policy.discarded_up_to) + 1
