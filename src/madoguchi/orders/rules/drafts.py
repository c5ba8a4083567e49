"""What a source brings, checked, and what becomes of the order that we hold."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import msgspec
from msgspec.structs import replace

from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import clean
from madoguchi.orders.contracts import Address, Flag, Order, OrderDraft, OrderLine, OrderState
from madoguchi.orders.rules.flags import LABEL_LIMIT, codes_of, flag_of
from madoguchi.orders.rules.journeys import UNPAID, rank, state_as_told
from madoguchi.orders.rules.money import check_amount, check_currency

NAME_LIMIT = 200
PLATFORM_LIMIT = 60
FIRST_YEAR, LAST_YEAR = 1990, 2200
NOTE_LIMIT = 5000
LINES_LIMIT = 500
_STATES = frozenset(get_args(OrderState))


def check(draft: OrderDraft) -> OrderDraft:
    """Return a draft in its one form; raises `Invalid` with the field and a sentence.

    Identity numbers that buyers write beside their names and addresses are masked: what customs
    need is kept in the vault, and nowhere else.
    """
    external_id = clean_name(draft.external_id)
    if not external_id or len(external_id) > NAME_LIMIT:
        raise Invalid("order.no_external_id", field="external_id")
    if draft.state not in _STATES:
        raise Invalid("order.unknown_state", field="state", state=str(draft.state)[:40])
    if len(draft.lines) > LINES_LIMIT:
        raise Invalid("order.too_many_lines", field="lines", limit=LINES_LIMIT)
    if draft.placed_at.tzinfo is None:
        raise Invalid("order.no_zone", field="placed_at")
    if not FIRST_YEAR <= draft.placed_at.year <= LAST_YEAR:
        raise Invalid("order.bad_year", field="placed_at", first=FIRST_YEAR, last=LAST_YEAR)
    platform = clean_name(draft.platform).lower()
    if not platform or len(platform) > PLATFORM_LIMIT:
        raise Invalid("order.no_platform", field="platform", limit=PLATFORM_LIMIT)
    for field in ("total", "shipping", "tax", "discount"):
        check_amount(getattr(draft, field), field)
    for field in ("paid", "refunded"):
        check_amount(getattr(draft, field) or 0, field)
    return replace(
        draft,
        platform=platform,
        external_id=external_id,
        number=(clean_name(draft.number) or external_id)[:NAME_LIMIT],
        currency=check_currency(draft.currency),
        lines=[_line(line) for line in draft.lines],
        address=None if draft.address is None else _address(draft.address),
        buyer_id=clean_name(draft.buyer_id)[:NAME_LIMIT],
        buyer_name=mask(clean_name(draft.buyer_name))[:NAME_LIMIT],
        buyer_email=clean_name(draft.buyer_email).lower()[:254],
        buyer_phone=digits(draft.buyer_phone),
        note=None if draft.note is None else mask(clean(draft.note).strip())[:NOTE_LIMIT],
        flag=draft.flag or flag_of(platform, draft.flag_code),
        flag_label=mask(clean_name(draft.flag_label))[:LABEL_LIMIT],
    )


def without_buyer(draft: OrderDraft, held: Order) -> OrderDraft:
    """Return a draft of an order that we hold with the contract alone, its lines as they are."""
    return replace(
        draft,
        lines=held.lines,
        address=None,
        buyer_id="",
        buyer_name="",
        buyer_email="",
        buyer_phone="",
        note=None,
        flag_label="",
    )


def digits(phone: str) -> str:
    """Return a telephone number as it is compared: a plus where there is one, and digits."""
    kept = "".join(letter for letter in phone if letter in "0123456789")[:20]
    return "+" + kept if kept and phone.strip().startswith("+") else kept


def check_flag(flag: str | None) -> Flag | None:
    """Return one of the colours or None; raises `Invalid`."""
    for colour in get_args(Flag):
        if colour == flag:
            return colour  # type: ignore[no-any-return]
    if flag is None:
        return None
    raise Invalid("order.no_such_flag", field="flag")


def check_flag_of(platform: str, flag: Flag | None) -> Flag | None:
    """Return a flag that an order's platform has too; raises `Invalid`."""
    known = codes_of(platform)
    if flag is not None and known and flag not in known:
        raise Invalid("order.no_such_flag_there", field="flag", platform=platform)
    return flag


def new_order(draft: OrderDraft, now: datetime, *, simulated: bool) -> Order:
    """Return the order that a checked draft begins; its id is the database's to give."""
    order = Order(
        id=0,
        shop_id=draft.shop_id,
        platform=draft.platform,
        external_id=draft.external_id,
        number=draft.number,
        state=draft.state,
        said_state=draft.state,
        reached={draft.state: draft.placed_at},
        placed_at=draft.placed_at,
        currency=draft.currency,
        total=draft.total,
        simulated=simulated,
        created_at=now,
        updated_at=now,
    )
    return settled(_told(order, draft), now)


def changed(held: Order, draft: OrderDraft, now: datetime) -> Order:
    """Return an order with what a checked draft says of it put in; the same one for nothing new."""
    told = _told(held, draft)
    told = replace(told, said_state=draft.state)
    moved = in_state(told, state_as_told(held.state, held.said_state, draft.state), now)
    after = settled(moved, now)
    if after == held:
        return held
    return replace(after, version=held.version + 1, updated_at=now)


def in_state(order: Order, state: OrderState, at: datetime) -> Order:
    """Return an order in a state, with when it was first reached noted."""
    if order.state == state:
        return order
    return replace(order, state=state, reached={state: at, **order.reached})


def settled(order: Order, at: datetime) -> Order:
    """Return an order, moved on from waiting for money once it is paid in full."""
    if order.paid < order.total or (order.total == 0 and order.paid_at is None):
        return order
    if order.paid_at is None:
        order = replace(order, paid_at=at)
    if order.state in UNPAID and rank(order.state) < rank("paid"):
        order = in_state(order, "paid", order.paid_at or at)
    return order


def _told(order: Order, draft: OrderDraft) -> Order:
    warehouse = draft.via_warehouse
    told = replace(
        order,
        number=draft.number,
        journey=draft.journey,
        via_warehouse=draft.journey == "auction" if warehouse is None else warehouse,
        ends_at=draft.ends_at,
        placed_at=draft.placed_at,
        currency=draft.currency,
        total=draft.total,
        shipping=draft.shipping,
        tax=draft.tax,
        discount=draft.discount,
        lines=draft.lines,
        buyer_id=draft.buyer_id or order.buyer_id,
        buyer_name=draft.buyer_name or order.buyer_name,
        buyer_email=draft.buyer_email or order.buyer_email,
        buyer_phone=draft.buyer_phone or order.buyer_phone,
        source_version=max(order.source_version, draft.version),
    )
    given: dict[str, object] = {}
    for field in ("paid", "paid_at", "refunded", "address", "note", "customer_id"):
        value = getattr(draft, field)
        if value is not None and not (field == "customer_id" and order.given_by_hand):
            given[field] = value
    if draft.flag is not None:
        given |= {"flag": draft.flag, "flag_label": draft.flag_label}
    return msgspec.structs.replace(told, **given)


def _address(address: Address) -> Address:
    fields = msgspec.structs.asdict(address)
    lines = [mask(clean_name(line))[:NAME_LIMIT] for line in fields.pop("lines")[:10]]
    cleaned = {name: mask(clean_name(text))[:NAME_LIMIT] for name, text in fields.items()}
    return Address(lines=[line for line in lines if line], **cleaned)


def _line(line: OrderLine) -> OrderLine:
    check_amount(line.price, "lines")
    if not 1 <= line.quantity <= 10**6:
        raise Invalid("order.bad_quantity", field="lines")
    picture = clean_name(line.picture)
    return replace(
        line,
        title=clean_name(line.title)[:500],
        sku=clean_name(line.sku)[:NAME_LIMIT],
        picture=picture if _is_address(picture) else "",
        seller=clean_name(line.seller)[:NAME_LIMIT],
    )


def _is_address(picture: str) -> bool:
    ours = picture.startswith("/") and not picture.startswith("//")
    return (ours or picture.startswith("https://")) and len(picture) <= 2000
