"""What a job seeker should know before applying, with the posting's own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from postings.vocabulary import ProblemKind

# Of `vocabulary.CAVEATS`, gravest first. What is said judges nobody: each is true of honest
# postings too.
SAID = {
    ProblemKind.MONEY_ASKED: "Applicants may have to pay something; never pay to apply."
    " The text says:",
    ProblemKind.REMOTE_CONTRADICTED: "It is listed as remote. The text says:",
    ProblemKind.WORLDWIDE_CONTRADICTED: "It is listed as open worldwide. The text says:",
    ProblemKind.CHAT_ONLY_CONTACT: "The contact is a chat; make sure that it is the employer's."
    " The text says:",
    ProblemKind.FREE_MAIL_CONTACT: "The contact is a free-mail address; make sure that it is the"
    " employer's:",
    ProblemKind.SUSPICIOUS_LINK: "{}; look where you arrive before you enter anything:",
}


@dataclass(frozen=True, slots=True)
class Caveat:
    """said: what introduces the evidence, which is quoted."""

    said: str
    evidence: tuple[str, ...]


def caveats(problems: Iterable[Any]) -> list[Caveat]:
    """Of a posting's problems, those of one kind and opening together.

    A problem's message ends in its evidence: `Opening: “evidence”`.
    """
    found: dict[tuple[ProblemKind, str], list[str]] = {}
    for problem in problems:
        kind = ProblemKind(problem.kind)
        if kind in SAID:
            opening, _, rest = problem.message.partition("“")
            said = SAID[kind].format(opening.strip(" :"))
            found.setdefault((kind, said), []).append(rest.rpartition("”")[0] or rest)
    order = list(SAID)
    return [
        Caveat(said, tuple(filter(None, evidence)))
        for (kind, said), evidence in sorted(found.items(), key=lambda one: order.index(one[0][0]))
    ]
