"""`madoguchi admin owner`: the first owner, or one who is locked out."""

from __future__ import annotations

import argparse
import getpass
import secrets

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, say, settings_of
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries
from madoguchi.people.contracts import THE_DESK, Person
from madoguchi.people.operations import rescue, staff
from madoguchi.people.rules.fields import check_email, email_key
from madoguchi.people.rules.passwords import check_password, hash_password

_WHO = "--organisation COMPANY --name NAME"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi admin owner` takes."""
    parser.add_argument("email", help="the address that the owner signs in with")
    parser.add_argument("--name", help="the owner's name, for the first owner")
    parser.add_argument("--organisation", help="the company's name, for the first owner")
    parser.add_argument("--locale", default="en", help="zh-CN, zh-TW, ja, ko or en (en)")
    parser.add_argument("--zone", default="UTC", help="the owner's time zone (UTC)")
    parser.add_argument(
        "--two-factor-off",
        action="store_true",
        help="take two-factor sign-in off, for a lost phone",
    )
    parser.add_argument(
        "--ask", action="store_true", help="ask for the password instead of making one"
    )
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """Make the first owner, or give an existing account a new password and the owner's role."""
    settings = settings_of(arguments)
    email = check_email(arguments.email)
    if arguments.name and arguments.organisation:
        installation.prepare(settings)
    else:
        installation.prepare_existing(settings, f"To make one, say who it is: {_WHO}.")
    store = installation.open_store(settings)
    try:
        _check_which(store, arguments, email)
        password = getpass.getpass("New password: ") if arguments.ask else secrets.token_urlsafe(12)
        password_hash = hash_password(check_password(password, email=email))

        def let_in(tx: Tx) -> Person:
            if queries.organisation(tx) is not None:
                return rescue.let_owner_in(
                    tx,
                    email,
                    password_hash=password_hash,
                    two_factor_off=arguments.two_factor_off,
                    by=THE_DESK,
                )
            return staff.set_up(
                tx,
                organisation=arguments.organisation,
                name=arguments.name,
                email=email,
                password_hash=password_hash,
                locale=arguments.locale,
                zone=arguments.zone,
            )

        person = store.write_now(let_in)
    finally:
        store.close()
    say(f"{person.name} <{person.email}> is an owner and may sign in at {settings.url}/desk.")
    if not arguments.ask:
        say(f"Password, shown this once: {password}")
    if person.two_factor:
        say("Two-factor sign-in is on; --two-factor-off takes it off.")
    return 0


def _check_which(store: Store, arguments: argparse.Namespace, email: str) -> None:
    """Refuse what cannot be meant, before anybody is asked for a password."""
    organisation = store.read_now(queries.organisation)
    if organisation is None:
        if not (arguments.name and arguments.organisation):
            raise installation.Unusable(f"This desk has no owner yet. Say who it is: {_WHO}.")
        return
    people = store.read_now(queries.all_people, THE_DESK)
    if email_key(email) not in {email_key(person.email) for person in people}:
        owners = ", ".join(person.email for person in people if person.role == "owner")
        raise installation.Unusable(
            f"Nobody at {organisation.name} signs in with {email}. The owners are: {owners}."
        )
