"""Every adapter, by its kind: a new one is a folder beside this file and a line in it."""

from __future__ import annotations

import msgspec

from madoguchi.connectors.carriers.aftership.adapter import AfterShip
from madoguchi.connectors.carriers.easypost.adapter import EasyPost
from madoguchi.connectors.carriers.japan_post.adapter import JapanPost
from madoguchi.connectors.carriers.seventeen_track.adapter import SeventeenTrack
from madoguchi.connectors.carriers.yamato.adapter import Yamato
from madoguchi.connectors.connections.adapter import Adapter, Fetching, Refunding
from madoguchi.connectors.connections.contracts import Capability, Setting
from madoguchi.connectors.generic.adapter import Generic
from madoguchi.connectors.rakuten.adapter import Rakuten
from madoguchi.connectors.shopify.adapter import Shopify
from madoguchi.connectors.vendure.adapter import Vendure
from madoguchi.connectors.woocommerce.adapter import WooCommerce
from madoguchi.kernel.errors import Invalid

_SHOPIFY, _VENDURE, _WOOCOMMERCE = Shopify(), Vendure(), WooCommerce()
FETCHING: dict[str, Fetching] = {
    adapter.kind: adapter for adapter in (_SHOPIFY, _VENDURE, _WOOCOMMERCE, Rakuten())
}
REFUNDING: dict[str, Refunding] = {
    adapter.kind: adapter for adapter in (_SHOPIFY, _VENDURE, _WOOCOMMERCE)
}
_POSTING: tuple[Adapter, ...] = (
    Generic(), SeventeenTrack(), AfterShip(), EasyPost(), Yamato(), JapanPost(),
)  # fmt: skip
ADAPTERS: dict[str, Adapter] = {**FETCHING, **{adapter.kind: adapter for adapter in _POSTING}}


def adapter_of(kind: str) -> Adapter:
    """Return the adapter of a kind. Raises `Invalid` where there is none."""
    try:
        return ADAPTERS[kind]
    except KeyError:
        kinds = ", ".join(sorted(ADAPTERS))
        raise Invalid(
            "connection.no_such_kind", field="kind", kind=kind[:40], kinds=kinds
        ) from None


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of platform or carrier, for whoever wants to connect one."""

    kind: str
    capabilities: list[Capability]
    settings: list[Setting]


def kinds() -> list[Kind]:
    """Return every kind, in the order of their names."""
    return [
        Kind(
            kind=kind,
            capabilities=sorted(adapter.capabilities),
            settings=[*adapter.settings],
        )
        for kind, adapter in sorted(ADAPTERS.items())
    ]
