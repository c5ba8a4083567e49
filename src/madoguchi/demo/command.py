"""`madoguchi demo`: make the sample company if it is not there, say how to reach it, serve it."""

from __future__ import annotations

import argparse
import random
import shutil
import socket
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from pathlib import Path

from madoguchi import app
from madoguchi.channels.webchat.visitors import VISITOR_KEY, VisitorTokens
from madoguchi.demo import company, telephone
from madoguchi.demo.live import Crowd, Door
from madoguchi.demo.post import HOST, LetterBox, send_to
from madoguchi.demo.seed import MovingClock, seed
from madoguchi.installation import ATTACHMENTS, DATABASE, KEY, TROUBLES, Unusable, key_file
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.migrate import make_ready
from madoguchi.kernel.store import Store
from madoguchi.kernel.time import system_clock
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK
from madoguchi.settings import Settings, check
from madoguchi.shops import queries as shops
from madoguchi.web.server import configure_log, serve

Beside = Callable[[], Coroutine[None, None, None]]
"""What runs for as long as the sample is served."""


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
    settings = Settings(
        data=arguments.data,
        host="127.0.0.1",
        port=arguments.port,
        log="warning",
        mailboxes_at_private_addresses=True,  # the sample shops' mail goes to a server in here
        shops_at_private_addresses=True,  # whoever tries it has their shop on this machine too
        phone_sip=telephone.SIP,
        phone_public=telephone.own_address(),
        phone_ports="",
    )
    configure_log(settings)
    try:
        check(settings, {"port": "--port"})
        doors = prepare(Path(settings.data))
        app.check_startable(settings)
    except (*TROUBLES, NotTheSample) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    say(welcome(settings))
    samples = {key: door.public_key for key, door in doors.items()}
    letter_box = LetterBox(_open_letter_box(settings))
    beside: list[Beside] = [letter_box.run, partial(telephone.carry, settings)]
    if arguments.live:
        beside.append(_crowd(settings, doors).run)
    serve(app.create(settings, samples, beside), settings)
    return 0


def _open_letter_box(settings: Settings) -> int:
    """Let what the sample shops write by mail go to a port of this machine, and return it; lay
    their telephone lines.
    """
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    store = Store(f"sqlite:///{Path(settings.data) / DATABASE}")
    try:
        send_to(store, Keyring.at(key_file(settings)), port)
        store.write_now(telephone.lay_lines)
    finally:
        store.close()
    return port


def _crowd(settings: Settings, doors: Mapping[str, Door]) -> Crowd:
    tokens = VisitorTokens(Keyring.at(key_file(settings)).key(VISITOR_KEY))
    return Crowd(settings.url, tokens, doors, chance=random.Random())  # noqa: S311 - no secret


def prepare(folder: Path) -> dict[str, Door]:
    """Make the sample company in a folder that has none; return the doors of its shops.

    It is made beside its place and moved there whole, so that one that was broken off is never
    taken for finished.
    """
    if (folder / DATABASE).exists():
        return _open(folder)
    began = time.monotonic()
    say("Making the sample company:")
    draft = folder / "being-made"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
    except OSError as error:
        raise Unusable(
            f"The sample company cannot be made in {folder}: {error.strerror}. Name another folder"
            " with --data."
        ) from error
    now = system_clock()
    clock = MovingClock(now.replace(year=2000))
    make_ready(f"sqlite:///{draft / DATABASE}")
    keyring = Keyring.at(draft / KEY)
    store = Store(f"sqlite:///{draft / DATABASE}", clock=clock, keyring=keyring)
    try:
        blobs = Blobs("", draft / ATTACHMENTS)
        made = seed(store, blobs, keyring, clock, now, lambda what: say(f"  · {what}"))
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


def _open(folder: Path) -> dict[str, Door]:
    url = f"sqlite:///{folder / DATABASE}"
    make_ready(url)
    store = Store(url)
    try:
        found = store.read_now(people.organisation)
        doors = {
            shop.platform: Door(shop.id, shop.public_key, store.read_now(shops.secret_of, shop.id))
            for shop in reversed(store.read_now(shops.all_shops, THE_DESK))
        }
    finally:
        store.close()
    if found is None or found.name != company.company().organisation:
        whose = "an empty desk" if found is None else f"the desk of “{found.name}”"
        raise NotTheSample(
            f"{folder} holds {whose}, not the sample company. Name another folder with --data, or"
            f" serve this one with: madoguchi serve --data {folder}"
        )
    return {shop.key: doors[shop.platform] for shop in company.shops() if shop.platform in doors}


def welcome(settings: Settings) -> str:
    """Return what a newcomer needs to know: where things are and how to get in."""
    lines = ["", f"The desk:        {settings.url}/desk"]
    lines += [
        f"A shop's page:   {settings.url}/sample/{shop.key}   ({shop.name})"
        for shop in company.shops()
    ]
    lines += ["", "To telephone, press the receiver in a shop's chat, and answer in the desk."]
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
