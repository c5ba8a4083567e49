"""Refusals as the portal's readers see them: a page that says what to do, in their language."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from madoguchi.kernel.errors import Refusal, Unauthenticated
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.web.portal import door
from madoguchi.web.portal.entering import locale_of
from madoguchi.web.portal.markup import refused


def answer(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """Return a refusal as a page; who is not signed in is led to the door."""
    if isinstance(refusal, Unauthenticated):
        return Redirect("/portal/sign-in", status_code=303, headers=door.HEADERS)
    by: PartnerCaller | None = request.scope["state"].get(door.CALLER)
    return refused(refusal, locale_of(request) if by is None else by.locale, by)


HANDLERS: ExceptionHandlersMap = {Refusal: answer}
