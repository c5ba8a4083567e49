"""Who was erased is known as such; what was agreed to by a document's link is a consent."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_customer = sa.table(
    "customer", sa.column("id", sa.BigInteger), sa.column("erased_at", sa.BigInteger)
)
_request = sa.table(
    "person_request",
    sa.column("id", sa.BigInteger),
    sa.column("kind", sa.Text),
    sa.column("state", sa.Text),
    sa.column("customer_ids", sa.Text),
    sa.column("finished_at", sa.BigInteger),
)


def upgrade() -> None:
    """Take this step."""
    op.add_column("customer", sa.Column("erased_at", sa.BigInteger()))
    op.add_column("person_request", sa.Column("country", sa.Text()))
    done = sa.select(_request.c.customer_ids, _request.c.finished_at).where(
        _request.c.kind == "erasure", _request.c.state == "done"
    )
    for row in op.get_bind().execute(done.order_by(_request.c.id)).all():
        op.execute(
            _customer.update()
            .where(_customer.c.id.in_(json.loads(row.customer_ids)))
            .values(erased_at=row.finished_at)
        )
    op.execute(
        "INSERT INTO customer_consent"
        " (version, customer_id, purpose, given_at, channel, locale, text)"
        " SELECT 1, customer_id, 'identity_document', consented_at, 'link', consent_locale,"
        " consent_text FROM document"
        " WHERE consented_at IS NOT NULL AND consent_text <> '' AND erased_at IS NULL ORDER BY id"
    )
