"""What the portal's pages of requests are made of: the list, the facts, the talk, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape

from madoguchi.desk.contracts import Attachment
from madoguchi.language.catalogue import text
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.contracts.requests import PartnerRequest, RequestEntry
from madoguchi.partners.queries.portal import Task
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.rules.requests import TEXT_LIMIT, text_for, waiting
from madoguchi.partners.rules.wording import moment_text, values_text
from madoguchi.web.portal import forms
from madoguchi.web.portal.markup import due, heading, listed, problem, say

_ASKING = {"asked", "joined"}
# A telephone offers its camera first for pictures; a receipt may be a document.
_ACCEPTED = "image/*,application/pdf"


def section(
    key: str, requests: list[PartnerRequest], by: PartnerCaller, now: datetime, empty: str
) -> str:
    """A list of requests under its heading; `empty` is what stands there while it has none."""
    rows = "".join(
        f'<li><a class="row" href="/portal/requests/{each.id}"><span>{heading(each, by.locale)}'
        f"</span>{standing(each, now, by)}</a></li>"
        for each in requests
    )
    inside = f"<ul>{rows}</ul>" if rows else f'<p class="quiet">{empty}</p>'
    return f"<section><h2>{say(key, by.locale)}</h2>{inside}</section>"


def standing(request: PartnerRequest, now: datetime, by: PartnerCaller) -> str:
    """Where a request stands: when it is due while it is theirs to do, else in a word."""
    if request.state == "open":
        reminded = ""
        if request.reminded_at is not None:
            reminded = f'<b class="reminded">{say("reminded", by.locale)}</b> '
        return f"<small>{reminded}{due(request, now, by.locale, by.partner.zone)}</small>"
    state = escape(text(f"partners.state.{request.state}", by.locale))
    return f'<small class="state">{state}</small>'


def facts(task: Task, by: PartnerCaller, now: datetime) -> str:
    """Where the request stands, what exactly is wanted, and by how many."""
    request, locale, zone = task.request, by.locale, by.partner.zone
    rows = values_text(KINDS[request.kind].wanted, request.wanted, locale, zone)
    rows.append(
        (text("partners.portal.asked_at", locale), moment_text(request.asked_at, locale, zone))
    )
    several = ""
    if (count := len(waiting(request.places))) > 1:
        several = f'<p class="quiet">{say("customers", locale, count=count)}</p>'
    return f'<p class="standing">{standing(request, now, by)}</p>{listed(rows)}{several}'


def thread(task: Task, by: PartnerCaller) -> str:
    """What was said, the oldest first; theirs on their side."""
    said = "".join(_entry(task.request, entry, by) for entry in task.entries if _says(entry))
    return f'<ol class="thread">{said}</ol>' if said else ""


def _says(entry: RequestEntry) -> bool:
    """Whether there is anything to read: a bare question stands in the facts above."""
    return bool(entry.text or entry.attachments or entry.given or entry.kind not in _ASKING)


def _entry(request: PartnerRequest, entry: RequestEntry, by: PartnerCaller) -> str:
    locale, zone = by.locale, by.partner.zone
    ours = entry.author_kind == "staff"
    who = say("us", locale, name=entry.author_name) if ours else escape(entry.author_name)
    # Who reads another language than the partner is better served by the partner's than by none.
    words, lang, original = text_for(
        entry.text, entry.language, entry.translations, locale, by.partner.locale
    )
    parts = []
    if entry.kind in {"reminded", "withdrawn", "declined"}:
        key = "portal.reminded" if entry.kind == "reminded" else f"state.{entry.kind}"
        parts.append(f"<b>{escape(text(f'partners.{key}', locale))}</b>")
    if entry.given:
        parts.append(listed(values_text(KINDS[request.kind].given, entry.given, locale, zone)))
    if words:
        parts.append(f'<p class="words" lang="{escape(lang)}">{escape(words)}</p>')
    if original is not None:
        parts.append(
            f'<p class="original" lang="{escape(entry.language)}"><small>'
            f"{say('original', locale)}</small> {escape(original)}</p>"
        )
    if entry.attachments:
        parts.append(_pictures(request.id, entry.attachments, locale, loose=False))
    at = escape(moment_text(entry.at, locale, zone))
    side = "ours" if ours else "theirs"
    return f'<li class="{side}"><p class="byline">{who} <time>{at}</time></p>{"".join(parts)}</li>'


def _pictures(number: int, files: list[Attachment], locale: str, *, loose: bool) -> str:
    rows = []
    for file in files:
        path = f"/portal/requests/{number}/files/{file.id}"
        name = escape(file.name)
        shown = f'<img src="{path}/small" alt="{name}">' if file.width is not None else name
        drop = ""
        if loose:
            remove = say("remove", locale)
            drop = (
                f'<form method="post" action="{path}/remove" data-photo><button class="plain"'
                f' aria-label="{remove} {name}">{remove}</button></form>'
            )
        rows.append(f'<li><a href="{path}" target="_blank">{shown}</a>{drop}</li>')
    return f'<ul class="pictures">{"".join(rows)}</ul>'


def answering(
    task: Task, by: PartnerCaller, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> str:
    """The answer, its photos first, so that no typed word is lost by their upload; the ways out."""
    request, locale = task.request, by.locale
    kind = KINDS[request.kind]
    again = request.state == "answered"
    action = f"/portal/requests/{request.id}"
    needed = ""
    if kind.photos and not again:
        needed = f" <small>{say('photo_needed', locale, count=kind.photos)}</small>"
    photos = (
        f'<section id="photos"><h3>{say("photos", locale)}{needed}</h3>'
        f"{problem(wrong['photos']) if 'photos' in wrong else ''}"
        f"{_pictures(request.id, task.files, locale, loose=True) if task.files else ''}"
        f'<form method="post" enctype="multipart/form-data" action="{action}/files" data-photo'
        f' data-busy="{say("uploading", locale)}" data-failed="{say("upload_failed", locale)}">'
        f'<label class="file">{say("take_photo", locale)}'
        f'<input type="file" name="file" accept="{_ACCEPTED}" multiple required></label>'
        f"<button>{say('upload', locale)}</button></form></section>"
    )
    fields = "" if again else "".join(forms.draw(f, typed, locale, wrong) for f in kind.given)
    general = "".join(
        problem(words)
        for field, words in wrong.items()
        if field not in {"photos", "text", "question", "reason"} and not field.startswith("given.")
    )
    words = _words("text", "text", typed, locale, wrong, required=kind.words)
    send = say("add_more" if again else "send", locale)
    answer_ = (
        f'<form method="post" action="{action}/answer">{general}{fields}{words}'
        f"<button>{send}</button></form>"
    )
    ways = ""
    if request.state in {"open", "questioned"}:
        question = _words("question", "question", typed, locale, wrong, required=True)
        reason = _words("reason", "why", typed, locale, wrong, required=True)
        ways = _fold("ask_back", f"{action}/question", question, "send_question", locale, wrong,
                     "question")  # fmt: skip
        ways += _fold("decline", f"{action}/decline", reason, "send_decline", locale, wrong,
                      "reason")  # fmt: skip
    return (
        f'<section class="answer"><h2>{say("your_answer", locale)}</h2>{photos}{answer_}</section>'
        f"{ways}"
    )


def _words(
    name: str,
    label: str,
    typed: Mapping[str, str],
    locale: str,
    wrong: Mapping[str, str],
    *,
    required: bool,
) -> str:
    marks = " required" if required else ""
    told_ = ""
    if name in wrong:
        marks += f' aria-invalid="true" aria-describedby="{name}-problem"'
        told_ = problem(wrong[name], name)
    hint = "" if required else f" <small>{say('optional', locale)}</small>"
    return (
        f'<label>{say(label, locale)}{hint}<textarea name="{name}" rows="3"'
        f' maxlength="{TEXT_LIMIT}"{marks}>{escape(typed.get(name, ""))}</textarea></label>{told_}'
    )


def _fold(
    title: str,
    action: str,
    inside: str,
    send: str,
    locale: str,
    wrong: Mapping[str, str],
    name: str,
) -> str:
    unfolded = " open" if name in wrong else ""
    return (
        f"<details{unfolded}><summary>{say(title, locale)}</summary>"
        f'<form method="post" action="{action}">{inside}'
        f'<button class="second">{say(send, locale)}</button></form></details>'
    )
