"""Refusals as the portal's readers see them: a page that says what to do, in their language."""

from __future__ import annotations

from typing import Any

import structlog
from litestar import Response
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from madoguchi.kernel.errors import Refusal, Unauthenticated
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.web.inputs import Asked
from madoguchi.web.portal import door
from madoguchi.web.portal.entering import locale_of
from madoguchi.web.portal.markup import refused

log = structlog.get_logger("madoguchi.web")


def answer(request: Asked, refusal: Refusal) -> Response[Any]:
    """Return a refusal as a page; who is not signed in is led to the door."""
    if isinstance(refusal, Unauthenticated):
        # Whoever was in reads why they are not any more.
        again = "?over=yes" if request.cookies.get(door.COOKIE) else ""
        return Redirect(f"/portal/sign-in{again}", status_code=303, headers=door.HEADERS)
    by: PartnerCaller | None = request.scope["state"].get(door.CALLER)
    if by is not None and refusal.key == "partner.request_not_found":
        # Nobody is led there by a page of ours: somebody tries numbers.
        log.warning(
            "portal_not_found",
            partner=by.partner.id,
            person=by.person_id,
            session=by.session_id,
            path=request.scope["path"],
        )
    return refused(refusal, locale_of(request) if by is None else by.locale, by)


HANDLERS: ExceptionHandlersMap = {Refusal: answer}
