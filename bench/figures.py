"""A measured figure and what it should be."""

from __future__ import annotations

from typing import Literal

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One row of the table: a value in a unit, and the bound that it should keep."""

    name: str
    value: float
    unit: str
    bound: Literal["at least", "at most", ""]
    wanted: float | None
    note: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the bound is kept; None where there is none."""
        if self.wanted is None:
            return None
        return self.value >= self.wanted if self.bound == "at least" else self.value <= self.wanted


def at_least(name: str, value: float, unit: str, wanted: float, note: str = "") -> Figure:
    """Return a figure that should not be smaller."""
    return Figure(name, value, unit, "at least", wanted, note)


def at_most(name: str, value: float, unit: str, wanted: float, note: str = "") -> Figure:
    """Return a figure that should not be larger."""
    return Figure(name, value, unit, "at most", wanted, note)


def percentile(values: list[float], share: float) -> float:
    """Return the value that this share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(figures: list[Figure]) -> str:
    """Write figures as a Markdown table."""
    rows = [("Figure", "Measured", "Wanted", "")]
    for figure in figures:
        wanted = "" if figure.wanted is None else f"{figure.bound} {figure.wanted:,g} {figure.unit}"
        mark = {True: "✓", False: "✗", None: ""}[figure.kept]
        shown = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:,.2f}"
        note = f" ({figure.note})" if figure.note else ""
        rows.append((figure.name + note, f"{shown} {figure.unit}", wanted, mark))
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|---|--:|---|---|")
    return "\n".join(lines)
