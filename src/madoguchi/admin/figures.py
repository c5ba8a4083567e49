"""`madoguchi figures rebuild`: works all figures out anew from the events, while the desk runs."""

from __future__ import annotations

import argparse

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, progress, say, settings_of
from madoguchi.insight import operations
from madoguchi.insight.operations import Page
from madoguchi.people.rules.fields import check_zone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi figures rebuild` takes."""
    parser.add_argument("--zone", help="by whose midnights days are told apart from now on")
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """Forget what was worked out, piece by piece, and keep page after page until the feed's end."""
    zone = None if arguments.zone is None else check_zone(arguments.zone)
    settings = settings_of(arguments)
    installation.prepare_existing(settings)
    store = installation.open_store(settings)

    def told(page: Page) -> None:
        progress("making room" if page.forgets else f"up to event {page.after.id}")

    try:
        store.write_now(operations.forget, zone)
        operations.Keeper().catch_up(store, told)
        end = store.read_now(operations.kept_until)
    except KeyboardInterrupt:
        progress("")
        say("Stopped. The desk goes on counting from there when it runs.")
        return 1
    finally:
        store.close()
    progress("")
    say(f"The figures are worked out anew, up to event {end}.")
    return 0
