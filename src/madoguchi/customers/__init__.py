"""Profiles of the people a shop serves, and their identities across channels."""
