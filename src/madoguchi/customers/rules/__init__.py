"""Pure decisions about customers."""

from madoguchi.customers.rules.profile import (
    Profile,
    check_profile,
    given_name,
    looked_up_by,
    tiers,
)

__all__ = ["Profile", "check_profile", "given_name", "looked_up_by", "tiers"]
