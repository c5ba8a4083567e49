"""Documents follow their customer: two who turn out to be one have one vault."""

from __future__ import annotations

from madoguchi.customers.vault.operations import recording
from madoguchi.customers.vault.queries import to_document, to_request
from madoguchi.customers.vault.tables import (
    document_reading_table,
    document_request_table,
    document_table,
)
from madoguchi.kernel.feed import Change
from madoguchi.kernel.transaction import Tx

_D = document_table.c
_Q = document_request_table.c
_R = document_reading_table.c


def move(tx: Tx, from_id: int, to_id: int) -> list[Change]:
    """Let one customer's documents, links and readings be another's; both are locked.

    The changes are for the event of the operation that this is a part of.
    """
    documents = tx.execute(
        document_table.update()
        .where(_D.customer_id == from_id)
        .values(customer_id=to_id, version=_D.version + 1)
        .returning(*document_table.columns)
    )
    changes = [recording.document_change(to_document(row)) for row in documents]
    requests = tx.execute(
        document_request_table.update()
        .where(_Q.customer_id == from_id)
        .values(customer_id=to_id, version=_Q.version + 1)
        .returning(*document_request_table.columns)
    )
    changes += [recording.request_change(to_request(row)) for row in requests]
    tx.execute(
        document_reading_table.update().where(_R.customer_id == from_id).values(customer_id=to_id)
    )
    return changes
