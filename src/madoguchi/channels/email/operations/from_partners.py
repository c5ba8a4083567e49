"""Which mails answer what a partner was asked, who may answer, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.channels.email.addressing import read_request_address
from madoguchi.channels.email.contracts import ParsedMail
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.operations.placing import named_in
from madoguchi.channels.email.operations.senders import revive
from madoguchi.channels.email.tables import mail_table
from madoguchi.desk.contracts import Message
from madoguchi.desk.operations import mailing
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.transaction import Tx, View
from madoguchi.partners import operations as partners
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.contracts.requests import PartnerRequest
from madoguchi.partners.queries import mailing as requests

MOST_NAMED = 50
"""Mails that a mail names, as far as they are looked for."""
_L = mail_table.c


class Answering(msgspec.Struct, frozen=True):
    """The request that a mail answers; `caller` is None where its author is not known as theirs."""

    request: PartnerRequest
    caller: PartnerCaller | None


def asked_of(
    view: View, mail: ParsedMail, mail_id: int, mailbox: Mailbox, reply_key: bytes
) -> Answering | None:
    """Return the request that a mail answers: by our signed address, else by a mail it names.

    Only the partner's own address and those of its people may answer it, and not where a server of
    ours has found the address forged; that they know the signed address, or the identifier of a
    mail that went to them alone, proves the rest. None for every other mail.
    """
    request = _request(view, mail, reply_key)
    if request is None or request.shop_id != mailbox.shop_id:
        return None
    forged = mail.authentication.trusted and mail.authentication.dmarc == "fail"
    if mail.author is None or forged:
        return Answering(request, None)
    return Answering(request, requests.writer(view, request, mail.author.address, mail_id))


def take_in(
    tx: Tx,
    answering: Answering,
    caller: PartnerCaller,
    mail: ParsedMail,
    uploads: Sequence[Upload],
    limit: int,
) -> bool:
    """Let a mail be what a partner says to a request; False where its files are not kept.

    What a machine answers, as one that is out of office, ends no clock.
    """
    request = answering.request
    words = mail.reply_text[:limit] or mail.subject[:limit]
    if mail.automatic is not None:
        partners.note_automatic(tx, request.id, words, by=caller)
        return False
    for upload in uploads:
        keep(
            tx,
            replace(upload, shop_id=request.shop_id, uploader=caller.uploader(request.id)),
        )
    quoted = "\n".join(each.text for each in mail.fragments if each.kind == "quoted")
    new = any(each.kind == "new" and each.text.strip() for each in mail.fragments)
    partners.take_mail(tx, request.id, words if new or not uploads else "", quoted, by=caller)
    if mail.author is not None:
        revive(tx, mail.author.address.lower())
    return True


def tell_of_stranger(tx: Tx, answering: Answering, message: Message, mail: ParsedMail) -> None:
    """Say in a mail's conversation that it answers a request and is from nobody known there."""
    request = answering.request
    partner = requests.partner_anyhow(tx, request.partner_id)
    mailing.write_line(
        tx,
        message.conversation_id,
        "mail_not_joined",
        SYSTEM,
        "partner_stranger",
        partner="" if partner is None else partner.name,
        what=request.kind,
        request=request.id,
        address="" if mail.author is None else mail.author.address,
    )


def _request(view: View, mail: ParsedMail, reply_key: bytes) -> PartnerRequest | None:
    for address in (*mail.to, *mail.cc):
        signed = read_request_address(address.address, reply_key)
        if signed is not None:
            return requests.request_anyhow(view, signed)
    named = named_in(mail)[:MOST_NAMED]
    if not named:
        return None
    rows = view.execute(
        sa.select(_L.identifier, _L.partner_request_id).where(
            _L.identifier.in_(named), _L.partner_request_id.is_not(None)
        )
    ).all()
    numbers = {row.identifier: row.partner_request_id for row in rows}
    nearest = next((numbers[each] for each in named if each in numbers), None)
    return None if nearest is None else requests.request_anyhow(view, nearest)
