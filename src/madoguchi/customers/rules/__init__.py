"""Pure decisions about customers."""

from madoguchi.customers.rules.profile import (
    Profile,
    as_kept,
    check_profile,
    given_name,
    looked_up_by,
    tiers,
)

__all__ = ["Profile", "as_kept", "check_profile", "given_name", "looked_up_by", "tiers"]
