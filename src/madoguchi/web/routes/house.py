"""How the house is set up and what is known of it: shops, standards, figures, the audit log."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from madoguchi.web import (
    audit,
    calendars,
    events,
    export,
    figures,
    openapi,
    shops,
    standards,
)

HANDLERS: list[ControllerRouterHandler] = [
    shops.show_all,
    shops.make,
    shops.show,
    shops.change,
    shops.show_secret,
    shops.rotate_secret,
    events.show_feed,
    audit.show_audit,
    audit.export_audit,
    calendars.show_all,
    calendars.lay_out,
    calendars.show,
    calendars.keep,
    calendars.remove,
    standards.show_all,
    standards.make,
    standards.show_history,
    standards.try_it,
    standards.change,
    standards.remove,
    standards.show_clocks,
    standards.show_breaches,
    standards.explain,
    export.show_all,
    export.ask,
    export.show,
    export.download,
    figures.define,
    figures.show,
    figures.export_json,
    figures.export_table,
    figures.show_behind,
    figures.show_wallboard,
    openapi.schema,
    openapi.reference,
]
