"""`madoguchi backup`: the whole installation into one file, while it runs."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, progress, say, settings_of
from madoguchi.kernel.backup import save


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi backup` takes."""
    parser.add_argument("file", type=Path, help="the archive to write; it must not exist yet")
    parser.add_argument(
        "--without-key",
        action="store_true",
        help="leave the installation's key out, to be kept elsewhere",
    )
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """Write the backup and say what is in it."""
    settings = settings_of(arguments)
    installation.check_there(settings, with_key=not arguments.without_key)
    began = time.monotonic()
    key = None if arguments.without_key else installation.key_file(settings)
    manifest = save(
        installation.database_url(settings),
        installation.open_blobs(settings),
        key,
        arguments.file,
        progress,
    )
    progress("")
    rows = sum(table.rows for table in manifest.tables.values())
    size = arguments.file.stat().st_size / 1e6
    say(
        f"{arguments.file}: {rows} rows and {manifest.attachments} attachments in {size:.1f} MB,"
        f" written and checked in {time.monotonic() - began:.1f} s."
    )
    if not manifest.has_key:
        say(f"The key is not in it: keep {installation.key_file(settings)} in another safe place.")
    return 0
