"""Every handler of the portal."""

from __future__ import annotations

from litestar import Router
from litestar.types import ControllerRouterHandler

from madoguchi.web.portal import entering, tasks
from madoguchi.web.portal.problems import HANDLERS

_PAGES: list[ControllerRouterHandler] = [
    entering.show_sign_in,
    entering.sign_in,
    entering.sign_out,
    entering.choose_language,
    entering.lead_in,
    entering.show_join,
    entering.join,
    entering.show_link,
    entering.open_link,
    tasks.show_board,
    tasks.show,
    tasks.lead_back,
    tasks.answer,
    tasks.ask_back,
    tasks.decline,
    tasks.upload,
    tasks.drop,
    tasks.show_file,
    tasks.show_thumbnail,
    tasks.show_nothing,
]


def portal() -> Router:
    """Return the portal: beside the API, so that nothing of it is reached by the desk's sessions,
    nor anything of the desk's by its own.
    """
    return Router("/portal", route_handlers=_PAGES, exception_handlers=HANDLERS)
