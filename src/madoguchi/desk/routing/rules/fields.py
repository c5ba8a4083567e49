"""What the settings of routing may be."""

from __future__ import annotations

from madoguchi.desk.routing.contracts import FULL, RoutingSettings
from madoguchi.kernel.errors import Invalid
from madoguchi.people.presence.rules import check_skills

LIMITS = {
    "overflow_after_s": (5, 3600),
    "quiet_after_s": (60, 86_400),
    "away_after_s": (60, 28_800),
}
"""The least and the most seconds of each."""
HEAVIEST = 100 * FULL


def check_routing(settings: RoutingSettings) -> RoutingSettings:
    """Return the settings, or refuse times and weights that make no sense."""
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(settings, name) <= most:
            raise Invalid("routing.bad_time", field=name, least=least, most=most)
    if not all(0 < weight <= HEAVIEST for weight in settings.weights.values()):
        raise Invalid("routing.bad_weight", field="weights", most=HEAVIEST // FULL)
    check_skills(list(settings.skill_tags))
    return settings
