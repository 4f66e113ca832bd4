"""Who may apply: which countries and regions a posting states, and whether they include yours."""

from postings.normalizers.places.folding import key
from postings.normalizers.places.tables import gazetteer, misspelt, regions
from postings.records import Eligibility, Places
from postings.vocabulary import EligibilityKind, MayApply


def eligibility(places: Places) -> Eligibility:
    """Who may apply for a posting of these places.

    The countries of its places count as stated whatever the way of working: to work on site in a
    country one must be there. Plain "Remote" and time zones alone state nothing. A city beside
    optional remote work says where the office is, so others may apply too ("open").
    """
    if places.worldwide:
        return Eligibility(EligibilityKind.WORLDWIDE.value)
    if not places.countries and not places.regions:
        return Eligibility(EligibilityKind.NOT_STATED.value)
    only_offices = places.remote_optional and not places.own_countries and not places.regions
    return Eligibility(
        EligibilityKind.STATED.value, places.countries, places.regions, bool(only_offices)
    )


def may_apply(stated: Eligibility, country: str) -> str:
    """Whether somebody in a country (alpha-2) may apply: a `MayApply` word.

    REGION: no country says so, but a stated region includes it, by its definition in names.json.
    """
    if stated.kind == EligibilityKind.WORLDWIDE or country in stated.countries:
        return MayApply.YES.value
    if any(country in regions().get(region, ()) for region in stated.regions):
        return MayApply.REGION.value
    if stated.kind == EligibilityKind.NOT_STATED or stated.open:
        return MayApply.NOT_STATED.value
    return MayApply.NO.value


def regions_of(country: str) -> tuple[str, ...]:
    """Our region words that include a country (alpha-2), in the order of names.json."""
    return tuple(word for word, included in regions().items() if country in included)


def country_name(code: str) -> str:
    """The English name of a country (alpha-2); the code itself where there is none."""
    return gazetteer().display.get(code, code)


def countries() -> list[tuple[str, str]]:
    """Code (alpha-2) and English name of every country, by name."""
    return sorted(gazetteer().display.items(), key=lambda country: key(country[1]))


def country_of(text: str) -> str | None:
    """The country (alpha-2) that a visitor means by a code or name; None where it names none."""
    known, name = gazetteer(), key(text[:100])
    if name.upper() in known.display:
        return name.upper()
    named = known.names.get(name) or known.names.get(misspelt(name, with_cities=False))
    if named and len(named.countries) == 1:
        return named.countries[0]
    return known.alpha3.get(name.upper())
