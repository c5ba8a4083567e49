"""What a connection must be told, checked before it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from madoguchi.connectors.connections.contracts import Setting
from madoguchi.kernel.errors import Invalid

LONGEST = 2000
LONGEST_NAME = 100
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}(?::|$)){_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?")
# No user, query or fragment: what is asked for is put behind it.
_URL = re.compile(r"https?://[^\s/?#@\\]+(?:/[^\s?#@\\]*)?", re.IGNORECASE)


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
        if together.get(each.name):
            together[each.name] = _formed(each, together[each.name])
    kept = {each.name: together[each.name] for each in asked if together.get(each.name)}
    secret = {each.name for each in asked if each.secret}
    return (
        {name: value for name, value in kept.items() if name not in secret},
        {name: value for name, value in kept.items() if name in secret},
    )


def _formed(setting: Setting, value: str) -> str:
    """Return a value as its setting wants it. Raises `Invalid`."""
    if setting.form == "host":
        # What people copy from the browser's address bar will do, if it is the shop alone.
        host = value.removeprefix("https://").removesuffix("/").lower()
        if not _HOST.fullmatch(host):
            raise Invalid("connection.no_host", field=f"settings.{setting.name}", name=setting.name)
        return host
    if setting.form == "url" and not _URL.fullmatch(value):
        raise Invalid("connection.no_url", field=f"settings.{setting.name}", name=setting.name)
    return value.rstrip("/") if setting.form == "url" else value
