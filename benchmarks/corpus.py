"""The posting files that are measured: a folder, the real ones, or files made up here."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.options import Options
from postings.importing.walking import Found, walk

GENERATED_FILES = 2_000
SEED = 20_240_612


def _split(words: str) -> list[str]:
    return words.split()


SKILLS = _split("Python Golang Java Nodejs PHP React Vue C# Others Nontech")
TAGS = _split("python django postgresql redis docker kubernetes aws terraform react design")
LEVELS = ["Senior", "Junior", "Lead", "Principal", "Staff", ""]
FIELDS = _split("Backend Frontend Data Platform Security Mobile Payments Search Cloud Support")
ROLES = _split("Engineer Developer Analyst Designer Architect Manager Administrator Consultant")
PLACES = ["Remote", "Berlin, Germany", "Remote, Portugal", "Lisbon", "Toronto, Canada", "Oslo"]
NAMES = _split("Amber Birch Cedar Delta Ember Fjord Granite Harbour Indigo Juniper Kestrel Lumen")
KINDS = _split("Labs Software Systems Analytics Works Studio Robotics Health")
HEADINGS = ["About us", "What you will do", "What you bring", "Nice to have", "What we offer"]
WORDS = _split(
    "we build and run small services that people rely on every day while our team reviews each"
    " change together before it ships so you will write clear code tests and documents talk with"
    " customers measure what matters improve the pipeline keep data safe share what you learn"
    " mentor others plan the next quarter own a feature from first idea to release across time"
    " zones with care for detail experience in distributed systems databases monitoring and good"
    " written english"
)


class NoCorpus(Exception):
    """The message says what to set instead."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of posting files; limit: how many of them are read, all where it is None."""

    folder: Path
    limit: int | None
    files: int
    name: str


def choose(asked: Options, scratch: Path, real: Path | None) -> Corpus:
    """The folder that CORPUS names, else the real files, else generated ones. Raises NoCorpus."""
    limit = asked.files
    if asked.corpus:
        folder = Path(asked.corpus).expanduser().resolve()
        name = f"files of {folder.name}"
        if not folder.is_dir():
            raise NoCorpus(f"CORPUS={asked.corpus} is not a folder.")
    elif real:
        folder, name = real, "real files"
    else:
        folder, name = generate(scratch / "corpus", limit or GENERATED_FILES), "generated files"
    number = sum(1 for _ in paths(folder, limit))
    if not number:
        raise NoCorpus(f"There is no file in {folder}.")
    return Corpus(folder, limit, number, name)


def paths(folder: Path, limit: int | None) -> Iterator[str]:
    """The files an import of the folder reads, in its order."""
    steps = islice(walk([str(folder)]), limit)
    return (step.path for step in steps if isinstance(step, Found))


def generate(folder: Path, number: int) -> Path:
    """So many files in both formats, shaped like the real ones; the same at every call."""
    source = random.Random(SEED)
    for index in range(number):
        if index % 5 == 0:
            path, text = _front_matter(source, index)
        else:
            path, text = _heading_block(source, index)
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def _front_matter(source: random.Random, index: int) -> tuple[str, str]:
    title, slug = _title(source, index)
    url = f"https://jobs.example.com/front/{slug}"
    tags = ",".join(f"#{tag}" for tag in source.sample(TAGS, 8))
    lines = [
        "---",
        f'title: "{title}"',
        f'companyName: "{_organization(source)}"',
        f'location: "{source.choice(PLACES)}"',
        f'url: "{url}"',
        f'applyUrl: "{url}/apply"',
        f"timestamp: {1_600_000_000_000 + index * 3_600_000}",
        f'hashtags: "{tags}"',
        f'summary: "{_sentence(source)}"',
        *(['archived: "true"'] if index % 4 == 0 else []),
        "---",
    ]
    return f"front_matter/{slug}.md", "\n".join(lines) + "\n\n" + _body(source, "*   ") + "\n"


def _heading_block(source: random.Random, index: int) -> tuple[str, str]:
    title, slug = _title(source, index)
    url = f"https://jobs.example.org/apply/{slug}"
    month = f"{2023 + index % 2}-{index % 12 + 1:02}"
    folder = f"skill_folders/{source.choice(SKILLS)}/{month}/{slug}"
    head = f"# [{title}]({url})  \n### {_organization(source)}  \n"
    badges = f"#### `💰 {source.randrange(40, 90)}k-{source.randrange(90, 160)}k USD` "
    badges += f"`🌎 {source.choice(PLACES)}`  \n"
    end = f"\n\n  \n## CLICK TO [APPLY]({url})\n"
    return f"{folder}/README.md", f"{head}{badges}\n{_body(source, '  * ')}{end}"


def _title(source: random.Random, index: int) -> tuple[str, str]:
    words = (source.choice(LEVELS), source.choice(FIELDS), source.choice(ROLES))
    title = " ".join(filter(None, words))
    return title, re.sub(r"\W+", "-", title.lower()) + f"-{index:06}"


def _organization(source: random.Random) -> str:
    return f"{source.choice(NAMES)} {source.choice(KINDS)}"


def _body(source: random.Random, bullet: str) -> str:
    """Some 5,000 characters: paragraphs, headings, 22 list items, bold words and two links."""
    parts = [_paragraph(source), _paragraph(source)]
    for heading in HEADINGS:
        parts.append(f"### {heading}" if source.random() < 0.7 else f"**{heading}**")
        parts.append(_paragraph(source))
        items = source.randrange(4, 7)
        parts.append("\n".join(bullet + _sentence(source) for _ in range(items)))
    parts.insert(3, f"Read [how we work](https://www.example.net/{source.choice(WORDS)}) first.")
    parts.append("Questions? Write to jobs@example.com or see https://www.example.com/faq today.")
    return "\n\n".join(parts)


def _paragraph(source: random.Random) -> str:
    return " ".join(_sentence(source) for _ in range(source.randrange(1, 7)))


def _sentence(source: random.Random) -> str:
    words = source.choices(WORDS, k=source.randrange(8, 23))
    if source.random() < 0.2:
        words[2] = f"**{words[2]}**"
    return " ".join(words).capitalize() + "."
