"""The reading process from outside: started when a mail comes, ended when one takes too long."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import structlog

from madoguchi.channels.email.contracts import Ours
from madoguchi.channels.email.reading.contracts import HEADER, Asked, File, Read
from madoguchi.kernel.one_core import roam

PATIENCE = 30.0
"""Seconds for one mail; the fuzzed ones take less than one."""
IDLE = 120.0
"""Seconds after which a process without work is let go."""
INLINE = 4 * 1024 * 1024
"""Bytes of a mail that go through the pipe; a larger one is read from its file."""
LONGEST_ANSWER = 64 * 1024 * 1024

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Read).decode

log = structlog.get_logger("madoguchi.email")


class Unreadable(Exception):
    """A mail took more time or memory than one may."""


class Reader:
    """One reading process, one mail at a time; close it when done.

    What mails hold is laid into a folder of its own in `spool`.
    """

    def __init__(self, spool: Path, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._process: asyncio.subprocess.Process | None = None
        self._lock = asyncio.Lock()
        self._spool = spool / f"files-{secrets.token_hex(8)}"
        self._idle: asyncio.TimerHandle | None = None

    async def read(
        self,
        raw: bytes,
        path: Path | None,
        trusted_servers: Sequence[str] = (),
        ours: Ours | None = None,
    ) -> Read:
        """Read a mail, given as bytes or, when large, as a file. Raises `Unreadable`.

        The files of the answer are the caller's to delete: see `forget`.
        """
        asked = Asked(
            raw, "" if path is None else str(path), str(self._spool), list(trusted_servers),
            ours or Ours(),
        )  # fmt: skip
        self._spool.mkdir(parents=True, exist_ok=True)
        async with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            try:
                async with asyncio.timeout(self._patience):
                    return await self._ask(_encode(asked))
            except (TimeoutError, OSError, EOFError, asyncio.IncompleteReadError) as error:
                await self._end()
                raise Unreadable(type(error).__name__) from error
            except BaseException:
                await self._end()  # half an answer may lie in the pipe
                raise
            finally:
                self._idle = asyncio.get_running_loop().call_later(IDLE, self._let_go)

    def forget(self, files: Sequence[File]) -> None:
        """Delete what a mail's files lay in."""
        for file in files:
            for path in (file.path, file.thumbnail):
                if path:
                    Path(path).unlink(missing_ok=True)

    async def close(self) -> None:
        """End the process and delete what it has laid down."""
        if self._idle is not None:
            self._idle.cancel()
        await self._end()
        shutil.rmtree(self._spool, ignore_errors=True)

    async def _ask(self, question: bytes) -> Read:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "madoguchi.channels.email.reading.child",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=1024 * 1024,
                start_new_session=True,
            )
            roam(process.pid)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(HEADER.pack(len(question)) + question)
        await process.stdin.drain()
        length = HEADER.unpack(await process.stdout.readexactly(HEADER.size))[0]
        if length > LONGEST_ANSWER:
            raise EOFError
        return _decode(await process.stdout.readexactly(length))

    def _let_go(self) -> None:
        if not self._lock.locked() and self._process is not None and self._process.stdin:
            self._process.stdin.close()  # at the end of its input it ends
            self._process = None

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
