"""One frozen struct of settings, from `madoguchi.toml` and the environment, checked at start."""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the operator may set. Every field is documented in `docs/operations.md`."""

    data: str = "data"
    """Folder of the embedded database, attachments and keys."""
    database: str = ""
    """Empty for the embedded SQLite file in `data`; else a `postgresql://` address."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """Where people reach the desk, such as `https://desk.example`; empty: `http://host:port`."""
    attachments: str = ""
    """Where attachments are kept: empty for a folder in `data`, or `s3://bucket/prefix`."""
    attachment_limit: int = 25 * 1024 * 1024
    """Bytes of one attachment."""
    message_limit: int = 10_000
    """Characters of one message."""
    address_rate: int = 200
    """Messages a second from all customers behind one address together; ten times as many at once.
    A visitor alone has far less: this stops a script that makes visitors, not an office."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses, separated by commas, whose X-Forwarded-For is believed."""
    writers: int = 2
    """Writing threads on PostgreSQL; SQLite always has one."""
    readers: int = 4
    """Reading threads."""
    one_core: bool = True
    """Whether the server keeps to one core and moves where that is taken: Python computes on one
    at a time anyway. Linux only."""
    webhooks_to_private_addresses: bool = False
    """Whether webhooks may post to addresses of one's own network. Whoever may make a webhook could
    then reach what only this machine can."""
    mailboxes_at_private_addresses: bool = False
    """Whether mailboxes may lie on servers of one's own network; for the same reason not by
    default."""
    shops_at_private_addresses: bool = False
    """Whether shops' platforms that are asked for orders may lie in one's own network; likewise."""
    mail_listen: str = ""
    """Where mail may be delivered to the desk: `lmtp://127.0.0.1:2424`, `smtp://…`; empty:
    nowhere."""
    phone_sip: str = ""
    """Where `madoguchi phone` listens for calls: `udp://0.0.0.0:5060`; empty: there is no
    telephone."""
    phone_public: str = ""
    """The address by which the trunk and browsers reach the telephone; empty: that of
    `phone_sip`."""
    phone_ports: str = "10000-10998"
    """The UDP ports of calls' audio; empty: any that is free."""
    phone_link: str = ""
    """Where desk and telephone speak: empty for a socket in `data`, or `tcp://HOST:PORT`."""
    phone_relays: str = ""
    """TURN servers for people behind strict firewalls, separated by commas: `turn:HOST:PORT` with
    `phone_relay_secret`, or `turn:USER:PASSWORD@HOST:PORT`, which customers are not told."""
    phone_relay_secret: str = ""
    """The secret that the TURN servers share with us (coturn's `static-auth-secret`)."""
    log: str = "info"
    """debug, info, warning or error."""

    @property
    def url(self) -> str:
        """The address people reach the desk at, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")


class WrongSetting(Exception):
    """A setting is wrong; the text names it, where it was found, and the accepted form."""


_FORMS: dict[object, str] = {int: "a whole number", bool: "true or false"}
ENVIRONMENT_PREFIX = "MADOGUCHI_"


def load(
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    **overrides: str | int | None,
) -> Settings:
    """Read settings: defaults, then the file, then the environment, then what the command says.

    Raises `WrongSetting` with a sentence for the operator.
    """
    values: dict[str, object] = {}
    origin: dict[str, str] = {}
    chosen = file or Path("madoguchi.toml")
    if file is not None and not chosen.exists():
        raise WrongSetting(f"There is no settings file at {chosen}.")
    if chosen.exists():
        try:
            values = tomllib.loads(chosen.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WrongSetting(f"{chosen} is not valid TOML: {error}.") from error
        except OSError as error:
            raise WrongSetting(f"{chosen} cannot be read: {error.strerror}.") from error
        origin = dict.fromkeys(values, str(chosen))
    names = {field.name: field for field in msgspec.structs.fields(Settings)}
    for key, text in (os.environ if environment is None else environment).items():
        name = key.removeprefix(ENVIRONMENT_PREFIX).lower()
        if key.startswith(ENVIRONMENT_PREFIX):
            values[name] = text
            origin[name] = f"the environment variable {key}"
    for name, override in overrides.items():
        if override is not None:
            values[name] = override
            origin[name] = f"--{name.replace('_', '-')}"
    for name in values:
        if name not in names:
            known = ", ".join(sorted(names))
            raise WrongSetting(
                f"{origin[name]} has a setting “{name}”, which does not exist. Known: {known}."
            )
    for name, value in values.items():
        try:
            msgspec.convert(value, names[name].type, strict=False)
        except msgspec.ValidationError as error:
            kind = _FORMS.get(names[name].type, "a text")
            raise WrongSetting(
                f"“{name}” in {origin[name]} must be {kind}; found {value!r}."
            ) from error
    return check(msgspec.convert(values, Settings, strict=False), origin)


def check(settings: Settings, origin: Mapping[str, str]) -> Settings:
    """Return the settings if every value has a form we can work with, else raise `WrongSetting`."""

    def refuse(name: str, form: str) -> WrongSetting:
        where = origin.get(name, "the defaults")
        # An address may hold a password, and this text goes into logs.
        found = re.sub(r"//[^@/]*@", "//…@", str(getattr(settings, name)))
        return WrongSetting(f"“{name}” in {where} must be {form}; found “{found}”.")

    if not 0 <= settings.port <= 65535:
        raise refuse("port", "a port number from 0 to 65535")
    if settings.database and not _is_database(settings.database):
        raise refuse("database", "empty, sqlite:///FILE or postgresql://USER@HOST/NAME")
    # The desk stands at the root of its host: whatever follows the host would fit no page's origin.
    if settings.public_url and not _is_root(settings.public_url):
        raise refuse("public_url", "an address such as https://desk.example, and nothing after it")
    for proxy in filter(None, map(str.strip, settings.trusted_proxies.split(","))):
        if proxy != "*" and not _is_network(proxy):
            raise refuse(
                "trusted_proxies",
                "IP addresses or networks, such as 10.0.0.0/8, separated by commas",
            )
    if settings.attachments and not settings.attachments.startswith(("s3://", "file://")):
        raise refuse("attachments", "empty, s3://BUCKET/PREFIX or file:///FOLDER")
    if settings.mail_listen and not (
        re.fullmatch(r"(lmtp|smtp)://[^/@\s]+:\d{1,5}", settings.mail_listen)
        and int(settings.mail_listen.rpartition(":")[2]) <= 65_535
    ):
        raise refuse("mail_listen", "empty, lmtp://HOST:PORT or smtp://HOST:PORT")
    if settings.phone_sip and not re.fullmatch(r"udp://[^/@\s]+:\d{1,5}", settings.phone_sip):
        raise refuse("phone_sip", "empty or udp://HOST:PORT")
    if settings.phone_sip and not 0 <= int(settings.phone_sip.rpartition(":")[2]) <= 65_535:
        raise refuse("phone_sip", "udp://HOST:PORT with a port up to 65535")
    if re.match(r"udp://(0\.0\.0\.0|\[::\]):", settings.phone_sip) and not settings.phone_public:
        raise refuse(
            "phone_public", "the address by which others reach us, as “phone_sip” names every one"
        )
    if settings.phone_ports:
        ends = re.fullmatch(r"(\d{1,5})-(\d{1,5})", settings.phone_ports)
        if ends is None or not 1 <= int(ends[1]) < int(ends[2]) <= 65_535:
            raise refuse("phone_ports", "empty or FIRST-LAST, such as 10000-10998")
    if settings.phone_link and not re.fullmatch(r"tcp://[^/@\s]+:\d{1,5}", settings.phone_link):
        raise refuse("phone_link", "empty or tcp://HOST:PORT")
    for relay in filter(None, settings.phone_relays.split(",")):
        form = r"turns?:([^:@\s]+:[^@\s]+@)?[^/@\s]+:\d{1,5}(\?transport=(udp|tcp))?"
        match = re.fullmatch(form, relay.strip())
        if match is None or not (match[1] or settings.phone_relay_secret):
            raise refuse(
                "phone_relays",
                "turn:USER:PASSWORD@HOST:PORT, or turn:HOST:PORT with “phone_relay_secret”;"
                " several with commas between",
            )
    if settings.log not in {"debug", "info", "warning", "error"}:
        raise refuse("log", "debug, info, warning or error")
    for name in ("attachment_limit", "message_limit", "address_rate", "writers", "readers"):
        if getattr(settings, name) < 1:
            raise refuse(name, "1 or more")
    return settings


def _is_database(address: str) -> bool:
    from sqlalchemy import make_url  # heavy, and most leave this empty
    from sqlalchemy.exc import ArgumentError

    try:
        make_url(address)
    except (ArgumentError, ValueError):
        return False  # a port that is no number, say
    return address.startswith(("postgresql://", "sqlite:///"))


def _is_root(address: str) -> bool:
    found = re.fullmatch(r"https?://([^/?#@\s:\[\]]+|\[[\da-f:.]+\])(:(\d{1,5}))?/?", address)
    return found is not None and 0 < int(found[3] or 1) <= 65_535


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
