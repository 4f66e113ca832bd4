"""Whether two postings are one job, and whether they are one posting of it."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from postings.links import identity_key
from postings.normalizers.repeats import whereabouts
from postings.normalizers.repeats.signatures import NOTHING, Signature, containment, similarity
from postings.normalizers.repeats.whereabouts import NOWHERE, PlaceFacts
from postings.text import name_key
from postings.vocabulary import Repeat

# Read by eye on the real files, same title, employer and place: of 8 pairs with a similarity of
# 0.70 to 0.80 at least 5 are other jobs (another team, 3 years of experience against 7), of 10
# between 0.80 and 0.85 four; the labelled pairs that were "edited a little" have 0.84 or more.
NEAR = 0.85
# A paragraph more (pay by law, how to apply) makes no other job, where the rest is word for word.
LONGER, REST = 0.7, 0.99


@dataclass(frozen=True, slots=True)
class Pay:
    """A stated pay a year in one currency (ISO 4217, "" not stated); None is an open end."""

    currency: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What of a posting tells whether it repeats another.

    id: the public id; its order is the order of identity. organization_key: "" is not stated.
    stated: values that two postings of one job never state differently (type of employment,
    language, level ...), "" where not stated, in the same order for every candidate.
    agreed: every filterable value but place; members of a card have equal ones.
    apart: ids that an editor split this one from, joined: the name of the editors' merge it is in;
    a split holds against a merge.
    """

    id: str
    title: str
    organization_key: str = ""
    text: Signature = NOTHING
    place: PlaceFacts = NOWHERE
    url: str = ""
    pay: Pay | None = None
    stated: tuple[str, ...] = ()
    agreed: Hashable = ()
    apart: frozenset[str] = frozenset()
    joined: str = ""
    title_key: str = field(init=False, compare=False, repr=False)
    url_key: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Letters and digits of the title; unlike letters alone it tells C, C# and C++ apart.
        object.__setattr__(self, "title_key", name_key(self.title))
        # Many jobs share one mail address.
        page = not self.url.lower().startswith("mailto:")
        object.__setattr__(self, "url_key", identity_key(self.url) if page else "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two postings are to each other, and why, in a sentence for editors."""

    kind: Repeat
    reason: str


def same_job(one: Candidate, other: Candidate) -> Verdict:
    """SAME: one posting with several sources; ELSEWHERE: members of one card; else DIFFERENT."""
    if other.id in one.apart or one.id in other.apart:
        return Verdict(Repeat.DIFFERENT, "An editor split them.")
    if one.joined and one.joined == other.joined:
        return Verdict(Repeat.SAME, "An editor merged them.")
    found = recognised(one, other)
    if found.kind is not Repeat.ELSEWHERE or one.agreed == other.agreed:
        return found
    return Verdict(Repeat.DIFFERENT, "The same job elsewhere, but on other terms.")


def recognised(one: Candidate, other: Candidate) -> Verdict:
    """The verdict without editors' decisions and without `agreed`, which postings gather first."""
    if one.url_key and one.url_key == other.url_key:
        verdict = _of_one_url(one, other)
        if verdict:
            return verdict
    if one.title_key != other.title_key:
        return Verdict(Repeat.DIFFERENT, "The titles differ.")
    if contradiction := _contradiction(one, other):
        return Verdict(Repeat.DIFFERENT, contradiction)
    if not (one.organization_key and other.organization_key):
        return _of_unknown_organization(one, other)
    if one.organization_key != other.organization_key:
        return Verdict(Repeat.DIFFERENT, "The organizations differ.")
    if not _near(one, other):
        return Verdict(Repeat.DIFFERENT, "The texts differ, or are too short to tell.")
    if whereabouts.compatible(one.place, other.place):
        return Verdict(Repeat.SAME, "Same title and organization, near-equal text, one place.")
    reason = "Same title and organization, near-equal text, another place."
    return Verdict(Repeat.ELSEWHERE, reason)


def recurs(one: Candidate, other: Candidate) -> bool:
    """Whether the second is the job of the first, in the same place or another."""
    key = one.organization_key
    if not key or key != other.organization_key or one.title_key != other.title_key:
        return False
    return not _contradiction(one, other) and _near(one, other)


def _near(one: Candidate, other: Candidate) -> bool:
    """Whether the texts are equal but for small edits, and long enough to say so."""
    if not (one.text.telling and other.text.telling):
        return False
    found = similarity(one.text, other.text)
    return found >= NEAR or (found >= LONGER and containment(one.text, other.text) >= REST)


def _of_one_url(one: Candidate, other: Candidate) -> Verdict | None:
    """A URL names a job, unless its site gave it to another employer since (house.md §5.5)."""
    known = one.organization_key and other.organization_key
    if known and one.organization_key != other.organization_key:
        return Verdict(Repeat.DIFFERENT, "The URL went to another organization.")
    titles = one.title_key == other.title_key
    if known and (titles or _near(one, other)):
        return Verdict(Repeat.SAME, "Same URL and organization.")
    fits = whereabouts.compatible(one.place, other.place) and not _contradiction(one, other)
    if titles and fits and _near(one, other):
        return Verdict(Repeat.SAME, "Same URL and title, near-equal text, one place.")
    return None


def _of_unknown_organization(one: Candidate, other: Candidate) -> Verdict:
    text = one.text.telling and one.text.digest == other.text.digest
    if text and whereabouts.equal(one.place, other.place):
        return Verdict(Repeat.SAME, "Same title, equal text and place; organization not stated.")
    return Verdict(Repeat.DIFFERENT, "The organization is not stated.")


def _contradiction(one: Candidate, other: Candidate) -> str:
    """What both state and state differently, as a sentence; "" where nothing contradicts."""
    pairs = zip(one.stated, other.stated, strict=False)
    if told := next((pair for pair in pairs if all(pair) and pair[0] != pair[1]), None):
        return f"One states {told[0]}, the other {told[1]}."
    return "The stated pay differs." if _other_pay(one.pay, other.pay) else ""


def _other_pay(one: Pay | None, other: Pay | None) -> bool:
    """Whether two stated pays have no amount in common; ranges that meet do not contradict.

    Boards round and cut ranges: labelled repeats have "277k" beside "176000 to 277000".
    """
    if one is None or other is None:
        return False
    if one.currency and other.currency and one.currency != other.currency:
        return True
    return _below(one, other) or _below(other, one)


def _below(one: Pay, other: Pay) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low
