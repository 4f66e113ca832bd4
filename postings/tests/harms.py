"""What can happen to an index while a board is served: files, folders and disks that fail."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from postings.tests.boards import Board


def index_of(board: Board) -> Path:
    """The folder of the index that serves."""
    (pointer,) = (path for path in search(board).glob("current-*") if path.is_file())
    return search(board) / pointer.read_text()


def search(board: Board) -> Path:
    return board.data / "search"


def delete_folder(board: Board) -> None:
    shutil.rmtree(search(board))


def delete_index(board: Board) -> None:
    shutil.rmtree(index_of(board))


def truncate_largest(board: Board) -> None:
    """Maps beyond the new end of the file are what kills a process that reads them."""
    for path in index_of(board).iterdir():
        if path.suffix in (".idx", ".pos", ".term", ".fast"):
            os.truncate(path, path.stat().st_size // 3)


def empty_segments(board: Board) -> None:
    for path in index_of(board).glob("*.*"):
        if path.name != "meta.json":
            os.truncate(path, 0)


def delete_one_file(board: Board) -> None:
    next(index_of(board).glob("*.term")).unlink()


def truncate_meta(board: Board) -> None:
    os.truncate(index_of(board) / "meta.json", 300)


def spoil_meta(board: Board) -> None:
    (index_of(board) / "meta.json").write_bytes(b"\x00\xff garbage {" * 40)


def nest_meta(board: Board) -> None:
    (index_of(board) / "meta.json").write_text("[" * 100_000)


def forget_segments(board: Board) -> None:
    path = index_of(board) / "meta.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"segments": []}))


def spoil_pointer(board: Board, content: bytes = b"index-\x00\xff") -> None:
    next(search(board).glob("current-*")).write_bytes(content)


def nul_pointer(board: Board) -> None:
    spoil_pointer(board, b"index-1\x00")


def wandering_pointer(board: Board) -> None:
    spoil_pointer(board, b"index-1/../../..")


HARMS = [
    delete_folder,
    delete_index,
    truncate_largest,
    empty_segments,
    delete_one_file,
    truncate_meta,
    spoil_meta,
    nest_meta,
    forget_segments,
    spoil_pointer,
    nul_pointer,
    wandering_pointer,
]


@contextmanager
def lockable(board: Board) -> Iterator[Callable[[bool], None]]:
    """Makes the index's folder read-only or writable.

    Root writes wherever the modes of files forbid it, and needs a file system that says no.
    """

    def change_modes(writable: bool) -> None:
        for path in (search(board), index_of(board)):
            path.chmod(0o700 if writable else 0o500)
        for path in search(board).glob("*.lock"):
            path.chmod(0o600 if writable else 0o400)

    if os.geteuid():
        yield change_modes
        change_modes(True)
        return
    with mounted(board, "64m") as remount:
        yield lambda writable: remount("rw" if writable else "ro")
        remount("rw")


@contextmanager
def mounted(board: Board, size: str) -> Iterator[Callable[[str], None]]:
    """The index on a file system of its own, and a way to change what that allows."""
    folder = str(search(board))
    kept = search(board).with_name("kept")
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "none", folder]
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("a file system of its own can be mounted by root alone")
    shutil.copytree(search(board), kept)
    done = subprocess.run(mounting, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        shutil.copytree(kept, search(board), dirs_exist_ok=True)

        def remount(option: str) -> None:
            changing = ["mount", "-o", f"remount,{option}", folder]
            subprocess.run(changing, check=True, capture_output=True)

        yield remount
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def server_processes(board: Board) -> list[int]:
    """Those of the server of this board, by its environment."""
    told = f"DATA_DIR={board.data}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            ours = told in (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if ours:
            found.append(int(entry.name))
    return found


def limit_files(board: Board, size: int) -> None:
    """Writing beyond fails as it does on a full disk; size: bytes, -1 for none."""
    for pid in server_processes(board):
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
