"""The way out to addresses that somebody gave us: what it takes along."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from unittest.mock import Mock

import httpx
import pytest

from madoguchi.kernel import outward


def test_the_authorities_are_read_once_and_only_to_speak(
    monkeypatch: pytest.MonkeyPatch, free_tcp_port: int
) -> None:
    """140 authorities take 3 MB: a server that speaks to nobody does without, others share them."""
    outward._usual_authorities.cache_clear()
    read = Mock(wraps=ssl.create_default_context)
    monkeypatch.setattr(ssl, "create_default_context", read)

    async def speak() -> None:
        first = outward.client(private=True, patience=5)
        second = outward.client(private=True, patience=5)
        assert read.call_count == 0
        async with first, second:
            for client in (first, second, first):
                with contextlib.suppress(httpx.ConnectError):
                    await client.get(f"http://127.0.0.1:{free_tcp_port}/")

    asyncio.run(speak())
    assert read.call_count == 1
