"""The parts of countries that keep public holidays of their own, by name."""

from functools import cache

import holidays
from django.utils.translation import gettext as _

from accounts.zones import country_choices

# Some names of the library are other codes of the same place.
LONGEST_CODE = 3
# Parts that differ in the holidays of schools, not in public ones.
SCHOOLS_ONLY = frozenset(
    {"BE-Flemish", "BE-French", "BE-German", "FR-Zone A", "FR-Zone B", "FR-Zone C"}
    | {"NL-Midden", "NL-Noord", "NL-Zuid"}
)

type Choices = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@cache
def region_choices() -> Choices:
    """Return the regions for a form, grouped by country; each as ("DE-BY", "Bayern")."""
    divided = holidays.list_supported_countries(include_aliases=False)
    groups = (
        (name, tuple(sorted(_regions(country, divided[country]), key=lambda each: each[1])))
        for country, name in country_choices()
    )
    return tuple((name, regions) for name, regions in groups if regions)


def against(region: str, country: str) -> str:
    """Return what speaks against keeping the holidays of `region`: it lies in another country."""
    its = region.partition("-")[0]
    if not region or its == country:
        return ""
    countries = dict(country_choices())
    words = (
        _("%(region)s is in %(its)s. Choose a region of %(country)s, or the whole country")
        if country
        else _("%(region)s is in %(its)s. Choose that country too, or the whole country")
    )
    return words % {
        "region": _names().get(region, region),
        "its": countries.get(its, its),
        "country": countries.get(country, country),
    }


@cache
def _names() -> dict[str, str]:
    return {code: name for _country, regions in region_choices() for code, name in regions}


def _regions(country: str, codes: list[str]) -> list[tuple[str, str]]:
    known = _names_in(country)
    regions = [(f"{country}-{code}", known.get(code, code)) for code in codes]
    return [pair for pair in regions if pair[0] not in SCHOOLS_ONLY]


def _names_in(country: str) -> dict[str, str]:
    """Return the name of each part by its code; the few without one are called by their name."""
    names: dict[str, str] = {}
    aliases = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    for name, code in aliases.items():
        if not (name.isupper() and len(name) <= LONGEST_CODE):
            names.setdefault(code, name)
    return names
