"""What a server carries from its first second on: nothing that most desks need once a week."""

from __future__ import annotations

import subprocess
import sys

# Each is imported where it is used, and says there why.
LATER = {
    "PIL",
    "charset_normalizer",
    "holidays",
    "lingua",
    "nh3",
    "opencc",
    "openpyxl",
    "pypdfium2",
    "segno",
    "stdnum",
}


def test_a_start_brings_no_library_that_can_wait() -> None:
    asked = "import sys, madoguchi.app; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "litestar" in loaded
    assert LATER.isdisjoint(loaded)
