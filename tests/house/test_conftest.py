"""The tests stay on this machine."""

from __future__ import annotations

import socket

import pytest

from tests.conftest import OutsideWorld


@pytest.mark.parametrize(
    ("family", "host"),
    [
        (socket.AF_INET, "192.0.2.1"),
        (socket.AF_INET6, "2001:db8::1"),
        (socket.AF_INET, "a.example"),
    ],
)
def test_another_machine_is_out_of_reach(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as outside, pytest.raises(OutsideWorld, match=host):
        outside.connect((host, 443))


def test_this_machine_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
