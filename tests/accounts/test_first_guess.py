"""What a browser says about a new freelancer, and that the guess is shown until it is answered."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import currencies
from accounts.first_guess import FirstGuess, first_guess
from accounts.preferences import change_preferences
from accounts.zones import LOCALES, country_choices, zone_names
from tests.accounts.test_signing_in import sign_up
from tests.factories import UserFactory

PRESET = FirstGuess()
LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("languages", "guess"),
    [
        ("de-CH", FirstGuess("CH", "CHF", "de-ch", "Europe/Zurich")),
        ("en-GB,en;q=0.9", FirstGuess("GB", "GBP", "en-gb", LONDON)),
        ("en-US", FirstGuess("US", "USD", "en-us", "America/New_York")),
        ("en-CA", FirstGuess("CA", "CAD", "en-ca", "America/Toronto")),
        ("fr-CA", FirstGuess("CA", "CAD", "fr", "America/Toronto")),
        ("pt-BR", FirstGuess("BR", "BRL", "pt-br", "America/Sao_Paulo")),
        ("ja", FirstGuess("JP", "JPY", "ja", "Asia/Tokyo")),
        ("zh-Hant-TW", FirstGuess("TW", "TWD", "en-gb", "Asia/Taipei")),
        ("ar-EG", FirstGuess("EG", "EGP", "en-gb", "Africa/Cairo")),
        ("fr;q=0.3, de-AT;q=0.8", FirstGuess("AT", "EUR", "de-at", "Europe/Vienna")),
        ("es-419", FirstGuess("", "EUR", "es", LONDON)),
        ("en", PRESET),
        ("nonsense", PRESET),
        ("en-XX", PRESET),
        ("de;q=0", PRESET),
        ("*;q=0.5, ,;;,q=", PRESET),
        ("\0\r\nX: y", PRESET),
        ("", PRESET),
        ("x" * 3000, PRESET),
        ("-" * 3000, PRESET),
    ],
)
def test_languages_say_country_currency_dates_and_zone(languages: str, guess: FirstGuess) -> None:
    assert first_guess(languages, "") == guess


@pytest.mark.parametrize(
    ("zone", "guess"),
    [
        ("Europe/Berlin", FirstGuess("DE", "EUR", "en-us", "Europe/Berlin")),
        ("America/Chicago", FirstGuess("US", "USD", "en-us", "America/Chicago")),
        ("Asia/Calcutta", FirstGuess("IN", "INR", "en-us", "Asia/Calcutta")),
        ("UTC", FirstGuess("US", "USD", "en-us", "UTC")),
        ("Mars/Olympus", FirstGuess("US", "USD", "en-us", "America/New_York")),
        ("x" * 5000, FirstGuess("US", "USD", "en-us", "America/New_York")),
    ],
)
def test_the_zone_of_the_device_says_more_about_the_country(zone: str, guess: FirstGuess) -> None:
    assert first_guess("en-US,en;q=0.5", zone) == guess


def test_whatever_is_guessed_can_be_chosen_in_the_preferences() -> None:
    places = dict(country_choices())
    guesses = [first_guess(f"de-{place}", "") for place in places]
    guesses += [first_guess("", zone) for zone in zone_names()]
    assert {guess.locale for guess in guesses} <= dict(LOCALES).keys()
    assert {guess.currency for guess in guesses} <= currencies.in_use()
    assert {guess.time_zone for guess in guesses} <= zone_names()
    assert {guess.country for guess in guesses} <= {"", *places}


@pytest.mark.django_db
def test_a_new_account_keeps_the_guess(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "sv-SE,sv;q=0.9"
    kept = sign_up(client).preferences
    assert (kept.country, kept.currency, kept.locale) == ("SE", "SEK", "sv")
    assert kept.is_guessed


@pytest.mark.django_db
def test_the_guess_is_shown_until_it_is_answered(client: Client) -> None:
    mira = UserFactory(preferences__is_guessed=True, preferences__country="SE")
    client.force_login(mira)
    for _time in range(2):
        page = client.get(reverse("today")).content.decode()
        assert "Guessed from your browser" in page
        assert "<dd>Sweden</dd>" in page
    assert client.get(reverse("guess_fits")).status_code == 405
    answer = client.post(reverse("guess_fits"), follow=True)
    assert "Guessed from your browser" not in answer.content.decode()
    mira.preferences.refresh_from_db()
    assert mira.preferences.country == "SE"


@pytest.mark.django_db
def test_who_saves_the_preferences_has_answered_it() -> None:
    mira = UserFactory(preferences__is_guessed=True)
    change_preferences(mira, {"country": "NO"})
    mira.preferences.refresh_from_db()
    assert not mira.preferences.is_guessed
