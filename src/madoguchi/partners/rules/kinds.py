"""The kinds of request: which fields each asks with, and which an answer gives.

The source of the list: what customers ask at each state of a proxy order, and who can answer it.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from madoguchi.partners.contracts.partners import PartnerKind
from madoguchi.partners.contracts.requests import RequestKind

FieldType = Literal["choice", "choices", "number", "yes_no", "date", "moment", "line"]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a request or of its answer.

    A number is kept whole in the smallest unit: with `scale` 10 and `unit` "cm" it is millimetres,
    shown and typed as centimetres with one decimal. A `line` holds at most `most` characters.
    `faults` are the choices of an answer that tell of something amiss, as a No does.
    """

    name: str
    type: FieldType
    choices: tuple[str, ...] = ()
    required: bool = False
    unit: str = ""
    scale: int = 1
    least: int = 0
    most: int = 0
    faults: tuple[str, ...] = ()


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked with, what is answered with, and which partners it is usually for.

    `photos` is how many pictures an answer needs at least; `words` that it needs a text.
    """

    name: RequestKind
    suits: tuple[PartnerKind, ...]
    wanted: tuple[Field, ...] = ()
    given: tuple[Field, ...] = ()
    photos: int = 0
    words: bool = False
    asks_in_words: bool = False


_LONGEST_MM = 30_000
_HEAVIEST_G = 1_000_000
_LENGTHS = tuple(
    Field(name=name, type="number", required=True, unit="cm", scale=10, least=1, most=_LONGEST_MM)
    for name in ("length", "width", "height")
)
_WEIGHT = Field(name="weight", type="number", required=True, unit="g", least=1, most=_HEAVIEST_G)
_CURRENCIES = ("JPY", "CNY", "TWD", "KRW", "HKD", "USD", "EUR")
_AMOUNT = Field(name="amount", type="number", unit="", least=1, most=10**12)
_CURRENCY = Field(name="currency", type="choice", choices=_CURRENCIES)

KINDS: dict[RequestKind, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="photo",
            suits=("warehouse", "seller"),
            wanted=(
                Field(
                    name="views",
                    type="choices",
                    choices=("outside", "inside", "item", "defect", "label", "accessories"),
                    required=True,
                ),
            ),
            photos=1,
        ),
        Kind(
            name="measure",
            suits=("warehouse",),
            wanted=(
                Field(name="subject", type="choice", choices=("parcel", "item"), required=True),
            ),
            given=_LENGTHS,
        ),
        Kind(name="reweigh", suits=("warehouse", "carrier"), given=(_WEIGHT,), photos=1),
        Kind(
            name="count",
            suits=("warehouse",),
            wanted=(Field(name="expected", type="number", least=1, most=100_000),),
            given=(Field(name="counted", type="number", required=True, most=100_000),),
        ),
        Kind(
            name="test",
            suits=("warehouse",),
            wanted=(
                Field(
                    name="checks",
                    type="choices",
                    choices=("power", "function", "display", "sound", "accessories"),
                    required=True,
                ),
            ),
            given=(
                Field(
                    name="result",
                    type="choice",
                    choices=("works", "partly", "broken", "untestable"),
                    required=True,
                    faults=("partly", "broken", "untestable"),
                ),
            ),
        ),
        Kind(
            name="identify",
            suits=("warehouse", "carrier"),
            given=(
                Field(name="found", type="yes_no", required=True),
                Field(name="tracking", type="line", most=60),
            ),
        ),
        Kind(
            name="hold",
            suits=("warehouse", "carrier"),
            wanted=(
                Field(name="until", type="date", required=True),
                Field(
                    name="reason",
                    type="choice",
                    choices=("more_to_come", "address", "payment", "inspection", "customer_asked"),
                ),
            ),
            given=(Field(name="held", type="yes_no", required=True),),
        ),
        Kind(
            name="repack",
            suits=("warehouse",),
            wanted=(
                Field(
                    name="box",
                    type="choice",
                    choices=("smallest", "size_60", "size_80", "size_100", "size_140", "original"),
                    required=True,
                ),
                Field(name="remove_inner", type="yes_no"),
                Field(name="reinforce", type="yes_no"),
            ),
            given=(*_LENGTHS, _WEIGHT),
        ),
        Kind(
            name="claim",
            suits=("seller", "carrier"),
            wanted=(
                Field(
                    name="ground",
                    type="choice",
                    choices=("damaged", "missing", "wrong_item", "not_as_described", "lost"),
                    required=True,
                ),
                Field(name="deadline", type="moment", required=True),
                _AMOUNT,
                _CURRENCY,
            ),
            given=(
                Field(
                    name="outcome",
                    type="choice",
                    choices=("accepted", "partly_accepted", "refused", "filed"),
                    required=True,
                    faults=("partly_accepted", "refused"),
                ),
                _AMOUNT,
                _CURRENCY,
                Field(name="claim_number", type="line", most=60),
            ),
        ),
        Kind(
            name="payment_proof",
            suits=("seller", "broker"),
            wanted=(_AMOUNT, _CURRENCY),
            given=(Field(name="paid_on", type="date", required=True),),
            photos=1,
        ),
        Kind(
            name="ask_seller", suits=("seller", "broker", "carrier"), words=True, asks_in_words=True
        ),
    )
}
assert set(KINDS) == set(get_args(RequestKind))
