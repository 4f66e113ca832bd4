"""Contacts that anyone can open: free-mail addresses, and chats as the only way."""

import re
from urllib.parse import unquote

from postings.normalizers.organizations import hosts, key
from postings.normalizers.quality.sentences import Text
from postings.text import name_key

_LOCAL = re.compile(r"[\w.+-]{1,64}\Z")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}")
# Converters put spaces into addresses, which still are one to the reader.
_ANY_MAIL = re.compile(r"@[ ]?[\w-]{1,63}[ ]?\.[ ]?[a-z]{2}", re.IGNORECASE)
_MOST = 200

# The sentence, or the one before it, warns of the contact or gives an example of one.
_WARNING = re.compile(
    r"\b(?:never|not|no|cannot|scam\w*|fraud\w*|phish\w*|impersonat\w*|beware|fake|incorrect|wrong"
    r"|suspicious|legitimate|unauthori[sz]ed|informal|example|e\.g|such as|only (?:ever )?contact"
    r"|report)\b|n['’]t\b"
)
# How far before an address its warning may stand.
_WARNING_REACH = 300

_APPS = r"(?:whats\s?app|telegram|wechat)"
_NUMBER = r"(?:\+?\(?\d[\d ().-]{6,18}\d|@[a-z]\w{3,31})"
_ME = r"(?:me|us|our \w+|hr|the (?:hiring|recruit)\w*(?: \w+)?|him|her|@\w+)"
_ON = r"\b(?:on|via|through|over|by|using|at)\b"
_CHAT = re.compile(
    rf"\b{_APPS}\W{{0,6}}(?:(?:number|no|id|contact|at|on|me|us|only)\b\W{{0,4}}){{0,3}}{_NUMBER}"
    rf"|{_NUMBER}\W{{0,4}}(?:\w+ )?(?:\({_APPS}\)|{_ON} {_APPS}\b)"
    rf"|\b(?:contact|message|text|reach|write(?: to)?|ping|dm|call) {_ME}\b.{{0,60}}{_ON} "
    rf"{_APPS}\b"
    r"|\b(?:send|submit|share)\b.{0,40}\b(?:cv|resumes?|résumés?|applications?)\b.{0,40}"
    rf"{_ON} {_APPS}\b"
    rf"|\bapply {_ON} {_APPS}\b"
    rf"|\binterviews?\b.{{0,60}}{_ON} {_APPS}\b"
    r"|\b(?:wa\.me|api\.whatsapp\.com/send)\b"
    r"|\b(?:contact|message|write|apply|send|reach)\b.{0,60}\bt(?:elegram)?\.me/\w"
)
# A body with none of them, in small letters, names no chat.
CHAT_SIGNS = ("whats", "telegram", "wechat", "wa.me", "t.me/")


def free_mail(text: Text, organization: str = "") -> list[str]:
    """The free-mail addresses that are the body's contact; none where it has another address."""
    found: dict[str, None] = {}
    for at in text.places("@", _MOST):
        local = _LOCAL.search(text.body, max(0, at - 64), at)
        host = _HOST.match(text.lowered, at + 1)
        if local is None or host is None:
            continue
        if not _is_free(host[0], organization):
            return []  # a company's own address is there
        if not _warned(text, local.start(), host.end()):
            found.setdefault(text.body[local.start() : host.end()])
    return list(found)


def free_mail_link(apply_url: str, organization: str = "") -> str:
    """The address of a mailto: link with a free-mail host, else ""."""
    if apply_url[:7].lower() != "mailto:":
        return ""
    address = unquote(apply_url[7:].partition("?")[0]).strip()
    free = _is_free(address.rpartition("@")[2], organization)
    return address[:200] if free and "@" in address else ""


def _is_free(host: str, organization: str) -> bool:
    own = bool(organization) and key(organization) == name_key(hosts.own_label(host))
    return hosts.kind(host) == "mail" and not own


def chat_only(text: Text) -> list[str]:
    """The sentences that give a chat as the contact; none where an address is given too."""
    sentences = text.sentences(text.places_of(CHAT_SIGNS))
    if not sentences or _ANY_MAIL.search(text.body):
        return []
    found: dict[str, None] = {}
    for start, end in sentences:
        plain = " ".join(text.lowered[start:end].replace("*", "").split())
        if _CHAT.search(plain) and not _warned(text, start, end):
            found.setdefault(text.evidence(start, end))
    return list(found)


def _warned(text: Text, start: int, end: int) -> bool:
    first = text.sentence(start)[0]
    before = text.sentence(max(0, first - 2))[0] if first else 0
    return bool(_WARNING.search(text.lowered, max(before, start - _WARNING_REACH), end))
