"""What a browser lets us guess about a new freelancer: country, currency, dates and time zone.

Pure: from the languages it asks for and the zone it reports. The guess is shown once and can be
changed; what nothing speaks for stays as preset.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any

from babel.core import get_global
from babel.numbers import get_territory_currencies

from accounts import currencies
from accounts.zones import HOME_ZONE, LOCALES, country_choices, zone_names

# A browser sends a line or two; nobody is made to wait for more.
LONGEST = 1000
TAG = re.compile(
    r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}|[0-9]{3}))?(?:-[a-z0-9-]+)?", re.IGNORECASE
)
PRESET_LOCALE, PRESET_CURRENCY = "en-gb", "EUR"
# Where a country has many zones: the one most of its people live in.
MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
}


@dataclass(frozen=True)
class FirstGuess:
    """Fields of Preferences, by their names."""

    country: str = ""
    currency: str = PRESET_CURRENCY
    locale: str = PRESET_LOCALE
    time_zone: str = HOME_ZONE

    def answers(self) -> dict[str, Any]:
        """Return them as `change_preferences` takes them."""
        return asdict(self)


def first_guess(languages: str, zone: str) -> FirstGuess:
    """Guess from an Accept-Language header and the zone a script reported; either may be anything.

    Where the device is says more about country and currency than the language it speaks.
    """
    wanted = _tags(languages)
    is_zone = zone in zone_names()
    place = (_place_of_zone(zone) if is_zone else "") or _place(wanted)
    return FirstGuess(
        country=place if place in dict(country_choices()) else "",
        currency=_currency(place),
        locale=_locale(wanted),
        time_zone=zone if is_zone else _zone(place),
    )


def _tags(languages: str) -> list[tuple[str, str]]:
    """Return (language, territory) of each tag in the order they are wanted."""
    weighed = []
    for part in languages[:LONGEST].split(","):
        tag, _semicolon, weight = part.strip().partition(";")
        if found := TAG.fullmatch(tag.strip()):
            language, territory = found[1].lower(), (found[2] or "").upper()
            weighed.append((_weight(weight), language, territory))
    weighed.sort(key=lambda each: -each[0])
    return [(language, territory) for weight, language, territory in weighed if weight]


def _weight(text: str) -> float:
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", text)
    return float(found[1]) if found else 1.0


def _place_of_zone(zone: str) -> str:
    """Return the territory a zone lies in, also under the older of its names."""
    name = get_global("zone_aliases").get(zone, zone)
    found = str(get_global("zone_territories").get(name, ""))
    return found if get_territory_currencies(found) else ""


def _place(wanted: list[tuple[str, str]]) -> str:
    """Return the territory of the first tag: the one it names, else where its language is at home.

    English is at home in too many places for that.
    """
    for language, territory in wanted[:1]:
        if territory or language == "en":
            return territory
        likely = get_global("likely_subtags").get(language, "")
        return str(likely).rpartition("_")[2]
    return ""


def _currency(place: str) -> str:
    paid_in = get_territory_currencies(place) if place else []
    return next((code for code in paid_in if code in currencies.in_use()), PRESET_CURRENCY)


def _locale(wanted: list[tuple[str, str]]) -> str:
    """Return the first language wanted that is offered, in its territory or else at large."""
    offered = dict(LOCALES)
    for language, territory in wanted:
        for name in (f"{language}-{territory}".lower(), language):
            if name in offered:
                return name
    return PRESET_LOCALE


def _zone(place: str) -> str:
    if place in MAIN_ZONES:
        return MAIN_ZONES[place]
    zones = get_global("territory_zones").get(place, [])
    return next((name for name in zones if name in zone_names()), HOME_ZONE)
