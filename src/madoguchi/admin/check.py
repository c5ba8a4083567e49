"""`madoguchi admin check`: whether the whole database and every attachment is sound."""

from __future__ import annotations

import argparse

import sqlalchemy as sa

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, progress, say, settings_of
from madoguchi.desk.tables import attachment_table
from madoguchi.kernel import sqlite_file
from madoguchi.kernel.trouble import explained

WHOLE = 2**62


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi admin check` takes."""
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """Look through everything while the desk runs; 1 where something is missing."""
    settings = settings_of(arguments)
    installation.prepare(settings)
    url = installation.database_url(settings)
    store = installation.open_store(settings)
    try:
        with explained(url), store.writing_engine.connect() as connection:
            progress("the database")
            if store.dialect == "sqlite":
                sqlite_file.check(connection, url, largest=WHOLE)
            named = _named(connection)
    finally:
        store.close()
    progress("attachments")
    missing = named - set(installation.open_blobs(settings).names())
    progress("")
    for name in sorted(missing):
        say(f"Missing: attachment {name}")
    if missing:
        say(f"{len(missing)} of {len(named)} attachments are missing from the store.")
        return 1
    say(f"Sound: the database, and all {len(named)} attachments are there.")
    return 0


def _named(connection: sa.Connection) -> set[str]:
    columns = attachment_table.c
    return {
        name
        for row in connection.execute(sa.select(columns.blob, columns.thumbnail_blob))
        for name in row
        if name is not None
    }
