"""Pure decisions about a request: what may be said, which two are the same, where it stands."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Conflict, Invalid, NotFound, TooLarge
from madoguchi.language.catalogue import LOCALES
from madoguchi.language.normalise import clean, normalise
from madoguchi.partners.contracts.requests import (
    Answer,
    Ask,
    PartnerRequest,
    Place,
    RequestKind,
    WaitsOn,
)
from madoguchi.partners.rules.fields import check_values
from madoguchi.partners.rules.kinds import KINDS

TEXT_LIMIT = 2_000
REFERENCE_LIMIT = 60
MOST_PHOTOS = 12

_BEFORE_AN_ANSWER = {"remind", "withdraw", "ask_back", "decline"}
_encode = msgspec.json.Encoder(order="sorted").encode


def check_ask(ask: Ask, now: datetime, locale: str) -> Ask:
    """Return what is asked as it is kept, its language filled in; refuses what says nothing.

    Nobody can photograph or weigh what they are not told: a reference, an order, a parcel, a
    picture or a word says which thing it is.
    """
    kind = KINDS[ask.kind]
    text = check_text(ask.text, empty=not kind.asks_in_words)
    reference = mask(" ".join(clean(ask.reference).split()))
    if len(reference) > REFERENCE_LIMIT:
        raise Invalid("partner.line_too_long", field="reference", limit=REFERENCE_LIMIT)
    wanted = check_values(kind.wanted, ask.wanted, now)
    named = reference or ask.parcel_id or ask.order_id
    if not (named or text or ask.attachment_ids):
        raise Invalid("partner.thing_unknown", field="reference")
    return replace(
        ask,
        wanted=wanted,
        text=text,
        language=check_language(ask.language or locale),
        translations=check_translations(ask.translations),
        reference=reference,
    )


def check_answer(
    kind: RequestKind, answer: Answer, photos: int, now: datetime, *, again: bool = False
) -> Answer:
    """Return an answer as it is kept; refuses one that lacks what the kind asks for.

    What is added to an answer (`again`) may be a word or a photo alone.
    """
    asked = KINDS[kind]
    added = again and not answer.given
    given = {} if added else check_values(asked.given, answer.given, now, "given")
    text = check_text(answer.text, empty=added or not asked.words)
    if photos < asked.photos and not again:
        raise Invalid("partner.photo_missing", field="photos")
    if photos > MOST_PHOTOS:
        raise Invalid("partner.too_many_photos", field="photos", limit=MOST_PHOTOS)
    if not (given or text or photos):
        raise Invalid("partner.text_missing", field="text")
    return Answer(given=given, text=text)


def check_text(text: str, *, empty: bool = False) -> str:
    """Return a text as it is kept; refuses one that is too long, and none unless `empty` is.

    An identity number is masked: what a partner needs of one goes by the vault, never in words.
    """
    written = mask(clean(text).strip())
    if len(written) > TEXT_LIMIT:
        raise TooLarge("partner.text_too_long", field="text", limit=TEXT_LIMIT)
    # Normalised, for a text of nothing but zero-width characters shows nothing.
    if not normalise(written).strip():
        if empty:
            return ""
        raise Invalid("partner.text_missing", field="text")
    return written


def check_language(language: str) -> str:
    """Return a language in which partners are written to."""
    if language not in LOCALES:
        raise Invalid("partner.unknown_language", field="language", known=", ".join(LOCALES))
    return language


def check_translations(translations: dict[str, str]) -> dict[str, str]:
    """Return translations as they are kept, empty ones left out."""
    kept = {}
    for language, words in translations.items():
        check_language(language)
        if written := check_text(words, empty=True):
            kept[language] = written
    return kept


def same_key(partner_id: int, shop_id: int, ask: Ask) -> str | None:
    """Return what makes two requests one; None where it is not known what thing they are about.

    The same partner, asked for the same shop the same of the same parcel, order or reference. The
    words may differ: the second customer's are added to the first's.
    """
    thing: tuple[str, int | str]
    if ask.parcel_id is not None:
        thing = ("parcel", ask.parcel_id)
    elif ask.order_id is not None:
        thing = ("order", ask.order_id)
    elif ask.reference:
        thing = ("reference", normalise(ask.reference))
    else:
        return None
    whole = _encode([partner_id, shop_id, ask.kind, thing, ask.wanted])
    return hashlib.sha256(whole).hexdigest()


def waits_on(state: str, places: list[Place]) -> WaitsOn:
    """Say who has to do something next."""
    if state == "open":
        return "partner"
    if state == "withdrawn":
        return "nobody"
    if state == "questioned" or any(place.handled_at is None for place in waiting(places)):
        return "us"
    return "nobody"


def waiting(places: list[Place]) -> list[Place]:
    """Return the conversations that have not left a request."""
    return [place for place in places if place.left_at is None]


def check_open(
    request: PartnerRequest,
    to: Literal["answer", "ask_back", "decline", "tell", "remind", "withdraw", "accept"],
) -> None:
    """Refuse what cannot be done where a request stands.

    An answer can be added to for as long as nobody has withdrawn the question; one that was given
    is not turned into a refusal by a form that somebody had still open.
    """
    if request.state == "withdrawn":
        raise Conflict("partner.withdrawn_already")
    if to in _BEFORE_AN_ANSWER and request.state in {"answered", "declined"}:
        raise Conflict("partner.answered_already")
    if to == "remind" and request.state == "questioned":
        raise Conflict("partner.waits_on_us")
    if to == "accept" and request.state != "questioned":
        raise Conflict("partner.not_answered")


class Reading(NamedTuple):
    """A text as somebody reads it: in which language, and the original where that is another."""

    words: str
    language: str
    original: str | None


def text_for(text: str, language: str, translations: dict[str, str], *locales: str) -> Reading:
    """Return a text in the first of a reader's languages that it is there in, else as written."""
    for locale in locales:
        if locale == language:
            break
        translated = translations.get(locale, text)
        if translated != text:
            return Reading(translated, locale, text)
    return Reading(text, language, None)


def place_in(request: PartnerRequest, conversation_id: int) -> Place:
    """Return where a request stands in a conversation. Raises `NotFound`."""
    for place in request.places:
        if place.conversation_id == conversation_id:
            return place
    raise NotFound("partner.place_not_found", field="conversation_id")
