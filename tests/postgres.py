"""A private PostgreSQL server for tests and measurements: its own folder and port, then gone."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from tests.machine import postgres_programs

HASTY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Neither is worth its start for a few rows: the compiler of statements, and who tidies up.
    "jit": "off",
    "autovacuum": "off",
}
PATIENCE = 30.0
"""Seconds to wait for a server to come up or go down before giving up on it."""


class Cluster:
    """One server with its own data, on 127.0.0.1 and a free port, reached without a password.

    `durable` keeps PostgreSQL's own fsync; without it a test is faster and a power cut would hurt.
    `settings` are PostgreSQL's (postgresql.conf). Use it in a `with`, or call `start` and `remove`.
    """

    def __init__(self, *, durable: bool = True, settings: Mapping[str, str] | None = None) -> None:
        programs = postgres_programs()
        if programs is None:
            raise FileNotFoundError("PostgreSQL's server is not installed: no initdb was found.")
        self._programs = programs
        self._account = _unprivileged()
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._log = self._folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._templates: set[str] = set()
        self.port = _free_port()
        self._settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._folder),
            "max_connections": "200",
            **({} if durable else HASTY),
            **(settings or {}),
        }
        if self._account:
            os.chown(self._folder, *self._account)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.remove()

    def start(self) -> None:
        """Start the server, making its data first if there are none; return when it answers."""
        data = self._folder / "data"
        if not data.exists():
            # --no-sync: an empty cluster is worth no waiting; the server itself syncs as it is set.
            words = ["-U", "postgres", "-A", "trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
            if code := self._launch("initdb", "-D", str(data), *words).wait(PATIENCE):
                raise RuntimeError(f"initdb ended with code {code}:\n{self._last_words()}")
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        self._process = self._launch("postgres", "-D", str(data), *settings)
        self._wait_until_it_answers()

    def stop(self) -> None:
        """End the server in good order: it breaks off its connections and writes a checkpoint."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
            self._process = None

    def restart(self) -> None:
        """Stop and start: the same data, the same address."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """End the server and every process of it at once with SIGKILL, as a crash would."""
        if self._process is None:
            return
        backends = _children(self._process.pid)
        self._process.kill()
        for backend in backends:
            with contextlib.suppress(ProcessLookupError):
                os.kill(backend, signal.SIGKILL)
        self._process.wait(PATIENCE)
        self._process = None

    def remove(self) -> None:
        """Stop the server and delete its data."""
        try:
            self.stop()
        finally:
            self.kill()
            shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database, as the setting `database` takes it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, template: str = "template0") -> str:
        """Make a database, a copy of `template`, and return its address."""
        # File by file, as every copy was made before PostgreSQL 15: the log need not hold it all.
        self._administer("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Delete a database, breaking off whoever is connected to it."""
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Return `name`, a database to copy from; the first time, `fill` is given its address.

        `fill` must leave no connection open: PostgreSQL copies only a database nobody uses.
        """
        if name not in self._templates:
            fill(self.create(name))
            self._templates.add(name)
        return name

    @contextlib.contextmanager
    def database(self, name: str, *, template: str = "template0") -> Iterator[str]:
        """Yield the address of a database that exists only within the `with`."""
        try:
            yield self.create(name, template=template)
        finally:
            self.drop(name)

    def _administer(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _launch(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        user, group = self._account or (None, None)
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [self._programs / program, *words],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=user,
                group=group,
                extra_groups=[] if self._account else None,
                start_new_session=True,  # a Ctrl-C in the terminal is for the tests, not for it
            )

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]

    def _wait_until_it_answers(self) -> None:
        process, deadline = self._process, time.monotonic() + PATIENCE
        while process is not None:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    told = self._last_words()
                    raise RuntimeError(f"PostgreSQL did not come up:\n{told}") from error
                time.sleep(0.02)
            else:
                return


def _unprivileged() -> tuple[int, int] | None:
    """Return user and group to run the server as; None: as ourselves. It refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return account.pw_uid, account.pw_gid
    raise RuntimeError("PostgreSQL refuses to run as root, and there is no other account to use.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    if listed.exists():
        return [int(pid) for pid in listed.read_text().split()]
    answer = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True)
    pairs = (line.split() for line in answer.stdout.decode().splitlines())
    return [int(pid) for pid, of in pairs if int(of) == parent]
