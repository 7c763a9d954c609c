"""Many freelancers at once, each with a policy, clients and projects, by bulk insert."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from random import Random

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import Counter, Preferences, User
from clients.models import Client, Contact, Project
from policies.models import Agreement, Policy, PolicyVersion
from policies.samples import FIXED_PROJECT
from policies.wording import Wording, fingerprint

ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "Asia/Tokyo")
PLACES = ("Harbour", "Maple", "Juniper", "Northgate", "Lantern", "Alder", "Quay", "Foxglove")
TRADES = ("Books", "Dental", "Bakery", "Yoga", "Cycling", "Interiors", "Kayaks", "Florist", "Tea")
PEOPLE = (
    "Elin Marsh",
    "Paula Ortiz",
    "Jonas Kessler",
    "Ines Albrecht",
    "Nell Adair",
    "Davide Conti",
)
TITLES = ("Website", "Brochure", "Logo refresh", "Order form", "Price list", "Photos", "Newsletter")
FEES = (450, 640, 980, 1200, 1800, 2600, 3400)
AGREED_SHARE = 0.75
YEAR = timedelta(days=365)


def join(addresses: Iterable[str], *, preferences: Sequence[dict[str, object]]) -> list[User]:
    """Return new freelancers with these addresses, verified, and with the password of the demo.

    The first gets the first of `preferences`, and so on, over and over.
    """
    password = make_password(settings.DEMO_PASSWORD)
    users = User.objects.bulk_create(
        User(email=address, name=PEOPLE[n % len(PEOPLE)], password=password)
        for n, address in enumerate(addresses)
    )
    Preferences.objects.bulk_create(
        Preferences(user=user, **preferences[n % len(preferences)]) for n, user in enumerate(users)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return users


def settle_in(users: Sequence[User], *, clients_each: int, chance: Random, now: datetime) -> None:
    """Give each of `users` a published policy and clients with two projects each."""
    versions = _policies(users, now)
    names = [f"{place} {trade}" for place, trade in product(PLACES, TRADES)]
    clients = Client.objects.bulk_create(
        Client(
            owner=user,
            number=number,
            name=names[(number - 1) % len(names)] + _ordinal((number - 1) // len(names)),
            since=(now - YEAR * chance.randint(1, 6)).date(),
        )
        for user in users
        for number in range(1, clients_each + 1)
    )
    Contact.objects.bulk_create(
        Contact(
            client=client,
            name=chance.choice(PEOPLE),
            email=f"c{client.pk}@client.test",
            is_main=True,
        )
        for client in clients
    )
    _projects(clients, versions, chance, now)
    Counter.objects.bulk_create(
        Counter(owner=user, kind=kind, last=last)
        for user in users
        for kind, last in {
            "policy": 1,
            "client": clients_each,
            "project": 2 * clients_each,
            "complaint": 0,
        }.items()
    )


def _policies(users: Sequence[User], now: datetime) -> dict[int, PolicyVersion]:
    wording = Wording(**asdict(FIXED_PROJECT.wording) | {"currency": "EUR"})
    policies = Policy.objects.bulk_create(
        Policy(owner=user, number=1, title=str(FIXED_PROJECT.title)) for user in users
    )
    versions = PolicyVersion.objects.bulk_create(
        PolicyVersion(
            policy=policy,
            number=1,
            state=PolicyVersion.State.PUBLISHED,
            published_at=now - 4 * YEAR,
            content_hash=fingerprint(wording),
            **{name: _plain(value) for name, value in asdict(wording).items()},
        )
        for policy in policies
    )
    return {version.policy.owner_id: version for version in versions}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | Decimal) else str(value)


def _projects(
    clients: Sequence[Client], versions: dict[int, PolicyVersion], chance: Random, now: datetime
) -> None:
    states = [Project.State.ACTIVE, Project.State.DELIVERED, Project.State.APPROVED]
    projects = Project.objects.bulk_create(
        Project(
            owner_id=client.owner_id,
            client=client,
            number=2 * client.number + place,
            title=chance.choice(TITLES),
            fee_net=Decimal(chance.choice(FEES)),
            currency="EUR",
            state=chance.choice(states),
            started_on=(now - 3 * YEAR).date(),
        )
        for client in clients
        for place in (-1, 0)
    )
    Agreement.objects.bulk_create(
        Agreement(
            project=project,
            policy_version=versions[project.owner_id],
            state=Agreement.State.AGREED,
            method=Agreement.Method.CALL,
            agreed_by=project.client.name,
            agreed_at=now - 3 * YEAR,
        )
        for project in projects
        if chance.random() < AGREED_SHARE
    )


def _ordinal(turn: int) -> str:
    return f" {turn + 1}" if turn else ""
