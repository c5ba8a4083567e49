"""How many agents a standard needs, and how many are planned."""

from madoguchi.insight.staffing.rules import (
    HALF_HOUR,
    Aim,
    Contact,
    Demand,
    Forecast,
    Slot,
    Staffing,
    agents_needed,
    service_with,
    week_needed,
)

__all__ = [
    "HALF_HOUR",
    "Aim",
    "Contact",
    "Demand",
    "Forecast",
    "Slot",
    "Staffing",
    "agents_needed",
    "service_with",
    "week_needed",
]
