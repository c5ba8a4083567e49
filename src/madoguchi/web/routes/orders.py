"""What was ordered: its state, its parcels, its pictures, and what customers see of it."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from madoguchi.web import (
    cards,
    order_links,
    order_pictures,
    orders,
    parcels,
    photos,
    refunds,
)

HANDLERS: list[ControllerRouterHandler] = [
    orders.show_of_customer,
    orders.find,
    orders.keep,
    orders.show,
    orders.note,
    orders.flag,
    orders.move_on,
    orders.give_to,
    orders.show_journeys,
    refunds.show,
    refunds.ask,
    refunds.withdraw,
    order_pictures.show,
    photos.show_all,
    photos.take_photo,
    photos.take_picture,
    cards.send,
    cards.show_rules,
    cards.keep_rules,
    order_links.make,
    order_links.show_all,
    order_links.revoke,
    parcels.show_all,
    parcels.show,
    parcels.keep,
    parcels.move,
]
