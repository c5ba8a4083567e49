"""`madoguchi admin check`: whether the whole database and every file it names is sound."""

from __future__ import annotations

import argparse

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, progress, say, settings_of
from madoguchi.customers.vault.queries import every_blob
from madoguchi.kernel import sqlite_file
from madoguchi.kernel.blob_names import named
from madoguchi.kernel.trouble import explained

WHOLE = 2**62


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi admin check` takes."""
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """Look through everything while the desk runs; 1 where something is missing."""
    settings = settings_of(arguments)
    installation.prepare_existing(settings)
    url = installation.database_url(settings)
    store = installation.open_store(settings)
    try:
        with explained(url), store.writing_engine.connect() as connection:
            progress("the database")
            if store.dialect == "sqlite":
                sqlite_file.check(connection, url, largest=WHOLE)
            wanted = store.read_now(named) | store.read_now(every_blob)
    finally:
        store.close()
    progress("files")
    missing = wanted - set(installation.open_blobs(settings).names())
    progress("")
    for name in sorted(missing):
        say(f"Missing: file {name}")
    if missing:
        say(f"{len(missing)} of {len(wanted)} files are missing from the store.")
        return 1
    say(f"Sound: the database, and all {len(wanted)} files that it names are there.")
    return 0
