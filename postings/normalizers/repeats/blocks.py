"""Which postings need to be compared at all: those that share a block key, near or far."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import blake2b

from postings.normalizers.repeats.verdicts import Candidate


def block_keys(candidate: Candidate) -> tuple[str, ...]:
    """Up to four keys of at most 18 characters; who shares none is DIFFERENT for certain.

    By title and organization, by URL, by title and whole text, and by an editors' merge.
    """
    keys = []
    if candidate.organization_key:
        keys.append(_key("t", candidate.title_key, candidate.organization_key))
    if candidate.url_key:
        keys.append(_key("u", candidate.url_key))
    if candidate.text.telling:
        keys.append(_key("x", candidate.title_key, candidate.text.digest.hex()))
    if candidate.joined:
        keys.append(_key("j", candidate.joined))
    return tuple(keys)


def _key(kind: str, *parts: str) -> str:
    # A space stands in no title or organization key, and in no digest.
    whole = " ".join(parts).encode("utf-8", "surrogatepass")
    return f"{kind}:{blake2b(whole, digest_size=8).hexdigest()}"


def neighbourhood(
    keys: Iterable[str], load: Callable[[frozenset[str]], Iterable[Candidate]]
) -> tuple[Candidate, ...]:
    """All that must be folded anew when postings with these block keys came, went or changed.

    keys: theirs of now and of before. load: the candidates that have one of the keys. Folding
    what this returns gives the cards that folding the whole board would give of it.
    """
    found: dict[str, Candidate] = {}
    asked: set[str] = set()
    wanted = set(keys)
    while wanted:
        asked |= wanted
        loaded = {candidate.id: candidate for candidate in load(frozenset(wanted))}
        new = [loaded[name] for name in loaded.keys() - found.keys()]
        found |= loaded
        wanted = {key for candidate in new for key in block_keys(candidate)} - asked
    return tuple(sorted(found.values(), key=lambda candidate: candidate.id))


def components(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    """The candidates split so that no block key is in two parts; parts and members by id."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    ordered = sorted(candidates, key=lambda candidate: candidate.id)
    first_with: dict[str, str] = {}
    for candidate in ordered:
        leader[candidate.id] = candidate.id
        for key in block_keys(candidate):
            one, other = find(candidate.id), find(first_with.setdefault(key, candidate.id))
            leader[max(one, other)] = min(one, other)
    parts: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in ordered:
        parts[find(candidate.id)].append(candidate)
    return list(parts.values())
