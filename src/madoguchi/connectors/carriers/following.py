"""What every service that follows parcels has: one secret, and a table of its words beside it."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.connectors.carriers.vocabulary import Vocabulary
from madoguchi.connectors.connections.contracts import Capability, Setting


class Following:
    """The beginning of an adapter of such a service; `statuses.toml` lies in its own folder."""

    capabilities: frozenset[Capability] = frozenset({"notices", "tracking"})
    settings: Sequence[Setting] = (Setting(name="secret", secret=True),)

    def __init__(self) -> None:
        self._words = Vocabulary(type(self).__module__.rpartition(".")[0])
