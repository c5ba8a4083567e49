"""`madoguchi export`: everything as JSON lines, for other programs; made while the desk runs."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, progress, say, settings_of
from madoguchi.exports.writing import write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi export` takes."""
    parser.add_argument("file", type=Path, help="the zip to write, or the folder to write it into")
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """Write the export and say what is in it."""
    settings = settings_of(arguments)
    target: Path = arguments.file
    if target.is_dir():
        target /= f"madoguchi-{datetime.now(UTC):%Y%m%d-%H%M}.zip"
    if target.exists():
        raise installation.Unusable(f"{target} exists already, and is left as it is.")
    installation.prepare_existing(settings)
    draft = target.with_name(f"{target.name}.part")
    store = installation.open_store(settings)
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600, exist_ok=False)
        with draft.open("wb") as file:
            blobs = installation.open_blobs(settings)
            count = store.read_now(
                write, blobs, file, lambda done, total: progress(f"{done} of about {total}")
            )
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except OSError as error:
        raise installation.Unusable(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        store.close()
        draft.unlink(missing_ok=True)
    progress("")
    say(f"{target}: {count} entities in {target.stat().st_size / 1e6:.1f} MB.")
    return 0
