"""Signs that a posting is not what it says: money asked, odd contacts, links that hide."""

from postings.normalizers.quality import contacts, money, outbound
from postings.normalizers.quality.sentences import Text
from postings.normalizers.signs import Signs
from postings.records import Problem
from postings.vocabulary import ProblemKind

# More of one kind say nothing new.
_MOST = 3

_FIELD = "description"
_SIGNS = Signs((*money.SIGNS, *contacts.CHAT_SIGNS))


def problems(body: str, apply_url: str = "", organization: str = "") -> tuple[Problem, ...]:
    """What editors should look at, each with its evidence, at most three of a kind.

    body: markdown source; apply_url: as stated; organization: its name, whose own mail provider
    is no free one to it. The message ends in the evidence: a sentence or a link, cut at 200
    characters. Warnings against fraud ("we never ask for money") are no problem.
    """
    text = Text(body)
    made = [
        Problem(kind.value, f"{says}: “{evidence}”", _FIELD)
        for kind, says, evidences in _found(text, organization)
        for evidence in evidences[:_MOST]
    ]
    if mail := contacts.free_mail_link(apply_url, organization):
        message = f"Applications go to a free-mail address: “{mail}”"
        made.insert(0, Problem(ProblemKind.FREE_MAIL_CONTACT.value, message, "apply_url"))
    kind = ProblemKind.SUSPICIOUS_LINK.value
    for says, link in outbound.suspicious(text)[:_MOST]:
        made.append(Problem(kind, f"{says}: “{link}”", _FIELD))
    if says := outbound.suspicion(apply_url):
        made.append(Problem(kind, f"{says}: “{apply_url[:200]}”", "apply_url"))
    return tuple(made)


def _found(text: Text, organization: str) -> list[tuple[ProblemKind, str, list[str]]]:
    """Kind, what it says, and the evidence, which is none for most."""
    signs = _SIGNS.held(text.lowered)
    asked = money.asked(text) if signs.intersection(money.SIGNS) else []
    mails = contacts.free_mail(text, organization)
    chats = contacts.chat_only(text) if signs.intersection(contacts.CHAT_SIGNS) else []
    return [
        (ProblemKind.MONEY_ASKED, "Applicants seem to be asked for money", asked),
        (ProblemKind.FREE_MAIL_CONTACT, "The contact is a free-mail address", mails),
        (ProblemKind.CHAT_ONLY_CONTACT, "The contact is a chat", chats),
    ]
