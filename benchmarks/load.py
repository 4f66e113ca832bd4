"""Many requests at a time over connections that stay open, by one process that does little else.

Run as `python -m benchmarks.load` with an order as JSON on standard input: port, requests (each a
path and its headers), connections, seconds, and most (requests, None for no bound). Prints JSON.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

# A list page and its headers in one read.
BUFFER, LONGEST_HEAD = 262_144, 16_384
TIMEOUT = 30.0
_END, _LENGTH = b"\r\n\r\n", b"\r\ncontent-length:"


class Broken(Exception):
    """The server answered what a client cannot read."""


class Connection:
    """One request at a time on one socket."""

    __slots__ = ("head", "left", "sent", "socket", "status")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.left, self.sent, self.status, self.head = -1, 0.0, 0, b""

    def send(self, request: bytes) -> None:
        self.left, self.head = -1, b""
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self, buffer: bytearray) -> int:
        """Bytes read now; the answer is whole when `left` is 0. Raises Broken."""
        number = self.socket.recv_into(buffer)
        if not number:
            raise Broken("the server closed a connection")
        if self.left >= 0:
            self.left -= number
            return number
        # Mostly the whole head comes at once, and need not be copied to be searched.
        end = -1 if self.head else buffer.find(_END, 0, number)
        if end >= 0:
            self._begin(bytes(buffer[:end]), number)
            return number
        self.head += buffer[:number]
        end = self.head.find(_END)
        if end >= 0:
            self._begin(self.head[:end], len(self.head))
        elif len(self.head) > LONGEST_HEAD:
            raise Broken("a head without end")
        return number

    def _begin(self, head: bytes, received: int) -> None:
        """Reads the head; received: bytes so far, its own and those of the body."""
        self.status, length = int(head[9:12]), 0
        if self.status != 304:
            lower = head.lower()
            at = lower.find(_LENGTH)
            if at < 0:
                raise Broken("an answer without its length")
            length = int(lower[at + len(_LENGTH) :].partition(b"\r")[0])
        self.left = len(head) + len(_END) + length - received


def asked(requests: Sequence[tuple[str, Mapping[str, str]]]) -> list[bytes]:
    return [
        "\r\n".join(
            [
                f"GET {path} HTTP/1.1",
                "Host: 127.0.0.1",
                *(f"{name}: {value}" for name, value in headers.items()),
                "\r\n",
            ]
        ).encode("latin-1")
        for path, headers in requests
    ]


def hammer(
    port: int,
    requests: Sequence[tuple[str, Mapping[str, str]]],
    connections: int,
    seconds: float,
    most: int | None = None,
) -> dict[str, Any]:
    """Requests and seconds, times in ms, statuses, bytes, and this process's share of its core."""
    orders, started, used = cycle(asked(requests)), time.perf_counter(), time.process_time()
    statuses: Counter[int] = Counter()
    times: list[float] = []
    total = 0
    for one, received in _answers(_opened(port, connections), orders, started + seconds, most):
        total += received
        if one.left == 0:
            times.append((time.perf_counter() - one.sent) * 1000)
            statuses[one.status] += 1
    spent = time.perf_counter() - started
    busy = (time.process_time() - used) / spent
    told = {"requests": len(times), "seconds": spent, "bytes": total, "busy": busy}
    ranked = sorted(times) or [0.0]
    middle, late = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99)]
    return told | {"statuses": dict(statuses), "median": middle, "p99": late}


def _opened(port: int, connections: int) -> dict[int, Connection]:
    """By the number that the system knows each by."""
    opened = [Connection(port) for _ in range(connections)]
    return {one.socket.fileno(): one for one in opened}


def _answers(
    waiting: dict[int, Connection], orders: Iterator[bytes], until: float, most: int | None
) -> Iterator[tuple[Connection, int]]:
    """Bytes as they come, with the connection they come from; its answer may be whole now."""
    buffer, left = bytearray(BUFFER), most if most is not None else sys.maxsize
    poll = select.epoll()
    for number, one in list(waiting.items()):
        poll.register(number, select.EPOLLIN)
        left = _next(one, orders, left, waiting)
    while waiting:
        ready = poll.poll(TIMEOUT)
        if not ready:
            raise Broken(f"no answer within {TIMEOUT:.0f} s")
        for number, _ in ready:
            one = waiting[number]
            yield one, one.receive(buffer)
            if one.left == 0:
                left = _next(one, orders, left if time.perf_counter() < until else 0, waiting)


def _next(
    one: Connection, orders: Iterator[bytes], left: int, waiting: dict[int, Connection]
) -> int:
    """Sends the next order, or closes the connection where none is left; how many are left."""
    if left > 0:
        one.send(next(orders))
        return left - 1
    # The system forgets a closed socket's registration by itself.
    del waiting[one.socket.fileno()]
    one.socket.close()
    return 0


def main() -> None:
    try:
        print(json.dumps(hammer(**json.load(sys.stdin))))
    except (Broken, OSError) as error:
        sys.exit(f"The load stopped: {error}")


if __name__ == "__main__":
    main()
