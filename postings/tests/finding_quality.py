"""How well a board's own postings are found by what visitors would ask.

Run by `test_real_board`; `DATA_DIR=... DJANGO_SETTINGS_MODULE=jobboard.settings python -m
postings.tests.finding_quality` prints the table, and what was missed, for any indexed board.
"""

from __future__ import annotations

import hashlib
import random
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import django

CHOSEN, SHOWN, DEEP = 500, 20, 100
PHRASE_WORDS = 8
MISTAKES = ("dropped", "swapped", "doubled")

_LANGUAGES = (
    r"(?:Python|Java|JavaScript|TypeScript|Ruby|Rust|Rails|PHP|Perl|Scala|Kotlin|Swift|Elixir|C\+\+"
    r"|C#|Node|React|Angular|SQL|\w*SQL|Bash|Shell|Docker|Kubernetes|AWS|GCP|Azure|Terraform"
    r"|SAS|Julia|Matlab|Tableau|Shiny|Looker|ArcGIS|TensorFlow|Spark|Solidity|Haskell)"
)
# What "names the technology" means here, written apart from the rule of `technologies`:
# the name in letters and symbols as its makers write it; for Go and R, the capital alone as a word
# with another technology's name within 40 characters of the same line, or before what is made
# with it, or after "in", "with" or "using"; never before "to", "live", "beyond" or a hyphen.
NAMED = {
    "c++": r"(?i)\bC\+\+|\bcpp\b",
    "c#": r"(?i)\bC#|\bcsharp\b",
    ".net": r"(?i)(?<!\w)\.net\b|\b(?:asp|ado|vb)\.net\b|\bdotnet\b",
    "node.js": r"(?i)\bnode[. ]?js\b",
    "golang": r"(?i:golang)",
    "r": r"\bR\b(?![&$.-]| ?&)(?: (?:language|programming|package|developer)|/Shiny)",
    "go": r"(?i:golang)|\bGo (?:developer|engineer|programm|code|service|microservice|experience)",
}
for _name, _capital in (("go", "Go"), ("r", "R")):
    _alone = rf"(?<![\w&.$-]){_capital}(?![\w&$-]|\.\w| ?&| (?:[Tt]o [Mm]arket|[Ll]ive|[Bb]eyond))"
    NAMED[_name] += (
        rf"|{_alone}[^\n]{{0,40}}\b(?i:{_LANGUAGES})|\b(?i:{_LANGUAGES})[^\n]{{0,40}}{_alone}"
        rf"|\b(?:in|with|using) {_alone}"
    )
NAMED["golang"] = NAMED["go"]
SKILLS = {
    "c++": {"cplusplus", "cpp"},
    "c#": {"csharp"},
    ".net": {"dotnet", "aspnet", "aspdotnet"},
    "node.js": {"nodejs"},
    "golang": {"go", "golang"},
    "go": {"go", "golang"},
    "r": {"r"},
}


@dataclass(frozen=True, slots=True)
class Posting:
    """A live posting as a visitor knows it; those of the same `name` are twins."""

    id: int
    public_id: str
    title: str
    organization: str
    skills: frozenset[str]
    texts: tuple[str, ...]
    plain: str

    @property
    def name(self) -> tuple[str, str]:
        return self.title.casefold(), self.organization.casefold()


@dataclass(slots=True)
class Score:
    """How often something came out, of how many tries, and the public ids where it did not."""

    tries: int = 0
    hits: int = 0
    missed: list[str] = field(default_factory=list)

    def count(self, hit: bool, what: str) -> None:
        self.tries += 1
        self.hits += hit
        if not hit:
            self.missed.append(what)

    @property
    def share(self) -> float:
        return self.hits / self.tries if self.tries else 1.0


Board = dict[int, Posting]


def plain(text: str) -> str:
    """Words in lower case without accents, one space between: how this test compares texts."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def read() -> Board:
    """Every live posting by id."""
    from postings.models import JobPosting

    board = {}
    rows = JobPosting.objects.live().select_related("hiring_organization")
    for row in rows.prefetch_related("skills"):
        skills = list(row.skills.all())
        organization = row.hiring_organization.name if row.hiring_organization else ""
        names = ", ".join(skill.name for skill in skills)
        texts = (row.title, organization, names, row.place_text, row.description_text)
        board[row.pk] = Posting(
            row.pk,
            row.public_id,
            row.title,
            organization,
            frozenset(skill.key for skill in skills),
            texts,
            " | ".join(map(plain, texts)),
        )
    return board


def find(words: str, page_size: int = SHOWN, page: int = 1) -> list[int]:
    from postings.finding import find as ask
    from postings.records import SearchQuery

    return list(ask(SearchQuery(words=words, page_size=page_size, page=page), facets=False).ids)


def find_all(words: str) -> list[int]:
    """The hits of every page."""
    found: list[int] = []
    for page in range(1, 1000):
        ids = find(words, DEEP, page)
        found += [one for one in ids if one not in found]
        if len(ids) < DEEP or len(found) < page * DEEP:
            break
    return found


def chosen(postings: Iterable[Posting]) -> list[Posting]:
    """The CHOSEN postings whose public ids have the smallest SHA-256."""

    def rank(posting: Posting) -> str:
        return hashlib.sha256(posting.public_id.encode()).hexdigest()

    return sorted(postings, key=rank)[:CHOSEN]


def place(board: Board, ids: list[int], posting: Posting) -> int:
    """Where the posting or a twin stands among different names, from 1; 0 for nowhere."""
    names = list(dict.fromkeys(board[one].name for one in ids if one in board))
    return names.index(posting.name) + 1 if posting.name in names else 0


def mistaken(posting: Posting) -> str:
    """Title and organization with one mistake in a word of five letters or more; "" without one."""
    query = f"{posting.title} {posting.organization}"
    words = [match for match in re.finditer(r"[^\W\d_]{5,}", query) if match[0].isascii()]
    chance = random.Random(posting.public_id)
    tries = [(match, at) for match in words for at in range(len(match[0]) - 1)]
    chance.shuffle(tries)
    for match, at in tries:
        word = match[0]
        kind = chance.choice(MISTAKES)
        made = {
            "dropped": word[:at] + word[at + 1 :],
            "swapped": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            "doubled": word[: at + 1] + word[at:],
        }[kind]
        if made.casefold() != word.casefold():
            return query[: match.start()] + made + query[match.end() :]
    return ""


def phrase(posting: Posting) -> str:
    """Eight words from the middle of the body, as a visitor would copy them; "" of a short one."""
    words = re.sub('["“”„‟«»＂]', " ", posting.texts[-1]).split()
    middle = max(len(words) // 2 - PHRASE_WORDS // 2, 0)
    return " ".join(words[middle : middle + PHRASE_WORDS]) if len(words) >= PHRASE_WORDS else ""


def measure_names(board: Board) -> Iterator[tuple[str, Score]]:
    """Where the organization is not stated, the title is all there is."""
    first, three, mistakes = Score(), Score(), Score()
    for posting in chosen(board.values()):
        query = f"{posting.title} {posting.organization}".strip()
        at = place(board, find(query), posting)
        first.count(at == 1, query)
        three.count(1 <= at <= 3, query)
        wrong = mistaken(posting)
        if wrong:
            mistakes.count(1 <= place(board, find(wrong), posting) <= 3, wrong)
    yield "title organization: first", first
    yield "title organization: within three", three
    yield "with one mistake: within three", mistakes


def measure_phrases(board: Board) -> Iterator[tuple[str, Score]]:
    holding, among, three = Score(), Score(), Score()
    for posting in chosen(board.values()):
        words = phrase(posting)
        sought = f" {plain(words)} "
        if not sought.strip():
            continue
        ids = find_all(f'"{words}"')
        holders = {one.name for one in board.values() if sought in f" {one.plain} "}
        holding.count(all(sought in f" {board[one].plain} " for one in ids), words)
        among.count(posting.id in ids, words)
        if len(holders) <= 3:
            three.count(1 <= place(board, ids, posting) <= 3, words)
    yield "phrase: every hit holds it", holding
    yield "phrase: the posting is found", among
    yield "phrase that few hold: within three", three


def measure_technologies(board: Board) -> Iterator[tuple[str, Score]]:
    for name, pattern in NAMED.items():
        score = Score()
        for one in find(name):
            posting = board[one]
            said = re.search(pattern, "\n".join((posting.title, posting.texts[-1])))
            score.count(bool(said) or bool(SKILLS[name] & posting.skills), posting.title)
        yield f"first {SHOWN} for {name}", score


def measure() -> dict[str, Score]:
    board = read()
    steps = (measure_names, measure_phrases, measure_technologies)
    return {name: score for step in steps for name, score in step(board)}


def table(scores: dict[str, Score]) -> str:
    return "\n".join(
        f"{name:36} {score.hits:5} of {score.tries:4}  {score.share:7.1%}"
        for name, score in scores.items()
    )


if __name__ == "__main__":
    django.setup()
    found = measure()
    missed = (f"  {name}: {one}" for name, score in found.items() for one in score.missed[:10])
    sys.stdout.write("\n".join((table(found), *missed, "")))
