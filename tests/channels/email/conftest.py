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
    mail_servers.empty()
    world = World(f"sqlite:///{tmp_path / 'world.db'}")
    try:
        yield Stage(world, mail_servers, tmp_path)
    finally:
        world.close()
