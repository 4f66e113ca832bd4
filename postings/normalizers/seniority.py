"""The level that a title states in so many words."""

import re

from postings.vocabulary import Seniority

# Trades in which "staff" means employed: "Staff Accountant" is no level above "Accountant".
_EMPLOYED = (
    r"accountants?|nurses?|physicians?|attorneys?|counsels?|writers?|reporters?|assistants?|members?"
    r"|auditors?|therapists?|psychiatrists?|psychologists?|pharmacists?|veterinar\w+|hygienists?"
    r"|dentists?|photographers?|sergeants?"
)
# What "staff" is the object of, and no level: "Staff Development Manager".
_OF_STAFF = r"augmentation|training|development|management|recruit\w+|scheduling|engagement"
_SIGNS: tuple[tuple[Seniority, str], ...] = (
    (
        Seniority.INTERN,
        r"(?:intern(?:ship)?s?|apprentice(?:ship)?s?|trainees?)(?! (?:program|coord|recruit|manag))"
        r"|working student|werkstudent(?:in)?|praktikant(?:in)?|praktikum|stagiaire|alternance"
        r"|alternante?|apprentie?|estagi[aá]ri[oa]|pasantía|becari[oa]|stage(?= (?:fe|de|en)\b)",
    ),
    (Seniority.CHIEF, r"chief (?:[\w&-]+ ){0,3}officer|c[etfomirp]o(?![-\w]| ?office)|ciso"),
    (Seniority.VICE_PRESIDENT, r"[sea]?vp(?= of\b|,| -|:| &)|(?<!.)[sea]?vp|vice[- ]president"),
    (Seniority.DIRECTOR, r"(?<!art )(?<!creative )(?<!funeral )director(?! of photography)"),
    (Seniority.HEAD, r"head(?: of\b|,| -)|(?<=\w )head(?=\s*(?:$|[(|/]))"),
    (
        Seniority.PRINCIPAL,
        r"(?<!school )(?<!vice )(?<!vice-)(?<!assistant )principal(?! investigator)",
    ),
    (
        Seniority.STAFF,
        rf"(?<!technical )staff(?! (?:\w+ )?(?:{_EMPLOYED})\b)(?! (?:{_OF_STAFF})\b)"
        r"(?=\+? \w|,| -|\s*\(|\s*[/|]\s*(?:senior|sr|principal|lead)\b)|(?<=, )staff(?=$)"
        r"|(?:(?<=senior/)|(?<=senior / )|(?<=sr/)|(?<=lead/)|(?<=principal/))staff",
    ),
    (
        Seniority.LEAD,
        r"lead(?!s?\b[- ](?:generation|gen|qualif\w*|nurtur\w*|management|conversion|research\w*"
        r"|to|acquisition|scoring|routing)\b)|(?:team|tech)lead(?:er)?|team leader"
        r"|teamleiter(?:in)?",
    ),
    (Seniority.SENIOR, r"senior|sr|sênior|sénior|confirmée?|expérimentée?"),
    (
        Seniority.MID,
        r"mid(?!-?\s?market)(?:dle)?(?:[- ]?(?:level|weight))?|intermediate|intermédiaire|pleno",
    ),
    (
        Seniority.JUNIOR,
        r"junior|jr|entry[- ]level|graduate(?! school| program (?:manager|director|coord))|júnior"
        r"|débutante?",
    ),
)
_LEVELS = tuple(
    (level, re.compile(rf"(?<![\w'’&])(?:{signs})(?!['’]?\w)", re.IGNORECASE))
    for level, signs in _SIGNS
)
# "Assistant to the CEO", "Office of the CFO": the level of another.
_OF_ANOTHER = re.compile(
    r"\b(?:(?:assistant|support|reports?|reporting|advisor|deputy) (?:to|for)|office of)\b.*",
    re.IGNORECASE | re.DOTALL,
)
# Between two levels of which one may choose.
_OR = re.compile(r"[+)\s.]*(?:/|\||\b(?:or|to|bis|ou|o)\b)[\s(]*", re.IGNORECASE)
# "(Senior) Developer" is either.
_OPTIONAL = re.compile(r"\((?:senior|sr\.?|junior|jr\.?|lead)\) ?\w", re.IGNORECASE)
# Longer titles are cut by the reading of titles, and say nothing new about the level.
_LONGEST, _MOST = 300, 50


def read(title: str) -> Seniority | None:
    """The level that a title names, the one that tells most; None where it names none, or two.

    "Senior Director" is a director and "Senior Staff Engineer" staff; "Mid/Senior" may be either.
    """
    text = " ".join(_OF_ANOTHER.sub(" ", title[:_LONGEST]).split())
    found = [
        (match.start(), match.end(), level)
        for level, pattern in _LEVELS
        for match in list(pattern.finditer(text))[:_MOST]
    ]
    levels = [level for _, _, level in found]
    if not found or _OPTIONAL.search(text) or (Seniority.MID in levels and len(set(levels)) > 1):
        return None
    return None if _are_alternatives(text, found) else levels[0]


def _are_alternatives(text: str, found: list[tuple[int, int, Seniority]]) -> bool:
    ordered = sorted(found)
    return any(
        first[2] != second[2] and _OR.fullmatch(text[first[1] : second[0]])
        for first, second in zip(ordered, ordered[1:], strict=False)
    )
