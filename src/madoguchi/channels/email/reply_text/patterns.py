"""The patterns of patterns.toml, compiled; decides nothing."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

_DATA: dict[str, Any] = tomllib.loads(
    resources.files(__package__).joinpath("patterns.toml").read_text("utf-8")
)


def _any_of(name: str) -> str:
    return "|".join(f"(?:{pattern})" for pattern in _DATA[name])


_DEVICES = "|".join(_DATA["devices"])
_DASHES = r"[-_=*─━―—–－]{2,}"

ATTRIBUTION = re.compile(rf"(?:{_any_of('attributions')})\s*$", re.IGNORECASE)
# A first line that is worth joining with the next ones: a language's "On", or a date.
ATTRIBUTION_START = re.compile(
    rf"\s*(?:(?:{_any_of('attribution_starts')})\s|[在于於]|\d{{4}}[年년/.-]|-{{2,}}\s*on\s).{{3,}}",
    re.IGNORECASE,
)
HAS_MOMENT = re.compile(r"\d|@|<")
DIVIDER = re.compile(
    rf"\s*(?:{_DASHES}\s*(?:{_any_of('originals')})\s*[:：]?\s*{_DASHES}|{_any_of('dividers')})\s*$",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"\s*[*_]{0,2}(?:"
    + "|".join(f"(?P<{kind}>{'|'.join(names)})" for kind, names in _DATA["labels"].items())
    + r")\s*[*_]{0,2}\s*[:：]\s*[*_]{0,2}",
    re.IGNORECASE,
)
QUOTE_MARK = re.compile(r"[ \t]{0,3}(?:>|＞|\|[ \t]|&gt;)")
# A line drawn of eight signs or more, in the taste of any country.
RULE = re.compile(
    r"\s*(?:[-_=*#~+┏┓┗┛┌┐└┘╔╗╚╝═─━―—–－＿＝＊～〜☆★◇◆□■○●◎♪・…･∞､.:：;|]\s?){8,}\s*$"
)
UNDERSCORES = re.compile(r"\s*_{10,}\s*$")
DASHES = re.compile(r"(?:--|—|––|－－)[ \t\xa0]*$")
# "-Anna Smith" as the last words of a mail.
DASH_NAME = re.compile(r"[-—–~]{1,2}[A-Z][\w.'’]*(?: [A-Z][\w.'’-]*){0,2}\s*$")
CONTACT = re.compile(_any_of("contacts"), re.IGNORECASE)
MOBILE = re.compile(
    rf"\s*[\[(（【]?(?:{_any_of('mobiles').replace('DEVICE', _DEVICES)})[\])）】]?\s*[.。]?\s*$",
    re.IGNORECASE,
)
# "Sent from my desk, is much easier …" is a sentence and no signature.
NOT_MOBILE = re.compile(r"[,;!?，。！？]\s*\S")
