"""A call's first steps, gone through and taken back."""

from __future__ import annotations

from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.operations import calls
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.transaction import Tx


def rehearse(tx: Tx, line: Line, process: str) -> None:
    """Do what a first ringing call does, then refuse: nothing of it is stored."""
    coming = Coming(external_id=f"rehearsal of {process}", process=process, number="")
    call = come(tx, line, coming)
    calls.enqueue(tx, call.id)
    calls.ring(tx, call.id, [0])
    raise Conflict("phone.not_now")
