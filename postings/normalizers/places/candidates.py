"""Where a name can be: the cities of that name, and which of them is meant."""

from collections.abc import Sequence

# A city without its country is meant where it is this many times as large as the largest of that
# name in another country: London, but not Cambridge. Of two large ones less is enough.
_DOMINANT = 3
_DOMINANT_AND_LARGE = 2
_LARGE = 500  # thousands

Where = tuple[str, str]  # country, and state or ""


def populations(where: str) -> dict[Where, int]:
    """A line of `tables.cities` -> country and state -> population in thousands, the most first."""
    result = {}
    for part in where.split():
        place, _, people = part.rpartition(":")
        country, _, state = place.partition(".")
        result[country, state] = int(people) + 1
    return result


def most(where: str) -> int:
    """The population of the largest city of a line of `tables.cities`, in thousands."""
    return max(populations(where).values(), default=0)


def largest(where: dict[Where, int], options: Sequence[Where]) -> Where | None:
    """The largest city of a name in one of the states or countries; None where there is none."""
    fitting = [
        (people, place)
        for place, people in where.items()
        if any(place[0] == country and state in ("", place[1]) for country, state in options)
    ]
    return max(fitting)[1] if fitting else None


def by_country(where: dict[Where, int]) -> list[tuple[int, str]]:
    """The largest population of a name in each country, the largest first."""
    best: dict[str, int] = {}
    for (country, _), people in where.items():
        best[country] = max(best.get(country, 0), people)
    return sorted(((people, country) for country, people in best.items()), reverse=True)


def dominant(where: dict[Where, int]) -> Where | None:
    """The city that is meant by its name alone; None where none is much larger than the others."""
    ranked = by_country(where)
    people, country = ranked[0]
    elsewhere = ranked[1][0] if len(ranked) > 1 else 0
    times = _DOMINANT_AND_LARGE if people >= _LARGE else _DOMINANT
    if people < times * elsewhere:
        return None
    inside = sorted((people, place) for place, people in where.items() if place[0] == country)
    leads = len(inside) == 1 or inside[-1][0] >= _DOMINANT * inside[-2][0]
    return inside[-1][1] if leads else (country, "")


def usual(options: Sequence[Where]) -> Where:
    """Which of the readings of a code after an unknown town is meant.

    "Town, ST" is how American addresses are written; only Delaware has so few towns that a German
    one is likelier.
    """
    return ("DE", "") if ("DE", "") in options else options[0]
