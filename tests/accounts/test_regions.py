"""The regions of the preferences: which are offered, which are refused, what became of one."""

from datetime import date
from typing import Any

import holidays
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Preferences, User
from accounts.regions import region_choices
from accounts.working_time import DaysOff
from accounts.zones import country_choices
from tests.accounts.test_preferences import ANSWERS, mira, save, sentences

__all__ = ["mira"]

pytestmark = pytest.mark.django_db


def test_the_holidays_of_every_country_and_region_offered_can_be_asked(db: None) -> None:
    new_year = date(2027, 1, 1)
    for country, _name in country_choices():
        assert isinstance(DaysOff(country).holiday(new_year), str)
    for _country, regions in region_choices():
        for code, _name in regions:
            assert isinstance(DaysOff(code.partition("-")[0], code).holiday(new_year), str)


def test_every_region_offered_has_a_name_and_holidays_of_its_own_list(db: None) -> None:
    offered = [pair for _country, regions in region_choices() for pair in regions]
    assert len({code for code, _name in offered}) == len(offered)
    for code, name in offered:
        country, _dash, part = code.partition("-")
        assert not name.isdigit()
        assert len(code) <= Preferences._meta.get_field("region").max_length
        assert part in holidays.list_supported_countries()[country]


def test_a_region_is_kept_and_used(client: Client, mira: User) -> None:
    assert save(client, country="DE", region="DE-BY").status_code == 302
    kept = Preferences.objects.get(user=mira)
    assert kept.region == "DE-BY"
    assert kept.calendar().days_off.region == "DE-BY"
    assert 'value="DE-BY" selected' in client.get(reverse("preferences")).content.decode()


@pytest.mark.parametrize(
    ("country", "sentence"),
    [
        ("CH", "Berlin is in Germany. Choose a region of Switzerland, or the whole country"),
        ("", "Berlin is in Germany. Choose that country too, or the whole country"),
    ],
)
def test_a_region_of_another_country_is_refused(
    client: Client, mira: User, country: str, sentence: str
) -> None:
    assert sentences(client, country=country, region="DE-BE") == {"region": [sentence]}
    assert Preferences.objects.get(user=mira).region == ""


def test_a_region_that_is_not_there_is_refused(client: Client, mira: User) -> None:
    assert sentences(client, country="DE", region="DE-XX") == {
        "region": ["Choose a region from the list"]
    }


@pytest.mark.parametrize(
    ("kept", "note"),
    [
        ({"time_zone": "Europe/Atlantis"}, "is not known any more, so UTC counts"),
        ({"country": "DE", "region": "DE-XX"}, "is not known any more, so the whole country"),
        ({"country": "XX"}, "are not known any more"),
    ],
)
def test_what_the_library_dropped_keeps_working_and_is_said(
    client: Client, mira: User, kept: dict[str, Any], note: str
) -> None:
    Preferences.objects.filter(user=mira).update(**kept)
    page = client.get(reverse("preferences"))
    assert page.status_code == 200
    assert note in page.content.decode()
    assert client.get(reverse("today")).status_code == 200
    assert save(client, **ANSWERS | kept).status_code == 302
    assert Preferences.objects.filter(user=mira, **kept).exists()
