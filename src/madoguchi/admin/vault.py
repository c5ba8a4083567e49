"""`madoguchi admin vault`: how the vault of identity documents stands, and another key for it."""

from __future__ import annotations

import argparse

from sqlalchemy.exc import IntegrityError

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, progress, say, settings_of
from madoguchi.customers.vault import keys, queries
from madoguchi.customers.vault.operations import house
from madoguchi.kernel.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi admin vault` takes."""
    parser.add_argument(
        "--rotate", action="store_true", help="make a new key and seal every data key anew with it"
    )
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """Say how many documents are kept under which key; rotate it while the desk runs."""
    settings = settings_of(arguments)
    keyring = installation.prepare_existing(settings)
    store = installation.open_store(settings, keyring)
    try:
        if arguments.rotate:
            return _rotate(store)
        number = store.read_now(keys.newest_number)
        say(
            f"Documents in the vault: {store.read_now(queries.count_kept)}. The next is sealed with"
            f" its key number {max(number, 1)}."
        )
        return 0
    finally:
        store.close()


def _rotate(store: Store) -> int:
    number = store.write_now(house.begin_rotation)
    done = 0
    try:
        while True:
            while step := store.write_now(house.rotate_step, number):
                done += step
                progress(f"{done} documents")
            try:
                store.write_now(house.end_rotation, number, done)
            except IntegrityError:
                continue  # one more came in under the old key just now
            break
    except KeyboardInterrupt:
        progress("")
        say("Stopped. Nothing is lost: the same command goes on from there.")
        return 1
    progress("")
    say(f"The vault’s key is now number {number}; {done} data keys were sealed anew with it.")
    return 0
