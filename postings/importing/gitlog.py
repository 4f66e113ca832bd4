"""What git tells of a repository: the first day of every path, by one log.

A repository may come from strangers: none of its hooks and none of its configuration runs.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from threading import Timer
from typing import IO, cast

from postings.importing.reading import read_bytes
from postings.importing.walking import shown
from postings.records import UnreadableFile

# Seconds for one repository; 18,574 files in 375 commits take less than one.
GIT_SECONDS = 120.0
# Distinct paths of one repository and all their bytes; a few kB of objects can name billions.
MOST_PATHS, MOST_BYTES = 1_000_000, 200_000_000
# Bytes that git itself may fill: it gathers what one commit adds before it writes the first name.
MOST_MEMORY = 1 << 30
# Of one path, far above what a file system takes.
LONGEST_PATH = 1 << 16
# Bytes of the file that names the commits at which a shallow clone ends; a line has 41.
LONGEST_SHALLOW = 10_000_000
READ_AT_ONCE = 1 << 16
# Of what git says when it fails.
LONGEST_COMPLAINT = 300

# A repository comes from strangers, and its own configuration may name programs. These are the
# words of git-config(1) by which a log would start one, or show something else than all files.
CONFIG = (
    *("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.sshCommand=false"),
    *("core.attributesFile=/dev/null", "diff.orderFile=/dev/null", "gpg.program=false"),
    *("gpg.ssh.program=false", "gpg.x509.program=false", "log.showSignature=false"),
    *("log.showRoot=true", "log.follow=false", "diff.relative=false", "protocol.allow=never"),
    # A folder that looks like a bare repository may be part of what a repository holds.
    "safe.bareRepository=explicit",
)
ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone would fetch what it lacks, by its own commands
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/dev/null/none",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
WHERE = ("rev-parse", "--is-shallow-repository", "--show-cdup", "--git-path", "shallow")
# Only a log's heads begin with a slash: paths are relative. The day is the committer's own, on
# his clock; renames are additions; `-c` finds what only a merge added.
LOG = (
    *("log", "-z", "-c", "--diff-filter=A", "--name-only", "--format=/%H %cd", "--date=short"),
    *("--no-renames", "--full-history", "--root", "--no-color", "--no-mailmap", "--no-textconv"),
    *("--no-ext-diff", "--no-show-signature", "HEAD", "--"),
)
_HEAD = re.compile(rb"\n?/([0-9a-f]{40,64}) (\S+)")


class NoGit(Exception):
    """There is no git to ask."""


class Failed(Exception):
    """A repository that tells no days, and why."""


@dataclass(frozen=True, slots=True)
class Log:
    """days: path from the top -> first day; cut_off: paths that were there before a shallow
    clone's first commit."""

    days: dict[bytes, date] = field(default_factory=dict)
    cut_off: frozenset[bytes] = frozenset()


def git() -> str:
    """The absolute path of git; raises NoGit."""
    found = shutil.which("git")
    if not found or not os.path.isabs(found):
        raise NoGit("git is not installed, and --dates-from-git asks it. Nothing done.")
    return found


def read_log(program: str, top: str, part: str) -> Log:
    """The log of the checkout whose top folder holds `.git`. program: see `git`; part: the folder
    or file of it that is asked for, "." for all. Raises Failed."""
    call = [program, "--no-pager", "--literal-pathspecs", "-C", top]
    for setting in CONFIG:
        call += ["-c", setting]
    shallow, upwards, ends = b"".join(_output([*call, *WHERE])).split(b"\n", 2)
    if upwards:  # git has passed by a `.git` that it does not take for one
        raise Failed("its .git is no repository")
    cut = _boundary(os.path.join(os.fsencode(top), ends[:-1])) if shallow == b"true" else set()
    return _days(_words(_output([*call, *LOG, *([] if part == "." else [part])])), cut)


def _boundary(path: bytes) -> set[bytes]:
    """The commits whose parents a shallow clone lacks: each seems to add every file."""
    try:
        return set(read_bytes(os.fsdecode(path), LONGEST_SHALLOW).split())
    except UnreadableFile as error:
        raise Failed(f"a shallow clone, and where it ends is not known: {error.reason}") from error


def _days(words: Iterator[bytes], boundary: set[bytes]) -> Log:
    days: dict[bytes, date] = {}
    cut_off: set[bytes] = set()
    day, cut, fresh = None, False, False
    for word in words:
        if (head := _HEAD.fullmatch(word)) is not None:
            day, cut, fresh = _day(head[2]), head[1] in boundary, True
            continue
        # git writes a newline between a head and its first path, for a merge an empty word.
        path, fresh = word.removeprefix(b"\n") if fresh else word, False
        if cut:
            cut_off.add(path)
        elif day is not None and path and day <= days.get(path, day):
            days[path] = day
        if len(days) + len(cut_off) > MOST_PATHS:
            raise Failed(f"its history names more than {MOST_PATHS:,} files")
    for path in cut_off:
        days.pop(path, None)
    return Log(days, frozenset(cut_off))


def _day(text: bytes) -> date | None:
    try:
        return date.fromisoformat(text.decode())
    except ValueError:
        return None


def _words(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest, size = b"", 0
    for chunk in chunks:
        *words, rest = (rest + chunk).split(b"\0")
        yield from words
        rest, size = rest[:LONGEST_PATH], size + len(chunk)
        if size > MOST_BYTES:
            raise Failed(f"its history names files in more than {MOST_BYTES:,} bytes")


def _output(call: Sequence[str]) -> Iterator[bytes]:
    """What git writes, piece by piece; raises Failed where it fails or takes too long."""
    environment = {name: word for name, word in os.environ.items() if not name.startswith("GIT_")}
    with (
        tempfile.TemporaryFile() as complaint,
        subprocess.Popen(  # noqa: S603
            call,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaint,
            env=environment | ENVIRONMENT,
        ) as process,
    ):
        _limit(process.pid)
        late = Timer(GIT_SECONDS, process.kill)
        late.start()
        try:
            stdout = cast(IO[bytes], process.stdout)
            while chunk := stdout.read(READ_AT_ONCE):
                yield chunk
            process.wait()
        finally:
            in_time = late.is_alive()
            late.cancel()
            process.kill()
        if process.returncode:
            complaint.seek(0)
            said = complaint.read(LONGEST_COMPLAINT).decode("utf-8", "replace")
            raise Failed(_reason(in_time, said))


def _limit(process: int) -> None:
    if hasattr(resource, "prlimit"):  # Linux; elsewhere the time is the limit
        with suppress(OSError):
            resource.prlimit(process, resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def _reason(in_time: bool, said: str) -> str:
    if not in_time:
        return f"git took longer than {GIT_SECONDS:g} seconds"
    return shown(" ".join(said.split())) or "git failed and says nothing"
