"""What a connection must be told, checked before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from madoguchi.connectors.connections.contracts import Setting
from madoguchi.kernel.errors import Invalid

LONGEST = 2000
LONGEST_NAME = 100


def check_name(name: str, kind: str) -> str:
    """Return a connection's name, its kind where none is given. Raises `Invalid`."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise Invalid("connection.long_name", field="name", limit=LONGEST_NAME)
    return name or kind


def parted(
    asked: Sequence[Setting], given: Mapping[str, str], known: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Part settings into the open and the secret ones; what is left out stays as `known` has it.

    Raises `Invalid` for what is needed and missing, unknown, or too long.
    """
    names = {each.name for each in asked}
    for name, value in given.items():
        if name not in names:
            raise Invalid("connection.no_such_setting", field=f"settings.{name}", name=name)
        if len(value) > LONGEST or "\0" in value:
            raise Invalid("connection.bad_setting", field=f"settings.{name}", name=name)
    together = {**known, **{name: value.strip() for name, value in given.items()}}
    for each in asked:
        if each.needed and not together.get(each.name):
            raise Invalid(
                "connection.setting_missing", field=f"settings.{each.name}", name=each.name
            )
    kept = {each.name: together[each.name] for each in asked if together.get(each.name)}
    secret = {each.name for each in asked if each.secret}
    return (
        {name: value for name, value in kept.items() if name not in secret},
        {name: value for name, value in kept.items() if name in secret},
    )
