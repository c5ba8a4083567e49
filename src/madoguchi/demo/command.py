"""`madoguchi demo`: make the sample company if it is not there, say how to reach it, serve it."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from madoguchi import app
from madoguchi.demo import company
from madoguchi.demo.seed import MovingClock, seed
from madoguchi.installation import ATTACHMENTS, DATABASE, TROUBLES
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.migrate import make_ready
from madoguchi.kernel.store import Store
from madoguchi.kernel.time import system_clock
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK
from madoguchi.settings import Settings
from madoguchi.shops import queries as shops
from madoguchi.web.server import configure_log, serve


class NotTheSample(Exception):
    """The folder holds something else; the text says what, and what to do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi demo` takes."""
    parser.add_argument("--data", default="data/demo", help="the sample company's folder")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on")
    parser.add_argument("--live", action="store_true", help="let simulated customers write")


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing and serve until told to stop."""
    # Nobody but this machine: everybody knows the sample passwords.
    settings = Settings(data=arguments.data, host="127.0.0.1", port=arguments.port, log="warning")
    configure_log(settings)
    try:
        samples = prepare(Path(settings.data))
        app.check_startable(settings)
    except (*TROUBLES, NotTheSample) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    say(welcome(settings))
    serve(app.create(settings, samples), settings)
    return 0


def prepare(folder: Path) -> dict[str, str]:
    """Make the sample company in a folder that has none; return the public keys of its shops.

    It is made beside its place and moved there whole, so that one that was broken off is never
    taken for finished.
    """
    if (folder / DATABASE).exists():
        return _open(folder)
    began = time.monotonic()
    say("Making the sample company:")
    draft = folder / "being-made"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    now = system_clock()
    clock = MovingClock(now.replace(year=2000))
    make_ready(f"sqlite:///{draft / DATABASE}")
    store = Store(f"sqlite:///{draft / DATABASE}", clock=clock)
    try:
        blobs = Blobs("", draft / ATTACHMENTS)
        made = seed(store, blobs, clock, now, lambda what: say(f"  · {what}"))
    finally:
        store.close()
    for file in sorted(draft.iterdir(), key=lambda file: file.name == DATABASE):
        file.replace(folder / file.name)
    draft.rmdir()
    say(
        f"  {made.people} people answer for {made.shops} shops:"
        f" {made.conversations} conversations in {time.monotonic() - began:.1f} s."
    )
    return _open(folder)


def _open(folder: Path) -> dict[str, str]:
    url = f"sqlite:///{folder / DATABASE}"
    make_ready(url)
    store = Store(url)
    try:
        found = store.read_now(people.organisation)
        known = store.read_now(shops.all_shops, THE_DESK)
    finally:
        store.close()
    if found is None or found.name != company.company().organisation:
        whose = "an empty desk" if found is None else f"the desk of “{found.name}”"
        raise NotTheSample(
            f"{folder} holds {whose}, not the sample company. Name another folder with --data, or"
            f" serve this one with: madoguchi serve --data {folder}"
        )
    keys = {shop.platform: shop.public_key for shop in reversed(known)}
    return {shop.key: keys[shop.platform] for shop in company.shops() if shop.platform in keys}


def welcome(settings: Settings) -> str:
    """Return what a newcomer needs to know: where things are and how to get in."""
    lines = ["", f"The desk:        {settings.url}/desk"]
    lines += [
        f"A shop's page:   {settings.url}/sample/{shop.key}   ({shop.name})"
        for shop in company.shops()
    ]
    lines += ["", f"Password of everybody: {company.PASSWORD}"]
    width = max(len(person.email) for person in company.company().people)
    lines += [
        f"  {person.email:<{width}}  {person.role:<10}  {person.name} · {person.city}"
        for person in company.company().people
    ]
    lines += ["", "Stop with Ctrl-C.", ""]
    return "\n".join(lines)


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
