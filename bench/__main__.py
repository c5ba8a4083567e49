"""`scripts/bench`: measures, prints a table, writes JSON with `--json FILE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from bench import (
    desk_screen,
    idle,
    lateness,
    mail_intake,
    messages,
    months,
    notices,
    order_imports,
    orders,
    phone_audio,
    phone_calls,
    phone_latency,
    reading,
    routing,
    screens,
    staffing,
    wallboard,
)
from bench.figures import Figure, table
from bench.load import allow_many_sockets

MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {
    "messages-sqlite": partial(messages.throughput, "sqlite", 1, 4000),
    "messages-postgresql": partial(messages.throughput, "postgresql", 1, 2000),
    "messages-postgresql-2": partial(messages.throughput, "postgresql", 2, 3500),
    "latency-sqlite": partial(messages.latency, "sqlite"),
    "latency-postgresql": partial(messages.latency, "postgresql"),
    "idle": idle.sockets,
    "inbox-sqlite": partial(reading.inbox_list, "sqlite"),
    "inbox-postgresql": partial(reading.inbox_list, "postgresql"),
    "wallboard": partial(wallboard.moves, "sqlite"),
    "wallboard-postgresql": partial(wallboard.moves, "postgresql"),
    "figures-month-sqlite": partial(months.opened, "sqlite"),
    "figures-month-postgresql": partial(months.opened, "postgresql"),
    "orders-pane-sqlite": partial(orders.pane, "sqlite"),
    "orders-pane-postgresql": partial(orders.pane, "postgresql"),
    "orders-kept-sqlite": partial(orders.brought, "sqlite"),
    "orders-kept-postgresql": partial(orders.brought, "postgresql"),
    "orders-import-sqlite": partial(order_imports.taken_in, "sqlite"),
    "orders-import-postgresql": partial(order_imports.taken_in, "postgresql"),
    "notices-sqlite": partial(notices.posted, "sqlite"),
    "notices-postgresql": partial(notices.posted, "postgresql"),
    "search-sqlite": partial(reading.find, "sqlite"),
    "search-postgresql": partial(reading.find, "postgresql"),
    "clocks-late-sqlite": partial(lateness.lateness, "sqlite"),
    "clocks-late-postgresql": partial(lateness.lateness, "postgresql"),
    "routing": routing.decisions,
    "staffing-sqlite": partial(staffing.week, "sqlite"),
    "staffing-postgresql": partial(staffing.week, "postgresql"),
    "screens": screens.sizes,
    "desk-screen": desk_screen.first_view,
    "mail-intake": mail_intake.throughput,
    "mail-first-connect": mail_intake.first_connect,
    "phone-storm": phone_calls.storm,
    "phone-lossy": phone_calls.lossy,
    "phone-spoilt": phone_calls.spoilt,
    "phone-rings": phone_calls.rings,
    "phone-killed": phone_calls.killed,
    "phone-bridged": phone_audio.bridged,
    "phone-parked": phone_audio.parked,
    "phone-latency": phone_latency.latency,
    "start": idle.start,
}


def main() -> int:
    """Measure what is asked for; the exit code is 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    parser.add_argument(
        "--only",
        action="append",
        choices=sorted(MEASUREMENTS),
        metavar="NAME",
        help=f"measure this alone (may be repeated): {', '.join(MEASUREMENTS)}",
    )
    arguments = parser.parse_args()
    allow_many_sockets()
    figures: list[Figure] = []
    for name in arguments.only or MEASUREMENTS:
        sys.stderr.write(f"measuring {name} …\n")
        measured = MEASUREMENTS[name]()
        figures += measured
        for figure in measured:
            sys.stderr.write(f"  {figure.name}: {figure.value:,.2f} {figure.unit}\n")
    sys.stdout.write(table(figures) + "\n")
    if arguments.json:
        arguments.json.write_bytes(msgspec.json.format(msgspec.json.encode(figures)))
    return int(any(figure.kept is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
