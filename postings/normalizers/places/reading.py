"""A place text read: how one works, and the countries, regions and cities it names."""

import functools
import re

from postings.normalizers.places.matching import items
from postings.normalizers.places.modes import mode, without_time_zones
from postings.normalizers.places.resolving import resolve
from postings.normalizers.places.tokens import spelled_out, split
from postings.records import Places
from postings.text import clean_line
from postings.vocabulary import WorkMode

# Above the longest real list of 148 countries; `NormalizedPosting.place_text` ends there too.
_LONGEST = 2000
# "Worldwide, excluding X": who else may apply is not said well enough to be listed.
_EXCLUDING = re.compile(
    r"(?:\b(?:exclud(?:ing|es)|excl?\.|except(?:ing)?|outside(?: of)?|other than|but not|minus)"
    r"|(?<=\()ex)\s[^();|]*",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=4096)
def read(text: str) -> Places:
    """What the place text of a source says, see `Places`; never an error."""
    # Stripped first: a blank before it can change how a text is repaired.
    clean = spelled_out(clean_line(text.strip())[:_LONGEST])[:_LONGEST]
    how = mode(clean)
    without, zones = without_time_zones(clean)
    named = _EXCLUDING.sub(" , ", without)
    excluding = named != without
    found = resolve(items(split(named)))
    limited = found.countries or found.regions or found.localities
    return Places(
        how.remote,
        how.optional or (how.beside_cities and bool(found.localities)),
        how.hybrid,
        how.on_site,
        how.anywhere and not limited and not excluding,
        tuple(found.countries),
        tuple(found.own_countries),
        tuple(found.regions),
        tuple(found.localities.values()),
        zones,
    )


def work_mode(places: Places) -> str:
    """The `WorkMode` of a posting; "" where its place does not say."""
    if places.remote:
        return WorkMode.REMOTE_ALLOWED.value if places.remote_optional else WorkMode.REMOTE.value
    if places.hybrid:
        return WorkMode.HYBRID.value
    return WorkMode.ON_SITE.value if places.on_site else ""
