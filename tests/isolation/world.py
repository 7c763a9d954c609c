"""Two freelancers who must never meet: one with a marker in every text, one who looks for it."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models

from accounts.models import Counter, FormUse, PutAside, User
from accounts.ownership import OwnedModel
from clients.models import ProjectStage
from complaints import calendar_feed
from complaints.models import Attachment, Complaint, Draft, LedgerEntry
from complaints.reminders import schedule
from complaints.workflow import State
from outbox.models import OutgoingEmail
from policies.models import PolicyVersion
from tests.complaints.money import MoneyStory
from tests.complaints.story import HOUR, Story, another_project, at_home, begin
from tests.factories import PolicyVersionFactory, own_number

# Long enough that no token, nonce or key of a page holds it by chance; in upper and lower case
# three letters come up in one of some hundred thousand, and a page has many.
MARKER = "zqxjvkzqx"
OURS = ("accounts", "outbox", "clients", "policies", "complaints")
# The numbers of the owner's rows start here: a stranger has no row of that number.
FIRST = 41

# Texts that are a key or a word of the app's own, and so hold nothing anybody typed.
NOT_TYPED = {
    "accounts.User": {"password", "email"},
    "accounts.Preferences": {
        "locale",
        "time_zone",
        "country",
        "region",
        "working_days",
        "days_off",
    },
    "accounts.Counter": {"kind"},
    "accounts.FormUse": {"word", "content", "led_to"},
    "accounts.PutAside": {"place"},
    "clients.Contact": {"time_zone"},
    "complaints.CalendarLink": {"name"},
    "complaints.Complaint": {"given_zone"},
    "complaints.Delivery": {"given_zone"},
    "complaints.Plan": {"given_zone"},
    "complaints.Promise": {"given_zone"},
    "complaints.Event": {"verb", "move", "from_state", "to_state"},
    "complaints.Draft": {"screen"},
    "complaints.Finding": {"cause"},
    "complaints.Message": {"letter"},
    "complaints.Override": {"gate"},
    "complaints.Attachment": {"file"},
    "complaints.PlanOption": {"letter"},
    "complaints.Reminder": {"dedupe_key", "kind", "subject", "tz"},
    "outbox.OutgoingEmail": {"dedupe_key", "message_id", "kind", "topic", "lease_token"},
    "policies.PolicyVersion": {"content_hash"},
}


@dataclass
class World:
    """What the owner has, a row of each kind to ask for."""

    owner: User
    stranger: User
    draft: Complaint
    working: Complaint
    closed: Complaint
    resolved: Complaint
    offered: Complaint
    credit: LedgerEntry
    version: PolicyVersion
    draft_version: PolicyVersion
    story: Story

    @property
    def project(self) -> Any:
        return self.story.project

    @property
    def letter(self) -> OutgoingEmail:
        """A letter of the owner's that went out."""
        letters = OutgoingEmail.objects.for_user(self.owner).filter(message__isnull=False)
        return letters.order_by("created_at")[0]

    @property
    def client(self) -> Any:
        return self.story.project.client


def make_world() -> World:
    """Return a world in which every kind of row exists, and every text of the owner is marked."""
    stranger = begin()
    with at_home(stranger):
        stranger.to(State.IN_PROGRESS)
    owner = begin()
    _start_numbers_at(owner)
    complaints = {}
    with at_home(owner):
        for state in (State.DRAFT, State.IN_PROGRESS, State.CLOSED, State.RESOLVED):
            told = Story(owner.user, owner.project, owner.contact, owner.now)
            complaints[state] = told.to(state).complaint
        Story(owner.user, owner.project, owner.contact, owner.now).to(State.DELIVERED).not_enough()
        Story(owner.user, another_project(owner), owner.contact, owner.now).to(State.RESOLVED)
        Story(owner.user, owner.project, owner.contact, owner.now).to(State.OPEN).override()
        credit, offered = _money(owner)
    draft = complaints[State.DRAFT]
    Attachment.objects.create(
        complaint=draft,
        name="photo.png",
        file=ContentFile(MARKER.encode(), name="photo.png"),
        size=len(MARKER),
        added_at=owner.now,
    )
    Draft.objects.create(
        complaint=draft,
        screen="heard",
        data={"paraphrase": [f"{MARKER} typed"]},
        version=1,
        saved_at=owner.now,
    )
    FormUse.objects.create(owner=owner.user, word="w", content="c", led_to="/", at=owner.now)
    typed = {"paraphrase": [f"{MARKER} typed"]}
    PutAside.objects.create(owner=owner.user, place="/", data=typed, at=owner.now)
    for user in (owner.user, stranger.user):
        calendar_feed.make_link(user, now=owner.now)
    schedule.ask_for_a_moment(draft, screen="heard", back_at=owner.now + HOUR, now=owner.now)
    version = owner.project.agreements.get().policy_version
    unpublished = PolicyVersionFactory(
        policy=version.policy, state="draft", published_at=None, content_hash=""
    )
    ProjectStage.objects.create(project=owner.project, number=1, what="Panel", amount=90)
    mark(owner.user)
    return World(
        owner=owner.user,
        stranger=stranger.user,
        draft=draft,
        working=complaints[State.IN_PROGRESS],
        closed=complaints[State.CLOSED],
        resolved=complaints[State.RESOLVED],
        offered=offered,
        credit=credit,
        version=version,
        draft_version=unpublished,
        story=owner,
    )


def _money(owner: Story) -> tuple[LedgerEntry, Complaint]:
    """Return a credit that can be used, and a complaint with an offer of money that is out."""
    told = MoneyStory(owner.user, owner.project, owner.contact, owner.now)
    told.bill()
    told.fell_short().offer("100", kind="goodwill_credit").accept()
    told.settle()
    credit = told.complaint.ledger.get(what="settled")
    return credit, told.another().fell_short().offer("120").complaint


def _start_numbers_at(owner: Story) -> None:
    """Give the owner's rows numbers that the stranger's do not have."""
    for kind in ("client", "project", "policy", "complaint", "ledger"):
        Counter.objects.update_or_create(owner=owner.user, kind=kind, defaults={"last": FIRST - 1})
    owner.project.client.number = own_number(owner.user, "client")
    owner.project.client.save()
    owner.project.number = own_number(owner.user, "project")
    owner.project.save()
    policy = owner.project.agreements.get().policy_version.policy
    policy.number = own_number(owner.user, "policy")
    policy.save()


def owned_models() -> list[type[OwnedModel]]:
    """Return every model whose rows belong to a freelancer."""
    ours = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return [each for each in ours if issubclass(each, OwnedModel) and not each._meta.proxy]


def typed_texts(model: type[models.Model]) -> list[str]:
    """Return the names of the fields of `model` that hold what somebody typed."""
    kept_out = NOT_TYPED.get(model._meta.label, set())
    return [
        each.name
        for each in model._meta.concrete_fields
        if isinstance(each, models.CharField | models.TextField)
        and not isinstance(each, models.EmailField)
        and not each.choices
        and (not each.max_length or each.max_length > 12)
        and each.name not in kept_out
    ]


def mark(owner: User) -> None:
    """Put the marker into every text of every row of `owner`."""
    User.objects.filter(pk=owner.pk).update(name=f"{MARKER} name")
    for model in owned_models():
        rows = model.objects.for_user(owner)
        if model is PolicyVersion:  # a published version cannot be changed
            rows = rows.filter(state="draft")
        texts = {name: _marked(model, name) for name in typed_texts(model)}
        if texts:
            rows.update(**texts)


def _marked(model: type[models.Model], name: str) -> str:
    """Return the marker with the place where it was planted, no longer than fits there."""
    longest = model._meta.get_field(name).max_length or 100
    return f"{MARKER} {model._meta.model_name} {name}"[:longest]
