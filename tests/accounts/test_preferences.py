"""The preferences page: what it keeps, what it refuses, and that it is one's own."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Preferences, User
from accounts.preferences_form import PreferencesPageForm
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, Any] = {
    "name": "Mira Holm",
    "business_name": "Mira Studio",
    "phone": "+46 70 123",
    "sender_name": "",
    "reply_to": "answers@studio.test",
    "sign_off": "Best wishes",
    "time_zone": "Europe/Stockholm",
    "working_days": ["0", "1", "3"],
    "work_starts": "08:30",
    "work_ends": "16:30",
    "country": "SE",
    "days_off": "2026-12-24\n2026-08-03 to 2026-08-05",
    "digest_on": "on",
    "digest_at": "08:30",
    "quiet_from": "21:00",
    "quiet_until": "07:00",
    "lead_reply_hours": "3",
    "lead_plan_days": "2",
    "lead_step_days": "1",
    "lead_ask_days": "4",
    "lead_close_days": "1",
    "currency": "SEK",
    "hourly_cost": "450",
    "give_back_limit": "2.5",
    "locale": "sv",
    "theme": "dark",
}


@pytest.fixture
def mira(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


def save(client: Client, **changes: Any) -> Any:
    return client.post(reverse("preferences"), ANSWERS | changes)


def sentences(client: Client, **changes: Any) -> dict[str, list[str]]:
    answer = save(client, **changes)
    assert answer.status_code == 200
    return answer.context["form"].errors


def test_what_is_answered_is_kept(client: Client, mira: User) -> None:
    before = mira.preferences.changed_at
    assert save(client).status_code == 302
    kept = Preferences.objects.get(user=mira)
    assert kept.user.name == "Mira Holm"
    assert kept.business_name == "Mira Studio"
    assert kept.working_days == "013"
    assert kept.work_starts == time(8, 30)
    assert kept.days_off == "2026-08-03\n2026-08-04\n2026-08-05\n2026-12-24"
    assert kept.hourly_cost == Decimal(450)
    assert kept.theme == "dark"
    assert (kept.quiet_from, kept.quiet_until) == (time(21), time(7))
    assert kept.lead_time("reply_hours") == 3
    assert kept.lead_time("ask_days") == 4
    assert kept.changed_at > before


def test_the_page_shows_what_is_kept_and_saving_it_again_changes_nothing(
    client: Client, mira: User
) -> None:
    save(client)
    shown = client.get(reverse("preferences")).context["form"]
    for name, field in shown.fields.items():
        value = shown[name].value()
        assert field.clean(field.prepare_value(value)) == (
            shown.initial[name] if name != "digest_on" else True
        )


def test_quiet_hours_do_not_matter_to_a_daily_mail_that_is_off(client: Client, mira: User) -> None:
    assert save(client, digest_at="22:00", digest_on="").status_code == 302


@pytest.mark.parametrize("stored", [{}, [], None, {"plan_days": 99}, {"plan_days": "soon"}])
def test_a_lead_time_that_makes_no_sense_counts_as_the_preset(mira: User, stored: Any) -> None:
    mira.preferences.lead_times = stored
    assert mira.preferences.lead_time("plan_days") == 1


def test_the_calendar_follows_the_preferences(client: Client, mira: User) -> None:
    save(client)
    calendar = Preferences.objects.get(user=mira).calendar()
    assert calendar.zone.key == "Europe/Stockholm"
    assert calendar.working_days == {0, 1, 3}


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"name": ""}, "name", "Enter your name"),
        ({"sign_off": ""}, "sign_off", "Enter the line that stands above your name"),
        ({"reply_to": "nobody"}, "reply_to", "Enter an email address, such as name@example.com"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Choose a time zone"),
        ({"working_days": []}, "working_days", "Choose at least one working day"),
        ({"working_days": ["7"]}, "working_days", "Choose at least one working day"),
        ({"work_ends": "08:30"}, "work_ends", "Enter a time after the working day starts"),
        ({"work_starts": "25:00"}, "work_starts", "Enter a time, such as 15:00"),
        ({"country": "XX"}, "country", "Choose a country from the list"),
        ({"days_off": "9999-01-01"}, "days_off", "Enter dates between 1970 and 2100"),
        ({"currency": "DEM"}, "currency", "Choose a currency from the list"),
        (
            {"hourly_cost": "1.5", "currency": "JPY"},
            "hourly_cost",
            "Enter a whole amount: JPY has no smaller unit",
        ),
        ({"hourly_cost": "-1"}, "hourly_cost", "Enter an amount of 0 or more"),
        (
            {"give_back_limit": "101"},
            "give_back_limit",
            "Enter a percentage between 0 and 100",
        ),
        ({"digest_at": "22:00"}, "digest_at", "Choose a time outside your quiet hours"),
        ({"digest_at": "06:59"}, "digest_at", "Choose a time outside your quiet hours"),
        ({"quiet_from": ""}, "quiet_from", "Enter a time"),
        (
            {"lead_reply_hours": "7"},
            "lead_reply_hours",
            "Enter a whole number between 1 and 6",
        ),
        ({"lead_plan_days": "-1"}, "lead_plan_days", "Enter a whole number between 1 and 10"),
        ({"lead_ask_days": "9" * 500}, "lead_ask_days", "Enter a whole number between 1 and 10"),
        ({"locale": "tlh"}, "locale", "Choose a country from the list"),
        ({"theme": "pink"}, "theme", "Choose the colours"),
    ],
)
def test_what_does_not_fit_is_answered_beside_its_field(
    client: Client, mira: User, changes: dict[str, Any], name: str, sentence: str
) -> None:
    assert sentences(client, **changes) == {name: [sentence]}


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("Christmas", "Write “Christmas” as a date"),
        ("2026-02-30", "Write “2026-02-30” as a date"),
        ("2026-08-14 to 2026-08-03", "it ends before it starts"),
        ("2026-01-01 to 2028-01-01", "longer than a year"),
        ("\n".join(f"2026-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 29))
         + "\n" + "\n".join(f"2027-01-{d:02}" for d in range(1, 32)), "List at most 366 days"),
    ],
)  # fmt: skip
def test_days_off_that_cannot_be_read_are_answered(
    client: Client, mira: User, typed: str, part: str
) -> None:
    assert part in sentences(client, days_off=typed)["days_off"][0]


def test_days_off_must_leave_a_day_to_work(client: Client, mira: User) -> None:
    first = date(2026, 1, 5)
    mondays = "\n".join(str(first + timedelta(weeks=n)) for n in range(60))
    assert save(client, days_off=mondays).status_code == 302
    assert sentences(client, days_off=mondays, working_days=["0"]) == {
        "days_off": ["Leave at least one working day in a year"]
    }


@pytest.mark.parametrize("typed", ["\0", "\ud800", "x" * 1_000_000, "9" * 5000, "‮", "-1", "💥"])
def test_no_field_fails_on_nonsense(mira: User, typed: str) -> None:
    for name in PreferencesPageForm.base_fields:
        value = [typed] if name == "working_days" else typed
        form = PreferencesPageForm(ANSWERS | {name: value}, instance=mira.preferences)
        form.is_valid()
        assert form.as_p()


def test_every_word_typed_is_still_there_after_a_refusal(client: Client, mira: User) -> None:
    page = save(client, business_name="Studio Ærø", work_ends="07:00").content.decode()
    assert "Studio Ærø" in page
    assert "Enter a time after the working day starts" in page
    assert Preferences.objects.get(user=mira).business_name == ""


def test_a_zone_that_is_no_longer_listed_stays_a_choice(client: Client, mira: User) -> None:
    Preferences.objects.filter(user=mira).update(time_zone="US/Eastern")
    assert save(client, time_zone="US/Eastern").status_code == 302


def test_preferences_are_ones_own(client: Client, mira: User) -> None:
    other = UserFactory()
    save(client)
    assert Preferences.objects.get(user=other).business_name == ""


def test_reading_changes_nothing(client: Client, mira: User) -> None:
    before = Preferences.objects.values().get(user=mira)
    client.get(reverse("preferences"), ANSWERS)
    assert Preferences.objects.values().get(user=mira) == before


def test_preferences_need_a_sign_in_and_help_does_not(client: Client) -> None:
    assert reverse("account_login") in client.get(reverse("preferences"))["Location"]
    assert client.get(reverse("help")).status_code == 200


def test_help_reads_the_same_when_signed_in(client: Client, mira: User) -> None:
    assert "From an unhappy message" in client.get(reverse("help")).content.decode()
