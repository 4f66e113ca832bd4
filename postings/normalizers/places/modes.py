"""How one works, as a place text says it: remote, hybrid, on site, anywhere; and time zones."""

import re
from dataclasses import dataclass

_REMOTE = re.compile(
    r"remot(?:e|ely)\b|remote|telecommut|telework|\bdistributed\b|\bwfh\b"
    # "Teleworking" in EuroVoc (concept 5985), and "remote" as postings have it.
    r"|\bt[ée]l[ée]travail|\bteletrabajo\b|\bteletrabalho\b|\btelelavoro\b|\btelearbeit\b"
    r"|\btelewerk|\bdistans(?:arbete)?\b|\bremot[oa]\b|\bzdaln[aiey]|\bvirtual\b(?! realit)"
    r"|\bwork(?:ing)?[- ](?:from|at)[- ](?:home|anywhere)\b|\bhome[- ]?(?:based|office)\b",
    re.IGNORECASE,
)
_NOT_REMOTE = re.compile(
    r"\b(?:no|not|non)[- ](?:a |fully )?remote\b|\bremote(?: work)? (?:is )?not\b", re.IGNORECASE
)
_ANYWHERE = re.compile(
    r"\b(?:any ?where|world[- ]?wide|global(?:ly)?|on the globe|in the world)\b", re.IGNORECASE
)
_HYBRID = re.compile(r"h[yií]brid", re.IGNORECASE)
_ON_SITE = re.compile(
    r"\bpresencial\b|\bon[- ]?site\b|\bin[- ](?:the )?office\b|\bin[- ]person\b", re.IGNORECASE
)
# Remote only for some of the time, some of the staff or if one likes.
_OPTIONAL = re.compile(
    r"\bremote[- ]?(?:ok|okay|optional|possible|friendly|negotiable|option|during|until)\b"
    r"|\bor\s+(?:[\w-]*based\s+|fully\s+|work\s+)?remote|[a-z]orremote|\bremote(?:ly)?\s+or\b"
    r"|\bpartial|\bpartly|\btemporar|part[- ]remote|\bconsider\s+remote|open to (?:[\w-]+ )?remote"
    r"|\bremote[^,;]{0,40}\bdays?\b|\boccasional",
    re.IGNORECASE,
)
# Remote as one more element of a list of cities: "Lisbon / Remote", "Lisbon or EU remote".
_ONE_OF_SEVERAL = re.compile(
    r"^(?!remote).*[;/|+]\s*remote\s*(?:location\w*)?\s*(?:\([^()]*\))?\s*$|^remote\s*[/;|+]"
    r"|^(?!remote).*\bor\s+[\w.]+[ -](?:[\w.]+[ -])?remote",
    re.IGNORECASE,
)

_ZONE_CODE = (
    r"(?:[ECMP][SD]T|AK[SD]T|HST|GMT|UTC|CES?T|EES?T|WES?T|BST|IST|MSK|AE[SD]T|AC[SD]T|AW[SD]T"
    r"|NZ[SD]T|SGT|HKT|JST|KST|PHT|BRT|ART|SAST|EAT|GST)"
)
_OFFSET = r"(?:\s?[+\-–−±/]{1,3}\s?\d{1,2}(?::?[03]0)?)"
_ZONE_WORD = (
    r"(?:(?:central|eastern|western|pacific|mountain|atlantic|european|american|us|u\.s\.|usa|uk"
    r"|eu|africa|asian|african|emea|apac|latam|americas|united states|north|south|east|west|coast"
    r"|local|australian|indian|similar|europe|america|asia|canadian|"
    + _ZONE_CODE
    + r")(?:-|\s?[/&]\s?|\s(?:or\s|and\s|to\s)?))"
)
# All alternatives are bounded, so that a long text costs its length.
_ZONE = re.compile(
    rf"\b(?:{_ZONE_WORD}{{0,4}}|(?!remote|hybrid)[^\W\d]{{2,20}}\s)time[\s-]?zones?\b"
    r"(?:\s(?:preferred|friendly|to|with|required|only|overlap)\b)*"
    rf"(?:\s{_ZONE_CODE}\b{_OFFSET}?)?"
    rf"|\b{_ZONE_WORD}{{0,4}}(?:central|eastern|western|pacific|mountain|atlantic)\s"
    r"(?:european\s|standard\s)?time\b"
    rf"|\b{_ZONE_WORD}{{1,4}}(?:working|business|core|daytime|day)?\s?hours\b"
    r"(?:\s(?:preferred|required|overlap)\b)?"
    rf"|(?:{_OFFSET}\s?(?:h|hrs?|hours?)?\s(?:of\s|from\s)?)?\b{_ZONE_CODE}\b{_OFFSET}?"
    rf"(?:\s?(?:to|-|–|and|/|or)\s?{_ZONE_CODE}{_OFFSET}?)?"
    rf"(?:\s(?:working\s|business\s|core\s)?hours?\b(?:\s(?:preferred|required|overlap)\b)?)?",
    re.IGNORECASE,
)
_CODE_ALONE = re.compile(rf"\b{_ZONE_CODE}\b")


@dataclass(frozen=True, slots=True)
class Mode:
    """What a text says of the way of working; remote is None where it says nothing.

    beside_cities: remote is optional if the text lists cities.
    """

    remote: bool | None
    optional: bool
    beside_cities: bool
    hybrid: bool
    on_site: bool
    anywhere: bool


def mode(text: str) -> Mode:
    """The way of working that a place text states."""
    anywhere = bool(_ANYWHERE.search(text))
    hybrid, on_site = bool(_HYBRID.search(text)), bool(_ON_SITE.search(text))
    offered = anywhere or bool(_REMOTE.search(_NOT_REMOTE.sub(" ", text)))
    refused = bool(_NOT_REMOTE.search(text)) or hybrid or on_site
    remote = True if offered else (False if refused else None)
    optional = offered and bool(hybrid or on_site or _OPTIONAL.search(text))
    beside_cities = offered and bool(_ONE_OF_SEVERAL.search(text))
    return Mode(remote, optional, beside_cities, hybrid, on_site, anywhere)


def without_time_zones(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the time zones it states, and these as stated."""
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        said = match[0].strip()
        # "est" in small letters is a word of French, not Eastern Standard Time.
        if not re.search("time|hour", said, re.IGNORECASE) and not _CODE_ALONE.search(said):
            return match[0]
        found.append(said)
        return " , "

    if "time" in text.lower() or "hour" in text.lower() or _CODE_ALONE.search(text):
        text = _ZONE.sub(taken, text)
    return text, tuple(dict.fromkeys(found))
