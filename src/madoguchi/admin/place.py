"""Which installation a command means, and how a command speaks: sentences, and what it is doing."""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable
from pathlib import Path

from madoguchi import installation
from madoguchi.kernel.backup import BackupRefused
from madoguchi.kernel.errors import Refusal
from madoguchi.language.catalogue import text
from madoguchi.settings import Settings, load
from madoguchi.web.server import configure_log

Run = Callable[[argparse.Namespace], int]


def add_place(parser: argparse.ArgumentParser) -> None:
    """Let a command be told which installation it is about."""
    parser.add_argument("--settings", type=Path, help="a settings file (madoguchi.toml)")
    parser.add_argument("--data", help="the folder of the embedded database, attachments and keys")


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Return the settings of the installation that a command is about."""
    settings = load(arguments.settings, data=arguments.data)
    configure_log(settings)
    return settings


def in_sentences(run: Run) -> Run:
    """Turn what a command is refused into a sentence on standard error and the exit code 1."""

    @functools.wraps(run)
    def wrapped(arguments: argparse.Namespace) -> int:
        try:
            return run(arguments)
        except Refusal as refusal:
            say_wrong(text(refusal.key, "en", **refusal.params))
        except (*installation.TROUBLES, BackupRefused) as error:
            say_wrong(str(error))
        except KeyboardInterrupt:
            say_wrong("Stopped before it was done; nothing was changed.")
        return 1

    return wrapped


def say(sentence: str) -> None:
    """Tell the operator, at once."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def say_wrong(sentence: str) -> None:
    """Tell the operator what is wrong."""
    progress("")
    sys.stderr.write(sentence + "\n")


def progress(what: str) -> None:
    """Show what is being done now, on a terminal only and on one line; "" takes the line away."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\033[K{'… ' if what else ''}{what}")
        sys.stdout.flush()
