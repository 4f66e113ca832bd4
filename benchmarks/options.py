"""What the environment asks of a bench."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Enough to see the noise, few enough for a coffee.
RUNS = 3
# Of each kind of page in process, and of each round over HTTP.
REQUESTS, SECONDS = 200, 2.0
# In the data folder of a board, see jobboard.settings.
DATABASE = "board.sqlite3"


class Refused(Exception):
    """The message says what to set instead."""


@dataclass(frozen=True, slots=True)
class Options:
    """postings: of the big board, None for the bench of imports; runs: pairs, or rounds over HTTP.

    files: of the source that are read, all where it is None. seconds: of one round over HTTP.
    requests: of a kind. scratch: where the scratch folder is made, None for the system's own.
    board: a data folder that an earlier bench kept.
    """

    corpus: str
    files: int | None
    postings: int | None
    runs: int
    workers: int
    requests: int
    seconds: float
    scratch: Path | None
    board: Path | None
    keep: bool
    write: bool


def options(environment: Mapping[str, str]) -> Options:
    """Raises Refused where a value is none."""
    seconds = environment.get("SECONDS") or str(SECONDS)
    if not seconds.replace(".", "", 1).isdigit() or not float(seconds):
        raise Refused(f"SECONDS={seconds} is not a number of seconds.")
    return Options(
        corpus=environment.get("CORPUS", ""),
        files=_number(environment, "FILES"),
        postings=_number(environment, "N"),
        runs=_number(environment, "RUNS") or RUNS,
        workers=_number(environment, "WORKERS") or os.cpu_count() or 1,
        requests=_number(environment, "REQUESTS") or REQUESTS,
        seconds=float(seconds),
        scratch=_folder(environment, "SCRATCH"),
        board=_board(environment),
        keep=environment.get("KEEP", "") not in ("", "0"),
        write=environment.get("WRITE", "") not in ("", "0"),
    )


def _number(environment: Mapping[str, str], name: str) -> int | None:
    text = environment.get(name, "")
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise Refused(f"{name}={text} is not a whole number above 0.")
    return int(text) if text else None


def _board(environment: Mapping[str, str]) -> Path | None:
    folder = _folder(environment, "BOARD")
    if folder and not (folder / DATABASE).is_file():
        raise Refused(f"BOARD={folder} has no {DATABASE}.")
    return folder


def _folder(environment: Mapping[str, str], name: str) -> Path | None:
    if not environment.get(name):
        return None
    folder = Path(environment[name]).expanduser().resolve()
    if not folder.is_dir():
        raise Refused(f"{name}={environment[name]} is not a folder.")
    return folder
