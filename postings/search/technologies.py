"""Technologies under several spellings, and those whose name is also a plain word or a letter.

A text names Go, R or C where the name stands, as a whole word with a capital,
- beside the name of another technology in a list: "Python, Go", "Java/Go", "R and SQL";
- on a line of its own, after or before a line that ends or begins with such a name;
- after what announces one: "languages: Go", "back end (Go)", "written in Go", "knowledge of C";
- before what is made with it: "Go developer", "R packages", "C programming";
- or where it is spelled out: "Golang", "R language", "RStudio".
So "Go to market", "Series C", "R&D", "C-level", "J. R. Smith" and "R$ 1.200" name nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import islice

from postings.search import analysis
from postings.text import name_key

# Spellings of one technology, and nothing else than spellings: facts, not opinions on what is
# close to what. A posting that has one is found by the others.
_SPELLINGS = (
    ("Go", "Golang", "Go lang"),
    ("R", "R lang", "Rstats"),
    ("C",),
    ("C++", "cpp", "C plus plus"),
    ("C#", "csharp", "C sharp"),
    ("F#", "fsharp", "F sharp"),
    (".NET", "dotnet", "dot net"),
    ("ASP.NET", "aspnet", "ASP dot net"),
    ("Node.js", "nodejs"),
    ("Vue.js", "vuejs", "Vue"),
    ("React", "React.js", "reactjs"),
    ("Next.js", "nextjs"),
    ("JavaScript", "JS", "ECMAScript"),
    ("TypeScript", "TS"),
    ("Kubernetes", "k8s"),
    ("PostgreSQL", "Postgres", "pgsql"),
    ("Elasticsearch", "Elastic Search"),
    ("Ruby", "Ruby lang"),
    ("Ruby on Rails", "Rails", "RoR"),
    ("Objective-C", "objc", "ObjC"),
    ("AWS", "Amazon Web Services"),
    ("GCP", "Google Cloud Platform", "Google Cloud"),
    ("Machine Learning", "ML"),
)
# Too many other things are written so, as are parts of other names ("Node.js", "Vue.js").
_LOOSE = frozenset(["js", "ts", "go", "r", "c", "vue"])
AMBIGUOUS = ("go", "r", "c")
_KEYS = {**{name: name for name in AMBIGUOUS}, "golang": "go", "rlang": "r"}
# What, typed after "go", "r" or "c", makes it a word or a letter of something else.
_OTHERWISE = {
    "go": "to live beyond above getter getters market public global far deep big with for on out"
    " up through the back ahead forward further green fast remote abroad team",
    "r": "d and",
    "c": "level suite corp class round section",
}

_OTHERS = (
    r"Python|Java|JavaScript|TypeScript|Golang|Ruby|Rust|Rails|PHP|Perl|Scala|Kotlin|Swift|Clojure"
    r"|Elixir|Erlang|Haskell|Solidity|Dart|Lua|Julia|Matlab|Octave|SAS|SPSS|Stata|Fortran|COBOL|Ada"
    r"|C\+\+|C#|F#|\.NET|ASP\.NET|Cpp|Objective-C|Node(?:\.?js)?|React|Vue|Angular|SQL|\w+SQL"
    r"|NoSQL|Bash|Shell|PowerShell|Docker|Kubernetes|K8s|Terraform|Ansible|AWS|GCP|Azure|Kafka"
    r"|Redis|MongoDB|GraphQL|gRPC|Spark|Hadoop|Pandas|NumPy|TensorFlow|PyTorch|Tableau|Shiny"
    r"|ArcGIS|Power ?BI|Looker|Jupyter|VBA|Verilog|VHDL|Assembly|Assembler|Linux|HTML|CSS"
)
_NAME = rf"(?i:{_OTHERS})(?![^\W_])"
_AND = r"(?:[ \t]*(?:[,;/|&+()•·]|\b(?i:and/or|and|or|und|oder|et|ou|y|o)\b)){1,3}[ \t]*"
# A letter more between two names of a list: "Go, C, C++".
_LETTER = rf"(?:(?:Go|C|R){_AND})?"
_LEFT = re.compile(rf"(?<![^\W_])(?i:{_OTHERS}){_AND}(?:(?:Go|C|R){_AND})?$")
_RIGHT = re.compile(rf"{_AND}{_LETTER}{_NAME}")
_LINE_LEFT = re.compile(rf"(?<![^\W_])(?i:{_OTHERS})[ \t]*\n+[ \t]*$")
_LINE_RIGHT = re.compile(rf"[ \t]*\n+[ \t]*{_NAME}")
_OWN_LINE = (re.compile(r"(?:^|\n)[ \t]*$"), re.compile(r"[ \t]*(?:\n|$)"))
_ANNOUNCED = re.compile(
    r"(?i)\b(?:(?:languages?|back-?end|server|stack|technolog(?:y|ies)|developer|engineer)"
    r"(?: (?:such as|like|including))?[ ]*[:(;,–-][ ]*"
    r"|(?:written|program(?:s|ming)?|cod(?:e|ing)|develop(?:ing|ment)?|built|expertise"
    r"|experienced?|proficien(?:t|cy)|fluen(?:t|cy)|knowledge|skills?|background|mastery|strong)"
    r"[ ](?:in|with|of|using)[ ](?:modern[ ]|idiomatic[ ])?|e\.g\.,? )$"
)
_MADE = (
    "developers?|engineers?|engineering|programmers?|programming|development|languages?|code"
    "|codebases?|experience|packages?|scripts?|scripting|sdk|libraries|modules|compiler"
)
# Each begins with its letter, and looks back after it: ten times as fast to search for.
_PATTERNS = {
    "go": (
        re.compile(r"Go(?<![\w&.'’$-]Go)(?![\w&'’$!]|-\w)"),
        re.compile(rf"[ ](?i:{_MADE}|micro-?services?|services|back-?end|templat\w+|routines)\b"),
        # No English sentence has a verb with a capital here.
        re.compile(
            r"\b(?:in|with|using|use|uses|learn|know|knowing|prefer|preferably|mainly|primarily"
            r"|some|like|as|include|includes|including|running|to) $"
        ),
    ),
    "r": (
        re.compile(r"R(?<![\w&.'’$#-]R)(?![\w&'’$#+]|[-.]\w| ?&)"),
        re.compile(rf"(?:[ ](?i:{_MADE}|visuali[sz]ations?|statistical|studio)|[ /]Shiny)\b"),
        re.compile(r"\b(?:in|using|like|as) $"),
    ),
    "c": (
        re.compile(r"C(?<![\w&.'’$#-]C)(?![\w&'’$#+]|[-.]\w|\.[A-Z])"),
        re.compile(r"[ ](?i:developers?|programmers?|programming|language|code(?:base)?)\b"),
        None,
    ),
}
_SPELLED_OUT = {
    "go": ("Golang", "golang", "GoLang", "GOLANG"),
    "r": ("RStudio", "Rstudio", "R-lang", "tidyverse", "dplyr", "ggplot"),
    "c": (),
}
_NO_LANGUAGE = re.compile(
    r"[ -](?i:to|live|beyond|above|getters?|market|public|deep|level|suite)\b"
)
# How far around a name is looked.
_AROUND = 60
# A text of nothing but the letter C would take half a minute a megabyte.
_MOST_PLACES = 200


@functools.cache
def _rows() -> dict[str, tuple[str, ...]]:
    return {name_key(spelling): row for row in _SPELLINGS for spelling in row}


def key(word: str) -> str:
    """The key by which `named` knows the technology of a query's word, or ""."""
    return _KEYS.get(name_key(word), "")


def ambiguous(word: str) -> bool:
    """Whether a word is a technology's name but, elsewhere, something else: go, r, c."""
    return name_key(word) in AMBIGUOUS


def meant(word: str, following: str = "") -> bool:
    """Whether a word of a query means a technology, given the word after it: not "go to market"."""
    after = analysis.exact(following)[:1]
    return not after or after[0] not in _OTHERWISE.get(name_key(word), "").split()


def aliases(word: str) -> tuple[str, ...]:
    """Keys of the skills that are what the word names, the word's own first; () for most words."""
    own = name_key(word)
    row = _rows().get(own, ())
    return tuple(dict.fromkeys((own, *map(name_key, row)))) if row else ()


def others(word: str) -> tuple[str, ...]:
    """Stems of the other spellings that are one word and mean nothing else."""
    own = name_key(word)
    found = [
        analysis.stem(spelling)
        for spelling in _rows().get(own, ())
        if name_key(spelling) != own and spelling.lower() not in _LOOSE
    ]
    return tuple(stems[0] for stems in found if len(stems) == 1)


def named(title: str, body: str) -> tuple[str, ...]:
    """Which of AMBIGUOUS a posting names in title or body, by the rule above."""
    text = f"{title}\n\n{body}"
    return tuple(name for name in AMBIGUOUS if next(places(name, text), None))


def places(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text names one of AMBIGUOUS: begin and end."""
    for spelling in _SPELLED_OUT[name]:
        at = text.find(spelling)
        if at >= 0:
            yield at, at + len(spelling)
    pattern, made, before = _PATTERNS[name]
    for match in islice(pattern.finditer(text), _MOST_PLACES):
        left = text[max(match.start() - _AROUND, 0) : match.start()]
        right = text[match.end() : match.end() + _AROUND]
        announced = made.match(right) or _after(left, before)
        if _in_list(left, right) or (announced and not _NO_LANGUAGE.match(right)):
            yield match.span()


def _after(left: str, before: re.Pattern[str] | None) -> bool:
    return bool(_ANNOUNCED.search(left) or (before and before.search(left)))


def _in_list(left: str, right: str) -> bool:
    if _LEFT.search(left) or _RIGHT.match(right):
        return True
    begins, ends = _OWN_LINE
    if not (begins.search(left) and ends.match(right)):
        return False
    return bool(_LINE_LEFT.search(left) or _LINE_RIGHT.match(right))
