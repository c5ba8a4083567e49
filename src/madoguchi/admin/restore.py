"""`madoguchi restore`: an installation out of a backup, in either database."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, progress, say, settings_of
from madoguchi.kernel.backup import restore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi restore` takes."""
    parser.add_argument("file", type=Path, help="the archive that madoguchi backup wrote")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="put it in the place of the installation that is there",
    )
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """Bring the backup back and say what was in it."""
    settings = settings_of(arguments)
    began = time.monotonic()
    key = installation.key_file(settings)
    installation.make_folder(settings)
    manifest = restore(
        arguments.file,
        installation.database_url(settings),
        installation.open_blobs(settings),
        key,
        replace=arguments.replace,
        progress=progress,
    )
    progress("")
    rows = sum(table.rows for table in manifest.tables.values())
    say(
        f"Restored the state of {manifest.made_at:%Y-%m-%d %H:%M} UTC: {rows} rows and"
        f" {manifest.attachments} attachments in {time.monotonic() - began:.1f} s."
    )
    if not manifest.has_key and not key.exists():
        say(
            f"The backup holds no key. Put the key of that installation at {key} before you start"
            " it; with another, two-factor sign-in and signed links must be set up anew."
        )
    return 0
