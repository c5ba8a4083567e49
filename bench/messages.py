"""How many durable messages a second, and how soon each is on the agents' screens."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.figures import Figure, at_least, at_most, percentile
from bench.load import Load, run
from bench.server import Server, serving
from tests.postgres import Cluster

CUSTOMERS = 1000
DESKS = 5


@contextmanager
def houses(database: str, processes: int = 1) -> Iterator[list[Server]]:
    """Run as many server processes on one fresh database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = ""
        if database == "postgresql":
            cluster = stack.enter_context(Cluster(durable=True))
            url = cluster.create("bench")
        yield [
            # One folder, for the processes of one installation share its key.
            stack.enter_context(serving(folder, url))
            for _ in range(processes)
        ]


def _load(servers: list[Server], **more: float) -> Load:
    client = servers[0].sign_in()
    shop = servers[0].shop(client)
    client.close()
    return Load(
        customer_origins=[server.origin for server in servers],
        desk_origins=[server.origin for server in servers],
        cookie=servers[0].cookie,
        shop_key=shop["public_key"],
        customers=CUSTOMERS,
        desks=DESKS,
        **more,
    )


def throughput(database: str, processes: int, wanted: float) -> list[Figure]:
    """Measure durable messages a second, each acknowledged and delivered to every desk."""
    with houses(database, processes) as servers:
        result = run(_load(servers, warm_seconds=4, seconds=12))
    name = f"durable messages, {database}, {processes} process{'es' if processes > 1 else ''}"
    note = f"{CUSTOMERS} sockets, each message to {DESKS} desks"
    stored = result.acknowledged / result.seconds
    shown = result.delivered / result.seconds / DESKS
    return [at_least(name, min(stored, shown), "/s", wanted, note)]


def latency(database: str) -> list[Figure]:
    """Measure a customer's send to the agent's frame at 1,000 messages a second."""
    with houses(database) as servers:
        result = run(_load(servers, warm_seconds=4, seconds=12, rate=1000, linger_seconds=1))
    middle = percentile(result.to_desk, 0.5) * 1000
    slow = percentile(result.to_desk, 0.99) * 1000
    note = f"{result.acknowledged / result.seconds:,.0f}/s offered"
    return [
        at_most(f"send → agent's frame, p50, {database}", middle, "ms", 2, note),
        at_most(f"send → agent's frame, p99, {database}", slow, "ms", 10, note),
    ]
