"""What a partner reads by mail: what is asked in its language, with blanks to fill in, and how to
answer. Never whose thing it is.
"""

from __future__ import annotations

import msgspec

from madoguchi.language.catalogue import text
from madoguchi.partners.contracts.partners import Partner
from madoguchi.partners.contracts.requests import PartnerRequest, RequestEntry
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.rules.requests import text_for
from madoguchi.partners.rules.wording import (
    choice_name,
    field_name,
    kind_name,
    moment_text,
    values_text,
    yes_no_name,
    zone_text,
)


class Written(msgspec.Struct, frozen=True):
    """A letter's subject, the same for all that is said in one request, and its text."""

    subject: str
    body: str


def write(
    partner: Partner, request: PartnerRequest, entry: RequestEntry, *, shop: str, link: str
) -> Written:
    """Return what is said to a partner as a letter; `link` opens the request without an account."""
    locale = partner.locale
    over = entry.kind == "withdrawn"
    parts = [
        _say(f"lead.{entry.kind}", locale, shop=shop),
        _facts(partner, request),
        _words(entry, locale),
    ]
    if not over:
        parts += [_blanks(request, locale), _say("how", locale), _say("link", locale, link=link)]
    subject = _say(
        "subject",
        locale,
        number=str(request.id),
        what=" ".join(
            part for part in (kind_name(request.kind, locale), request.reference) if part
        ),
    )
    return Written(subject, "\n\n".join(part for part in parts if part))


def _facts(partner: Partner, request: PartnerRequest) -> str:
    locale = partner.locale
    colon = text("partners.colon", locale)
    rows = [(_say("kind", locale), kind_name(request.kind, locale))]
    if request.reference:
        rows.append((text("partners.portal.reference", locale), request.reference))
    rows += values_text(KINDS[request.kind].wanted, request.wanted, locale, partner.zone)
    if request.due_at is not None:
        due = moment_text(request.due_at, locale, partner.zone)
        rows.append((_say("due", locale), f"{due} ({zone_text(partner.zone, locale)})"))
    return "\n".join(f"{name}{colon}{value}" for name, value in rows)


def _words(entry: RequestEntry, locale: str) -> str:
    said = text_for(entry.text, entry.language, entry.translations, locale)
    if said.original is None:
        return said.words
    return f"{said.words}\n\n{text('partners.portal.original', locale)}\n{said.original}"


def _blanks(request: PartnerRequest, locale: str) -> str:
    """What an answer gives, a line each to be filled in; choices stand behind their line."""
    kind = KINDS[request.kind]
    colon = text("partners.colon", locale)
    between = text("partners.between", locale)
    lines = []
    for field in kind.given:
        unit = f" ({field.unit})" if field.unit else ""
        names = []
        if field.type == "yes_no":
            names = [yes_no_name(each, locale) for each in (True, False)]
        elif field.type == "choice":
            names = [choice_name(field, each, locale) for each in field.choices]
        hint = f" ({between.join(names)})" if names else unit
        lines.append(f"{field_name(field, locale)}{hint}{colon}".rstrip())
    if kind.photos:
        lines.append(_say("photos", locale, count=str(kind.photos)))
    return "\n".join([_say("wanted", locale), *lines]) if lines else ""


def _say(key: str, locale: str, **params: str) -> str:
    return text(f"partners.mail.{key}", locale, **params)
