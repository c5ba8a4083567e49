"""`madoguchi admin shops`: the shops and what a web page needs to carry their widget."""

from __future__ import annotations

import argparse

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, say, settings_of
from madoguchi.people.contracts import THE_DESK
from madoguchi.shops import queries


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi admin shops` takes."""
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """List the shops."""
    settings = settings_of(arguments)
    installation.prepare_existing(settings)
    store = installation.open_store(settings)
    try:
        shops = store.read_now(queries.all_shops, THE_DESK)
    finally:
        store.close()
    for shop in shops:
        state = " · archived" if shop.archived_at is not None else ""
        say(f"{shop.id}  {shop.name}  ({shop.platform}, {shop.locale}, {shop.zone}){state}")
        say(f"   pages: {', '.join(shop.allowed_origins) or 'none allowed yet'}")
        say(
            f'   <script src="{settings.url}/widget.js" data-shop="{shop.public_key}" async>'
            "</script>"
        )
    if not shops:
        say(f"There are no shops yet. Make one at {settings.url}/desk/settings/shops.")
    return 0
