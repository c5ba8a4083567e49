"""What a partner answers by mail: an answer where it is one, else a question; machines decide
nothing. Whatever comes is kept.
"""

from __future__ import annotations

from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk.contracts import Attachment
from madoguchi.desk.operations.attachments import loose_of
from madoguchi.kernel.transaction import Tx
from madoguchi.language.normalise import clean
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.contracts.requests import Answer, PartnerRequest
from madoguchi.partners.operations import answering
from madoguchi.partners.operations.rows import request_of, say
from madoguchi.partners.queries.requests import entries_of
from madoguchi.partners.rules import reading
from madoguchi.partners.rules.kinds import KINDS


def take_mail(
    tx: Tx, request_id: int, words: str, quoted: str = "", *, by: PartnerCaller
) -> PartnerRequest:
    """Take what a partner wrote by mail, with the files that wait under the caller's name.

    `words` are its new words; `quoted` is what it says below them, where the blanks of our own mail
    may have been filled in. It is an answer where it gives what the kind asks for, as far as a
    mail can (`rules.reading`); else they want to know something, and the clock waits for us. After
    a request was taken back it changes nothing any more, and is told of all the same.
    """
    request = request_of(tx, request_id, by)
    files = loose_of(tx, by.uploader(request_id))
    text = mask(clean(words).strip())
    if request.state == "withdrawn":
        return _remark(tx, request, text, files, by)
    kind = KINDS[request.kind]
    given = reading.read(kind, text, tx.now)
    first = not any(each.kind == "answer" for each in entries_of(tx, request.id))
    if not given and first:
        given = reading.read_blanks(kind, quoted, tx.now)
    shown = sum(_shows(file) for file in files)
    if request.state == "answered" or reading.answers(kind, given, shown):
        return answering.take(tx, request, Answer(given=given, text=text), files, by)
    return answering.question(tx, request, text, files, by)


def note_automatic(tx: Tx, request_id: int, words: str, *, by: PartnerCaller) -> PartnerRequest:
    """Note that a machine of a partner's answered our mail: it counts for nothing, and is told.

    What it says may matter: that nobody is there until Monday.
    """
    request = request_of(tx, request_id, by)
    text = mask(clean(words).strip())
    said, entry = say(tx, request, by, "automatic", text=text, language=by.locale)
    return answering.bring(tx, "partner_answered_by_machine", said, entry, by, handled=True)


def _remark(
    tx: Tx, request: PartnerRequest, text: str, files: list[Attachment], by: PartnerCaller
) -> PartnerRequest:
    said, entry = say(tx, request, by, "remark", text=text, language=by.locale, attachments=files)
    return answering.bring(tx, "partner_remarked", said, entry, by, handled=True)


def _shows(file: Attachment) -> bool:
    """Whether a file can be a photo or a paper that was asked for; signatures and cards are not."""
    return file.width is not None or file.content_type == "application/pdf"
