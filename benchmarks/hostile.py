"""Searches that nobody means well: each must be answered, and none may cost much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from urllib.parse import quote

NUMBER = 200
# As long as the search field lets it be; what such phrases may take has a target of its own.
COMMON_PHRASE = '"' + "the and of to in for with you our are " * 10 + '"'
_OPERATORS = ("AND", "OR", "NOT", "+", "-", "&&", "||", "*", "?", "~", "^", ":", "\\", "/", "..")
_ENDS = ('"', "'", "(", ")", "[", "]", "{", "}", "<", ">", "“", "`", "|", ";", "%", "$", "#", "@")
_ALONE = (
    "*", "**", "a*", "*a", "a*b*c*", "?", "a?b?c", "~", "word~2", "word~99", "^5", "word^99999",
    "-only", "-one -two", '-"a phrase"', '"', '""', '"""', '"unbalanced', 'un"bal"anced"',
    "- - -", "--", "-", "-*", "+-", "title:word", "body:*", "mark:x", "id:[0 TO 99999999]",
    "[* TO *]", "{a TO z}", "/.*.*.*.*x/", "/(a+)+$/", "(((((", ")))))", "a AND", "OR b", "NOT",
    "NOT NOT a", "AND OR NOT", "<script>alert(1)</script>", "' OR 1=1 --", "'; DROP TABLE x; --",
    "{{ 7*7 }}", "{% debug %}", "${jndi:ldap://x}", "../../etc/passwd", "\\", "\\\\", '\\"',
    "\u202eenignE", "\u200b", "\u200d\u200d", "مهندس برمجيات", "מהנדס תוכנה", "工程师",
    "エンジニア", "🦀", "🦀 OR 🦀", "👩‍💻👨‍💻", "e\u0301" * 50, "\u0301" * 200, "ﷺ" * 30,
    "ß" * 100, "İ" * 100,
    "\x01\x02\x03", "\t\n\r", "\x7f", "\ufeff", "\uffff", "c++ c# .net", "+++++", "#####", ".....",
    "the", "a", "and the of to in", "-the", "e", "1", "0", "00000000000000000000", "1e999", "NaN",
)  # fmt: skip


def texts() -> Iterator[str]:
    """What is typed into the search field."""
    yield from _ALONE
    yield from ("a" * 10_000, "word " * 2_000, '"' * 10_000, "-" * 10_000, "* " * 5_000)
    yield from ("(" * 5_000, "a*" * 5_000, '"a b" ' * 1_500, "🦀" * 2_500, "\u202e" * 3_000)
    yield " OR ".join(f"w{number}" for number in range(500))
    yield " ".join(f"-w{number}" for number in range(500))
    yield " ".join(f'"a{number} b"' for number in range(300))
    yield " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz")
    yield " ".join("abcdefghijklmnopqrstuvwxyz")
    yield " ".join(("the and of to in for with you our are we will work team " * 8).split())
    yield COMMON_PHRASE
    for operator, end in product(_OPERATORS, _ENDS):
        yield f"engineer {operator} {end}data {operator}"


def addresses(front: str) -> Sequence[str]:
    """NUMBER of them; the last ones are hostile below the words, in the query string itself."""
    raw = ("%00", "a%00b", "%ff%fe", "%c0%af", "%ed%a0%80", "%", "%zz", "&q=a&q=b", "=&=&=")
    broken = (
        "page=-1",
        "page=1e9",
        "page=99999999999999999999",
        "page=%00",
        "sort=%27",
        "posted=x",
    )
    many = ("skill=" + "&skill=".join(f"s{one}" for one in range(900)), "&".join(["skill=a"] * 900))
    below = [f"{front}?q={one}" for one in raw]
    below += [f"{front}?{one}" for one in (*broken, *many, "a=" * 3_000, "salary_min=1e400")]
    typed = [f"{front}?q={quote(text, errors='surrogatepass')}" for text in texts()]
    return [*typed[: NUMBER - len(below)], *below]
