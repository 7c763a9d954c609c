"""Rows for tests, made the way the app makes them; later apps add theirs below."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from accounts.numbering import next_number
from clients.models import Client, Contact, Project
from policies.models import Agreement, Policy, PolicyVersion

PASSWORD = "a long sentence to sign in"


def own_number(owner: User, kind: str) -> int:
    """Return the next number the way the app gives it out, so that both never collide."""
    with transaction.atomic():
        return next_number(owner, kind)


class UserFactory(factory.django.DjangoModelFactory):
    """A freelancer with a verified address; `preferences__time_zone=…` sets a preference."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"freelancer{n}@example.test")
    name = "Mira Holm"

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        user = model_class.objects.create_user(password=PASSWORD, **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    @factory.post_generation
    def preferences(obj: User, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Set preferences given as `preferences__name=value`."""
        if kwargs:
            for name, value in kwargs.items():
                setattr(obj.preferences, name, value)
            obj.preferences.save()


class ClientFactory(factory.django.DjangoModelFactory):
    """A client without people."""

    class Meta:
        model = Client

    owner = factory.SubFactory(UserFactory)
    number = factory.LazyAttribute(lambda row: own_number(row.owner, "client"))
    name = factory.Sequence(lambda n: f"Client {n}")


class ContactFactory(factory.django.DjangoModelFactory):
    """The main contact of a client."""

    class Meta:
        model = Contact

    client = factory.SubFactory(ClientFactory)
    name = "Elin Berg"
    email = factory.Sequence(lambda n: f"elin{n}@client.test")
    is_main = True


class ProjectFactory(factory.django.DjangoModelFactory):
    """A project in progress; its client belongs to the same owner."""

    class Meta:
        model = Project

    owner = factory.SubFactory(UserFactory)
    client = factory.SubFactory(ClientFactory, owner=factory.SelfAttribute("..owner"))
    number = factory.LazyAttribute(lambda row: own_number(row.owner, "project"))
    title = factory.Sequence(lambda n: f"Project {n}")
    fee_net = Decimal(1000)
    currency = "EUR"


class PolicyFactory(factory.django.DjangoModelFactory):
    """A policy without a version."""

    class Meta:
        model = Policy

    owner = factory.SubFactory(UserFactory)
    number = factory.LazyAttribute(lambda row: own_number(row.owner, "policy"))
    title = "Fixed project"


class PolicyVersionFactory(factory.django.DjangoModelFactory):
    """A published version; `state="draft"` with `published_at=None` gives a draft."""

    class Meta:
        model = PolicyVersion

    policy = factory.SubFactory(PolicyFactory)
    number = factory.LazyAttribute(lambda row: row.policy.versions.count() + 1)
    state = PolicyVersion.State.PUBLISHED
    rounds_included = 2
    round_means = "One list of changes, sent in one message, for what is there."
    new_work_means = "Anything that was not in the brief we agreed on."
    extra_round_price = Decimal(120)
    currency = "EUR"
    published_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    content_hash = factory.Sequence(lambda n: f"{n:064x}")


class AgreementFactory(factory.django.DjangoModelFactory):
    """A client's yes, before work."""

    class Meta:
        model = Agreement

    project = factory.SubFactory(ProjectFactory)
    policy_version = factory.SubFactory(
        PolicyVersionFactory, policy__owner=factory.SelfAttribute("...project.owner")
    )
    state = Agreement.State.AGREED
    method = Agreement.Method.EMAIL
    agreed_by = "Elin Berg"
    agreed_at = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
