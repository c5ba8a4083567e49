"""A partner's requests: what is to be done, one request, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Protocol

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from madoguchi.desk.operations.attachments import drop_loose
from madoguchi.kernel.errors import Conflict, Invalid, NotFound, Refusal, TooLarge, TooMany
from madoguchi.kernel.ids import LARGEST
from madoguchi.kernel.transaction import Tx
from madoguchi.language.catalogue import text
from madoguchi.partners import operations
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.contracts.requests import Answer
from madoguchi.partners.queries import portal
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.rules.requests import MOST_PHOTOS
from madoguchi.partners.rules.wording import kind_name, zone_text
from madoguchi.web.files_out import FileAnswer, send_thumbnail, send_whole
from madoguchi.web.guards import address_of
from madoguchi.web.inputs import Asked
from madoguchi.web.portal import door, forms
from madoguchi.web.portal.entering import read_form
from madoguchi.web.portal.markup import counting, heading, page, say, told
from madoguchi.web.portal.task_markup import answering, facts, section, thread
from madoguchi.web.state import Desk, GivenDesk
from madoguchi.web.uploads import take

REFUSED = (Invalid, TooLarge, Conflict, TooMany)
"""What is said in the form that it is about, with all that stood in it."""
LOOK_AGAIN = 60
"""Seconds after which the list looks for what is new: a telephone lies open on the bench."""


@get("/", include_in_schema=False)
async def show_board(request: Asked, desk: GivenDesk) -> Response[str]:
    """Show what the partner is asked: theirs to do, waiting on us, lately done."""
    by = await door.caller(request, desk)
    found = await desk.store.read(portal.board, by=by)
    now, locale = desk.store.clock(), by.locale
    parts = [section("open_requests", found.to_do, by, now, say("nothing", locale))]
    if found.waiting:
        parts.append(section("waiting", found.waiting, by, now, ""))
    if found.done:
        parts.append(section("done", found.done, by, now, ""))
    zone = say("zone", locale, zone=zone_text(by.partner.zone, locale))
    title = text("partners.portal.title", locale)
    counted = f"({len(found.to_do)}) {title}" if found.to_do else title
    body = f'<h1>{escape(title)}</h1>{"".join(parts)}<p class="quiet">{zone}</p>'
    whole = f'<div data-again="{LOOK_AGAIN}" {counting(locale)}>{body}</div>'
    return page(counted, whole, locale, by=by)


@get("/requests/{request_id:str}", include_in_schema=False)
async def show(request: Asked, request_id: FromPath[str], desk: GivenDesk) -> Response[str]:
    """Show one request, with the form of its answer."""
    by = await door.caller(request, desk)
    return await _show(request, _number(request_id), by, desk)


_FORMS = ("answer", "question", "decline", "files", "files/{file_id:str}/remove")


@get([f"/requests/{{request_id:str}}/{form}" for form in _FORMS], include_in_schema=False)
async def lead_back(request_id: FromPath[str]) -> Response[Any]:
    """Lead to the request whoever opens anew the address that a form was sent to."""
    return _back(_number(request_id))


@post("/requests/{request_id:str}/answer", include_in_schema=False)
async def answer(request: Asked, request_id: FromPath[str], desk: GivenDesk) -> Response[Any]:
    """Take an answer; what is missing is marked in the form, and nothing that was typed is lost."""
    by = await door.caller(request, desk)
    number, form = _number(request_id), await read_form(request)
    asked = await desk.store.read(portal.request_to_answer, number, by=by)
    try:
        desk.limits.partners.check(by.session_id)
        given = forms.read(KINDS[asked.kind].given, form)
        said = Answer(given=given, text=form.get("text", ""))
        await desk.store.write(operations.answer, number, said, by=by)
    except REFUSED as refusal:
        return await _show(request, number, by, desk, form, refusal)
    return _back(number, sent=True)


@post("/requests/{request_id:str}/question", include_in_schema=False)
async def ask_back(request: Asked, request_id: FromPath[str], desk: GivenDesk) -> Response[Any]:
    """Take a question; the clock stands still until it is answered."""
    return await _take_words(request, request_id, desk, operations.ask_back, "question")


@post("/requests/{request_id:str}/decline", include_in_schema=False)
async def decline(request: Asked, request_id: FromPath[str], desk: GivenDesk) -> Response[Any]:
    """Take it that something cannot be done, and why."""
    return await _take_words(request, request_id, desk, operations.decline, "reason")


@post("/requests/{request_id:str}/files", include_in_schema=False)
async def upload(request: Asked, request_id: FromPath[str], desk: GivenDesk) -> Response[Any]:
    """Take a photo for the answer: examined and drawn anew, as every file of the desk."""
    by = await door.caller(request, desk)
    number = _number(request_id)
    found = await desk.store.read(portal.task, number, by=by)
    uploader = by.uploader(number)
    try:
        desk.limits.uploads.check(uploader)
        desk.limits.upload_addresses.check(address_of(request))
        if len(found.files) >= MOST_PHOTOS:
            raise Invalid("partner.too_many_photos", field="photos", limit=MOST_PHOTOS)
        await take(request, desk, shop_id=found.request.shop_id, uploader=uploader)
    except Refusal as refusal:
        return await _show(request, number, by, desk, {}, refusal, "photos")
    return _back(number)


@post("/requests/{request_id:str}/files/{file_id:str}/remove", include_in_schema=False)
async def drop(
    request: Asked, request_id: FromPath[str], file_id: FromPath[str], desk: GivenDesk
) -> Response[Any]:
    """Take a photo back that has not been sent yet."""
    by = await door.caller(request, desk)
    number, file = _number(request_id), _number(file_id)

    def run(tx: Tx) -> None:
        portal.request_to_answer(tx, number, by=by)
        drop_loose(tx, file, by.uploader(number))

    await desk.store.write(run)
    return _back(number)


@get("/requests/{request_id:str}/files/{file_id:str}", include_in_schema=False)
async def show_file(
    request: Asked, request_id: FromPath[str], file_id: FromPath[str], desk: GivenDesk
) -> FileAnswer:
    """Send a file of a request."""
    by = await door.caller(request, desk)
    ids = _number(request_id), _number(file_id)
    file = await desk.store.read(portal.task_file, *ids, by=by)
    return await send_whole(request, desk.blobs, file)


@get("/requests/{request_id:str}/files/{file_id:str}/small", include_in_schema=False)
async def show_thumbnail(
    request: Asked, request_id: FromPath[str], file_id: FromPath[str], desk: GivenDesk
) -> FileAnswer:
    """Send a picture of a request, small."""
    by = await door.caller(request, desk)
    ids = _number(request_id), _number(file_id)
    file = await desk.store.read(portal.task_file, *ids, by=by)
    return await send_thumbnail(request, desk.blobs, file)


@get("/{elsewhere:path}", include_in_schema=False)
async def show_nothing() -> None:
    """Say of an address that is none of ours that nothing is there, as a page."""
    raise NotFound("web.no_such_path")


class TakesWords(Protocol):
    """An operation on a request by what its partner has written."""

    def __call__(self, tx: Tx, request_id: int, said: str, /, *, by: PartnerCaller) -> object:
        """Take what was said. Raises `Refusal`."""


async def _take_words(
    request: Asked, request_id: str, desk: Desk, operation: TakesWords, field: str
) -> Response[Any]:
    """Take what stands in a field of a form; where it is refused, it is said beside the field."""
    by = await door.caller(request, desk)
    number, form = _number(request_id), await read_form(request)
    try:
        desk.limits.partners.check(by.session_id)
        await desk.store.write(operation, number, form.get(field, ""), by=by)
    except REFUSED as refusal:
        return await _show(request, number, by, desk, form, refusal, field)
    return _back(number, sent=True)


def _number(written: str) -> int:
    """Return an id of a path; what is none is not there, as any other request's is not."""
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 17 else 0
    if not 1 <= number <= LARGEST:
        raise NotFound("partner.request_not_found")
    return number


def _back(number: int, *, sent: bool = False) -> Redirect:
    said = "?sent=yes" if sent else ""
    return Redirect(f"/portal/requests/{number}{said}", status_code=303, headers=door.HEADERS)


async def _show(
    request: Asked,
    number: int,
    by: PartnerCaller,
    desk: GivenDesk,
    typed: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
    place: str = "",
) -> Response[str]:
    """The page of a request; where something was refused, with what was typed and what is wrong."""
    task = await desk.store.read(portal.task, number, by=by)
    locale, now = by.locale, desk.store.clock()
    wrong: dict[str, str] = {}
    if refusal is not None:
        wrong[place or refusal.field or "answer"] = told(refusal, locale)
    title = kind_name(task.request.kind, locale)
    open_ = task.request.state in {"open", "questioned", "answered", "declined"}
    thanks = ""
    if refusal is None and "sent" in request.query_params:
        thanks = f'<p class="thanks" role="status">{say("thanks", locale)}</p>'
    beside = section("beside", task.beside, by, now, "") if task.beside else ""
    body = (
        f"<div {counting(locale)}>{thanks}"
        f"<h1>{heading(task.request, locale)}</h1>{facts(task, by, now)}{thread(task, by)}"
        f"{answering(task, by, typed or {}, wrong) if open_ else ''}{beside}"
        f'<p><a href="/portal">{say("back", locale)}</a></p></div>'
    )
    status = 200 if refusal is None else refusal.status
    return page(title, body, locale, by=by, status=status)
