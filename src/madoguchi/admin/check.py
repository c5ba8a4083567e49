"""`madoguchi admin check`: whether the whole database and every file it names is sound."""

from __future__ import annotations

import argparse

import sqlalchemy as sa

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, progress, say, settings_of
from madoguchi.channels.email.tables import mail_table
from madoguchi.customers.vault.queries import every_blob
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
            named |= store.read_now(every_blob)
    finally:
        store.close()
    progress("files")
    missing = named - set(installation.open_blobs(settings).names())
    progress("")
    for name in sorted(missing):
        say(f"Missing: file {name}")
    if missing:
        say(f"{len(missing)} of {len(named)} files are missing from the store.")
        return 1
    say(f"Sound: the database, and all {len(named)} files of attachments and mails are there.")
    return 0


def _named(connection: sa.Connection) -> set[str]:
    attachments, mails = attachment_table.c, mail_table.c
    wanted = (
        sa.select(attachments.blob, attachments.thumbnail_blob),
        sa.select(mails.blob),
    )
    return {
        name
        for statement in wanted
        for row in connection.execute(statement)
        for name in row
        if name is not None
    }
