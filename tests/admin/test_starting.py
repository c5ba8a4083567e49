"""What keeps a server from starting is said in a sentence that names what to change."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from madoguchi.app import check_startable
from madoguchi.installation import DATABASE, Unusable
from madoguchi.settings import load
from tests import ready


@pytest.fixture
def data(tmp_path: Path) -> str:
    ready.copy_to(tmp_path / DATABASE)
    return str(tmp_path)


def test_a_port_in_use_is_somebody_elses(data: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Unusable, match=rf"{port} .* Stop the program that does, or .*--port"):
            check_startable(load(environment={}, data=data, port=port))


@pytest.mark.parametrize("host", ["192.0.2.1", "a..b"])
def test_an_address_that_is_not_this_machines_is_what_to_change(data: str, host: str) -> None:
    with pytest.raises(Unusable, match="Name an address of this machine with --host"):
        check_startable(load(environment={}, data=data, host=host, port=0))
