"""Sentences in which applicants are asked for money."""

import re

from postings.normalizers.quality.sentences import Text

# What applicants are made to pay for, by the warnings of the United States' Federal Trade
# Commission ("Job scams") and of JobsAware: fees, deposits, kits, training, background checks.
_WORD, _PARTS = " fee", (" deposit", "er kit", "ing kit", " pay for ")
# A body with none of them, in small letters, asks for nothing.
SIGNS = (_WORD, *_PARTS)

_PAYER = r"\b(?:you|applicants?|candidates?|trainees?|new hires?)\b"
_MUST = (
    r"\b(?:must|(?:will |shall )?(?:need|have|be (?:required|asked|expected))(?: first)? to"
    r"|(?:are|is) (?:required|asked|expected|obliged) to|needs? to|ha(?:ve|s) to)\b"
)
_PAY = r"\b(?:pay|deposit|transfer|wire|remit|purchase|buy)\b"
_KIND = (
    r"(?:registration|application|training|processing|onboarding|enroll?ment|admin(?:istrati\w+)?"
    r"|security|joining|membership|background check|visa|starter kit|activation)"
)
_THING = (
    rf"\b(?:(?:{_KIND} )?(?:fees?|deposits?)|(?:starter|training) kits?"
    r"|(?:training|certification) (?:course|materials?|program\w*)|background checks?"
    r"|registration)\b"
)
_ASKED = re.compile(
    rf"{_PAYER}.{{0,40}}{_MUST}.{{0,30}}{_PAY}.{{0,60}}{_THING}"
    rf"|^(?:(?:please|first|kindly|then|simply)\b,? ){{0,2}}{_PAY}.{{0,60}}{_THING}"
    rf"|\bto (?:apply|start|begin|register|join|secure)\b.{{0,60}}{_PAY}.{{0,40}}{_THING}"
    rf"|\b{_KIND} (?:fee|deposit)s?\b.{{0,40}}\b(?:is|are|will be|must be) "
    r"(?:required|payable|charged|collected|due|paid)\b.{0,60}"
    r"\b(?:you|applicants?|candidates?|trainees?|before|interview|start)\b"
    r"|\b(?:non-?)?refundable (?:\w+ )?(?:fee|deposit)\b.{0,80}"
    r"\b(?:you|applicants?|candidates?|trainees?|before|interview|start)\b"
)
# The sentence warns against it, or others pay: customers, or the employer.
_OTHERWISE = re.compile(
    r"\b(?:never|not?|nor|neither|without|cannot|scam\w*|fraud\w*|phish\w*|impersonat\w*|beware"
    r"|suspicious|legitimate|report|reimburse\w*|free of charge|covered|paid by|on your behalf"
    r"|clients?|customers?|users?|students?|patients?|tenants?|merchants?|vendors?|suppliers?"
    r"|agenc(?:y|ies)|recruiters?|third part\w+)\b|n['’]t\b"
    r"|\bwe(?:['’]ll| will|['’]d| would)?(?: \w+)? (?:pay|cover|buy|purchase|refund)\b"
)


def asked(text: Text) -> list[str]:
    """The sentences, in order, each once."""
    found: dict[str, None] = {}
    for start, end in text.sentences([*text.places_of_word(_WORD), *text.places_of(_PARTS)]):
        plain = " ".join(text.lowered[start:end].replace("*", "").replace("_", " ").split())
        plain = plain.lstrip("-+•·# >")
        if _ASKED.search(plain) and not _OTHERWISE.search(plain):
            found.setdefault(text.evidence(start, end))
    return list(found)
