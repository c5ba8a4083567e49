"""One installation on its machine: where its database, its key and its files lie, made ready."""

from __future__ import annotations

from pathlib import Path

from obstore.exceptions import BaseError

import madoguchi.channels.email.tables
import madoguchi.channels.phone.tables

# Every room that has tables: a command that copies or indexes all of them must know all of them.
import madoguchi.clocks.tables
import madoguchi.connectors.connections.tables
import madoguchi.connectors.files.tables
import madoguchi.connectors.pictures.tables
import madoguchi.connectors.refunds.tables
import madoguchi.connectors.webhooks.tables
import madoguchi.customers.tables
import madoguchi.customers.vault.tables
import madoguchi.desk.cards.tables
import madoguchi.desk.promises.tables
import madoguchi.desk.routing.tables
import madoguchi.desk.supervision.tables
import madoguchi.desk.tables
import madoguchi.exports.tables
import madoguchi.insight.staffing.tables
import madoguchi.insight.tables
import madoguchi.kernel.cursors
import madoguchi.orders.tables
import madoguchi.partners.tables
import madoguchi.people.presence.tables
import madoguchi.people.shifts.tables
import madoguchi.people.tables
import madoguchi.privacy.tables
import madoguchi.shops.tables
import madoguchi.web.idempotency  # noqa: F401
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.kernel.migrate import make_ready
from madoguchi.kernel.store import Store
from madoguchi.kernel.trouble import DatabaseRefused, shown
from madoguchi.settings import Settings, WrongSetting

DATABASE, KEY, ATTACHMENTS = "madoguchi.db", "secret.key", "attachments"


class Unusable(Exception):
    """The installation's folder cannot be used; the text is for the operator."""


TROUBLES = (WrongSetting, Unusable, DamagedKey, DatabaseRefused)
"""What opening an installation may raise: each is a sentence to be shown, then exit code 1."""


def database_url(settings: Settings) -> str:
    """Return the database's address."""
    return settings.database or f"sqlite:///{Path(settings.data) / DATABASE}"


def key_file(settings: Settings) -> Path:
    """Return where the installation's key lies."""
    return Path(settings.data) / KEY


def prepare(settings: Settings) -> Keyring:
    """Make the folder, the key and the database if they are not there, and return the key.

    An older database is upgraded. Raises one of `TROUBLES`.
    """
    make_folder(settings)
    try:
        keyring = Keyring.at(key_file(settings))
    except OSError as error:
        raise _no_folder(settings, error) from error
    make_ready(database_url(settings))
    return keyring


def make_folder(settings: Settings) -> None:
    """Make the folder where there is none, for this account alone. Raises `Unusable`."""
    try:
        Path(settings.data).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _no_folder(settings, error) from error


def prepare_existing(settings: Settings, otherwise: str = "") -> Keyring:
    """As `prepare`, for what is about an installation that is there: it makes none.

    `otherwise` is a further sentence for whoever meant to make one.
    """
    check_there(settings, otherwise=otherwise)
    return prepare(settings)


def check_there(settings: Settings, *, with_key: bool = True, otherwise: str = "") -> None:
    """Refuse a folder that no desk lives in: most likely it is mistyped. Raises `Unusable`."""
    key, url = key_file(settings), database_url(settings)
    missing = [key.name] if with_key and not key.exists() else []
    if url.startswith("sqlite") and not Path(shown(url)).exists():
        missing.append(settings.database or DATABASE)
    if missing:
        raise Unusable(
            f"There is no installation in {settings.data}: it has no {' and no '.join(missing)}."
            f" Name its folder with --data. {otherwise}".rstrip()
        )


def open_store(settings: Settings, keyring: Keyring | None = None) -> Store:
    """Open the database, which must have been made ready; `keyring` opens what is sealed in it."""
    return Store(
        database_url(settings),
        writers=settings.writers,
        readers=settings.readers,
        keyring=keyring,
    )


def open_blobs(settings: Settings) -> Blobs:
    """Open the store of attachments. Raises `Unusable` where it cannot be one."""
    folder = Path(settings.data) / ATTACHMENTS
    try:
        return Blobs(settings.attachments, folder)
    except (OSError, BaseError) as error:
        why = (isinstance(error, OSError) and error.strerror) or error
        raise Unusable(
            f"Attachments cannot be kept at {settings.attachments or folder}: {why}. Set"
            " “attachments” to file:///FOLDER or s3://BUCKET/PREFIX, or let the account that runs"
            " Madoguchi write there."
        ) from error


def _no_folder(settings: Settings, error: OSError) -> Unusable:
    return Unusable(
        f"The folder {settings.data} cannot be used for data: {error.strerror or error}. Name"
        " another with --data or the setting “data”, or let the account that runs Madoguchi write"
        " it."
    )
