"""What every test stands on: the machine's needs, a private PostgreSQL, and no outside world.

Nothing here knows the domain: the small named world of the tests is `tests/world.py`.
"""

from __future__ import annotations

import atexit
import gc
import itertools
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import garbage, machine, ready
from tests.listening import certificate
from tests.postgres import Cluster

IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}


NEARBY = re.compile(r"localhost$|127\.|::1$|0\.0\.0\.0$|::$")

# Examples take the time they take (speed lives in bench/); CI sees the same ones every time.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize=IN_CI,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")


class OutsideWorld(RuntimeError):
    """A test tried to reach another machine."""


def pytest_configure() -> None:
    """Keep the tests on this machine: a connection to any other is an error with a name.

    Only Python's own sockets are watched, which is free; drivers in C are not.
    """
    connect = socket.socket.connect

    def connect_nearby(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and isinstance(address, tuple):
            host = str(address[0])
            if not NEARBY.match(host):
                raise OutsideWorld(f"A test tried to reach {host}. Run what it needs here.")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = connect_nearby  # type: ignore[method-assign, assignment]
    trust_nobody()


def trust_nobody() -> None:
    """Let a single stranger be the authority for TLS, here and in what is started from here.

    Every client of httpx reads the world's 140, even for plain http: 17 ms, more than most tests.
    Nobody here speaks to anyone they vouch for.
    """
    folder = tempfile.mkdtemp(prefix="madoguchi-authority-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["SSL_CERT_FILE"] = str(certificate(Path(folder)))


LONGEST = "tests/web/test_fuzz.py"
"""Begun at the end, it would keep one processor waiting for the other; so would what kills."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, and mark what needs PostgreSQL by the fixtures it asks for."""
    items.sort(key=_turn)
    for item in items:
        if "postgres_cluster" in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")


def _turn(item: pytest.Item) -> int:
    if item.nodeid.startswith(LONGEST):
        return 0
    return 1 if item.get_closest_marker("chaos") else 2


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let nothing go through the code and the thousands of tests as they come into being."""
    gc.disable()
    try:
        return (yield)
    finally:
        garbage.set_aside()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Nor through what the tests of a file have left to those of the next."""
    done = yield
    if nextitem is None or nextitem.path != item.path:
        garbage.set_aside()
    return done


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine lacks the programs for, and say so; in CI that is a failure."""
    for marker, packages in machine.missing().items():
        if item.get_closest_marker(marker):
            reason = f"this machine lacks {packages}; scripts/test installs it where it can"
            if IN_CI:
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for this run, quick rather than durable.

    A test that kills it, or relies on fsync, makes its own: `with Cluster() as cluster`.
    """
    with Cluster(durable=False) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def _database_names() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"test_{next(numbers)}"


@pytest.fixture
def postgres_url(postgres_cluster: Cluster, _database_names: Callable[[], str]) -> Iterator[str]:
    """Yield the address of a database of this test's own, with every table and nothing in them."""
    template = ready.template(postgres_cluster)
    with postgres_cluster.database(_database_names(), template=template) as url:
        yield url


@pytest.fixture
def empty_postgres_url(
    postgres_cluster: Cluster, _database_names: Callable[[], str]
) -> Iterator[str]:
    """Yield the address of a database of this test's own without any table."""
    with postgres_cluster.database(_database_names()) as url:
        yield url


pytest_plugins = ["tests.databases"]
