"""Processes that are asked the same, one after the other, question by question."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.imports import ROOT, Failed, environment


def in_turn(words: Sequence[str], data: Path, processes: int) -> Iterator[list[dict[str, Any]]]:
    """What each of several processes answers, in their order, until they end.

    Each runs Python with these words in a data folder, and answers a line of its input with a line
    of JSON while the others wait. Raises Failed.
    """
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(_running(words, data, one)) for one in range(processes)]
        while True:
            told = [_answer(process) for process in running]
            if not all(told):
                break
            yield [json.loads(line) for line in told]


@contextlib.contextmanager
def _running(words: Sequence[str], data: Path, number: int) -> Iterator[subprocess.Popen[str]]:
    """Raises Failed where it ended by itself, but not well."""
    said = data / f"stderr-{number}"
    with said.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT, env=environment(data), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            # It closes the input, also where that cannot be written any more, and waits.
            process.communicate()
    if process.returncode:
        raise Failed(f"{' '.join(words[:3])} failed:\n{said.read_text()[-2000:]}")
    said.unlink()


def _answer(process: subprocess.Popen[str]) -> str:
    """One line; "" where it has ended."""
    try:
        process.stdin.write("\n")
        process.stdin.flush()
    except BrokenPipeError:
        return ""
    return process.stdout.readline()
