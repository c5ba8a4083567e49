"""The screens' toolchain as a module: it is a script, and no package of ours."""

from __future__ import annotations

import importlib.util

from tests.house.tree import ROOT

specification = importlib.util.spec_from_file_location("_screens", ROOT / "scripts/_screens.py")
assert specification
assert specification.loader
toolchain = importlib.util.module_from_spec(specification)
specification.loader.exec_module(toolchain)
