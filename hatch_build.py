"""The build hook: a wheel carries built screens, whoever builds it and wherever."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "scripts"))

import _screens


class BuiltScreens(BuildHookInterface):  # type: ignore[type-arg] # configured by nothing
    """Builds the screens into the package before it is packed, unless they are fresh."""

    def dependencies(self) -> list[str]:
        """Ask for PyPI's Node where the machine's is missing or too old."""
        if self._screens().are_fresh() or _screens.system_has_node():
            return []
        return [_screens.NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; an editable install is left to the scripts, which build when sources change."""
        if version != "editable":
            self._screens().build()

    def _screens(self) -> _screens.Screens:
        return _screens.Screens(Path(self.root))
