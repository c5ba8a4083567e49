"""The steps that carry a database from any earlier version to this one; `versions/` has them."""
