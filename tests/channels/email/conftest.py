"""Real mail servers for this folder's tests: started once, emptied between two tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.email.stage import Stage
from tests.mail_servers import MailServers
from tests.world import World


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """Dovecot and Exim."""
    with MailServers() as servers:
        yield servers


@pytest.fixture
def stage(mail_servers: MailServers, tmp_path: Path) -> Iterator[Stage]:
    """The named world with a mail room, on the embedded database."""
    yield from _stage(f"sqlite:///{tmp_path / 'world.db'}", mail_servers, tmp_path)


@pytest.fixture
def stage_anywhere(database_url: str, mail_servers: MailServers, tmp_path: Path) -> Iterator[Stage]:
    """The same on each of the databases."""
    yield from _stage(database_url, mail_servers, tmp_path)


@pytest.fixture
def stage_on_postgresql(
    postgres_url: str, mail_servers: MailServers, tmp_path: Path
) -> Iterator[Stage]:
    """The same on the scaled database alone, for what the other has not."""
    yield from _stage(postgres_url, mail_servers, tmp_path)


def _stage(url: str, mail_servers: MailServers, folder: Path) -> Iterator[Stage]:
    mail_servers.empty()
    world = World(url)
    try:
        yield Stage(world, mail_servers, folder)
    finally:
        world.close()
