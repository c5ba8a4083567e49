"""From rows to orders: adjacent rows with one number are one order's lines. Pure.

A broken row keeps its whole order out, since half an order would be a wrong one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from madoguchi.connectors.files.contracts import OrderField, OrderImport
from madoguchi.connectors.files.rules.columns import Shape, flag, shape_of, states
from madoguchi.connectors.files.rules.values import amount, count, currency_of, moment
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Invalid, Refusal
from madoguchi.kernel.time import to_microseconds
from madoguchi.language.normalise import normalise
from madoguchi.language.sheets import FaultyLine, Line, check_whole, fault_of
from madoguchi.orders.contracts import Address, OrderDraft, OrderLine, OrderState
from madoguchi.orders.rules import drafts
from madoguchi.orders.rules.journeys import rank

_T = TypeVar("_T")
MOST_LINES = 500
_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_GONE: frozenset[OrderState] = frozenset({"cancelled", "returned", "lost", "disposed", "not_won"})


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one order, or of none where a row cannot be read; and what they make."""

    rows: list[Line]
    draft: OrderDraft | None
    faults: list[FaultyLine]

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.rows[0].number

    @property
    def last(self) -> int:
        """The line on which its last row begins."""
        return self.rows[-1].number


class Reader:
    """Reads the rows of one import as it is understood now."""

    def __init__(self, of: OrderImport) -> None:
        self._of = of
        self._shape: Shape = shape_of(of.shape)
        self._zone: tzinfo = ZoneInfo(of.zone)
        self._column = dict(of.mapping)
        self._key: OrderField = "number" if "number" in of.mapping else "external_id"
        self._states = {**states(), **{normalise(k): v for k, v in self._shape.states.items()}}

    def groups(self, rows: Iterable[Line]) -> Iterator[Group]:
        """Yield orders, in the order of the file, each with all its adjacent rows."""
        held: list[Line] = []
        key = ""
        for row in rows:
            of_row = "" if row.fault is not None else self._cell(row, self._key)
            if held and (of_row != key or not key or len(held) >= MOST_LINES):
                yield self._group(held)
                held = []
            key = of_row
            held.append(row)
        if held:
            yield self._group(held)

    def _group(self, rows: list[Line]) -> Group:
        try:
            check_whole(rows[0])
            return Group(rows, self._draft(rows), [])
        except _RowError as error:
            faulty, why = error.row, error.refusal
        except Refusal as refusal:
            faulty, why = rows[0], refusal
        faults = [fault(faulty, why)]
        with_it = Invalid("order_import.with_faulty", line=faulty.number)
        faults += [fault(row, with_it) for row in rows if row is not faulty]
        return Group(rows, None, sorted(faults, key=lambda each: each.line))

    def _draft(self, rows: list[Line]) -> OrderDraft:
        first = _Said(self._column, rows)
        number = first("number")
        external_id = first("external_id") or number
        if not external_id:
            raise Invalid("order_import.nameless", field=self._key)
        said = self._in_row(rows, self._currency)
        currency = next(filter(None, said), self._of.currency)
        lines = self._lines(rows, currency)
        sums: dict[OrderField, int] = {
            field: self._sum(rows, field, currency) for field in ("shipping", "tax", "discount")
        }
        sums["discount"] = abs(sums["discount"])
        total = first("total")
        whole = (
            amount(total, currency, "total")
            if total
            else sum(line.quantity * line.price for line in lines)
            + sums["shipping"] + sums["tax"] - sums["discount"]
        )  # fmt: skip
        state = self._state(first)
        paid, paid_at = first("paid"), first("paid_at")
        all_paid = paid_at or (state not in _GONE and rank(state) >= rank("paid"))
        refunded, updated = first("refunded"), first("updated_at")
        placed = first("placed_at")
        if not placed:
            raise Invalid("order_import.no_date", field="placed_at")
        draft = OrderDraft(
            shop_id=self._of.shop_id,
            platform=self._of.platform,
            external_id=external_id,
            version=to_microseconds(moment(updated, self._zone, "updated_at")) if updated else 0,
            number=number or external_id,
            state=state,
            placed_at=moment(placed, self._zone, "placed_at"),
            currency=currency,
            total=max(0, whole),
            shipping=sums["shipping"],
            tax=sums["tax"],
            discount=sums["discount"],
            paid=amount(paid, currency, "paid") if paid else max(0, whole) if all_paid else None,
            paid_at=moment(paid_at, self._zone, "paid_at") if paid_at else None,
            refunded=abs(amount(refunded, currency, "refunded")) if refunded else None,
            lines=lines,
            address=_address(first),
            buyer_id=first("buyer_id"),
            buyer_name=first("buyer_name") or _full(first("buyer_family"), first("buyer_given")),
            buyer_email=first("buyer_email"),
            buyer_phone=first("buyer_phone"),
            note=first("note") or None,
            flag=flag(first("flag"), self._of.platform),
            flag_label=first("flag_label"),
        )
        return drafts.check(draft)

    def _currency(self, row: Line) -> str:
        cell = self._cell(row, "currency")
        return currency_of(cell) if cell else ""

    def _lines(self, rows: list[Line], currency: str) -> list[OrderLine]:
        read = self._in_row(rows, lambda row: self._line(row, currency))
        return [line for line in read if line is not None]

    def _line(self, row: Line, currency: str) -> OrderLine | None:
        title, sku = self._cell(row, "title"), self._cell(row, "sku")
        price, whole = self._cell(row, "price"), self._cell(row, "line_total")
        if not (title or sku):
            return None
        quantity = count(self._cell(row, "quantity") or "1")
        each = amount(price, currency, "price") if price else 0
        if whole and not price:
            # What does not part evenly stays with one piece: the order's total is said elsewhere.
            each = amount(whole, currency, "line_total") // max(1, quantity)
        return OrderLine(
            title=title or sku,
            quantity=quantity,
            price=each,
            sku=sku,
            seller=self._cell(row, "seller"),
        )

    def _sum(self, rows: list[Line], field: OrderField, currency: str) -> int:
        def of_row(row: Line) -> int:
            cell = self._cell(row, field)
            return amount(cell, currency, field) if cell else 0

        if field in self._shape.sums:
            return sum(self._in_row(rows, of_row))
        return next((found for found in self._in_row(rows, of_row) if found), 0)

    def _state(self, first: _Said) -> OrderState:
        if first("cancelled_at"):
            return "cancelled"
        said = self._state_of(first("state"), "state")
        moved = self._state_of(first("fulfilment"), "fulfilment")
        if said is not None and said in _GONE:
            return said
        if moved is not None and (moved in _GONE or rank(moved) > rank(said or "placed")):
            return moved
        return said or ("paid" if first("paid_at") else "placed")

    def _state_of(self, word: str, field: str) -> OrderState | None:
        if not word or (field == "fulfilment" and normalise(word) in {"unfulfilled", "unshipped"}):
            return None
        try:
            return self._states[normalise(word)]
        except KeyError:
            raise Invalid("order_import.unknown_state", field=field, value=word[:40]) from None

    def _in_row(self, rows: list[Line], read: Callable[[Line], _T]) -> list[_T]:
        found = []
        for row in rows:
            try:
                found.append(read(row))
            except Refusal as refusal:
                raise _RowError(row, refusal) from refusal
        return found

    def _cell(self, row: Line, field: OrderField) -> str:
        column = self._column.get(field)
        return "" if column is None else row.cells[column].strip()


def fault(row: Line, refusal: Refusal) -> FaultyLine:
    """Return why a row is not taken; a number of an identity card in it is nobody's to read."""
    told = fault_of(row, refusal)
    return replace(told, begins=mask(told.begins))


class _RowError(Exception):
    """What is wrong with one of an order's rows."""

    def __init__(self, row: Line, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.row = row
        self.refusal = refusal


class _Said:
    """What an order's rows say of the order: the first that says anything."""

    def __init__(self, columns: dict[OrderField, int], rows: list[Line]) -> None:
        self._columns = columns
        self._rows = rows

    def __call__(self, field: OrderField) -> str:
        column = self._columns.get(field)
        if column is None:
            return ""
        return next((said for row in self._rows if (said := row.cells[column].strip())), "")


def _address(first: _Said) -> Address | None:
    lines = [line for line in (first("ship_street"), first("ship_building")) if line]
    city, region, postcode = first("ship_city"), first("ship_region"), first("ship_postcode")
    if not (lines or city or postcode):
        return None
    country = first("ship_country").upper()
    return Address(
        name=first("ship_name") or _full(first("ship_family"), first("ship_given")),
        lines=lines,
        city=city,
        region=region,
        # A spreadsheet's mark that this is text, as Shopify writes it too.
        postcode=postcode.removeprefix("'"),
        country=country if len(country) == 2 and country.isascii() else "",
        phone=first("ship_phone").removeprefix("'"),
    )


def _full(family: str, given: str) -> str:
    """Return a whole name: East Asian families come first."""
    eastern = any(unicodedata.name(letter, "").startswith(_EAST_ASIAN) for letter in family + given)
    return " ".join(filter(None, (family, given) if eastern else (given, family)))
