"""The time zones, countries and locales a freelancer may choose from."""

from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

import holidays
from babel import Locale
from django.utils.translation import gettext_lazy as _

HOME_ZONE = "Europe/London"
REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
# How days, times and amounts are written; the words stay English.
LOCALES = (
    ("en-gb", _("United Kingdom: 12 June, 15:00, 1,200.50")),
    ("en-us", _("United States: June 12, 3:00 pm, 1,200.50")),
    ("en-au", _("Australia")),
    ("pt-br", _("Brazil")),
    ("en-ca", _("Canada")),
    ("da", _("Denmark")),
    ("fi", _("Finland")),
    ("fr", _("France")),
    ("de", _("Germany: 12 June, 15:00, 1.200,50")),
    ("de-at", _("Austria")),
    ("en-in", _("India")),
    ("en-ie", _("Ireland")),
    ("it", _("Italy")),
    ("ja", _("Japan")),
    ("nl", _("Netherlands")),
    ("en-nz", _("New Zealand")),
    ("nb", _("Norway")),
    ("pl", _("Poland")),
    ("pt", _("Portugal")),
    ("en-za", _("South Africa")),
    ("es", _("Spain")),
    ("sv", _("Sweden")),
    ("de-ch", _("Switzerland")),
)


@cache
def zone_names() -> frozenset[str]:
    """Return the zones named after a place, and UTC."""
    names = available_timezones()
    return frozenset(name for name in names if name.partition("/")[0] in REGIONS) | {"UTC"}


@cache
def zone_choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the zones for a form, grouped by part of the world."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(zone_names() - {"UTC"}):
        region, _slash, place = name.partition("/")
        groups[region].append((name, place.replace("_", " ").replace("/", ", ")))
    world = tuple((region, tuple(places)) for region, places in groups.items())
    return (*world, ("UTC", (("UTC", "UTC"),)))


@cache
def country_choices() -> tuple[tuple[str, str], ...]:
    """Return the countries whose public holidays are known, by English name."""
    names = Locale("en").territories
    codes = holidays.list_supported_countries(include_aliases=False)
    return tuple(
        sorted(((code, names.get(code, code)) for code in codes if len(code) == 2), key=_name)
    )


def _name(choice: tuple[str, str]) -> str:
    return choice[1]
