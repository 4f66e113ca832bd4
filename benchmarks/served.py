"""Servers as `make run` starts them, and what they answer under load."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.imports import ROOT, Failed, environment

BOARD, BARE = "jobboard.wsgi:application", "benchmarks.bare_server:application"
WORKERS, CONNECTIONS = 2, 16
START_SECONDS = 60.0
# As `make run` has it.
ALLOCATION = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}
Request = tuple[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Server:
    """One that answers on a port of this machine."""

    port: int
    process: int

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, dict, bytes]:
        """Status, headers by lower-case name, and body, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, named, answer.read()
        finally:
            connection.close()

    def load(
        self,
        requests: Sequence[Request],
        seconds: float,
        most: int | None = None,
        expected: int = 200,
    ) -> dict[str, Any]:
        """As `benchmarks.load` prints it; raises Failed where another status was answered."""
        order = {"port": self.port, "requests": requests, "connections": CONNECTIONS}
        order |= {"seconds": seconds, "most": most}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.load"],
            cwd=ROOT, input=json.dumps(order), capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise Failed(done.stderr[-2000:])
        told = json.loads(done.stdout)
        if set(told["statuses"]) != {str(expected)}:
            raise Failed(f"{requests[0]} and others answered {told['statuses']}, not {expected}.")
        return told | {"rate": told["requests"] / told["seconds"]}

    def private_mib(self) -> list[tuple[float, float]]:
        """Of each worker process, memory that is its alone, and how much of it is anonymous."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        found = [_private(int(child)) for child in children]
        # Beside the workers there is Python's own tracker of shared memory.
        return sorted((one for one in found if one), reverse=True)[:WORKERS]


def _private(process: int) -> tuple[float, float] | None:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return None
    kib = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    private = kib["Private_Clean"] + kib["Private_Dirty"]
    return private / 1024, kib["Anonymous"] / 1024


@contextlib.contextmanager
def serve(data: Path, application: str, path: str, **settings: str) -> Iterator[Server]:
    """A server on a data folder until the end of the block; raises Failed if it does not start.

    path: an address that answers once it is ready.
    """
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4"]
    said = data / f"server-{port}.log"
    with said.open("w") as log:
        process = subprocess.Popen(
            [*command, "--log-level", "warning", application],
            cwd=ROOT, env=environment(data) | ALLOCATION | settings, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        server = Server(port, process.pid)
        _wait(server, process, path, said)
        yield server
    finally:
        _end(process)
        said.unlink(missing_ok=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(server: Server, process: subprocess.Popen[bytes], path: str, said: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if server.get(path)[0] < 500:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise Failed(f"The server did not start:\n{said.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
