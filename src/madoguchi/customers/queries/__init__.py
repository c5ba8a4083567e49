"""Reads of customers and their profiles, for those who may see their shop."""

from madoguchi.customers.queries.finding import (
    customer,
    customers,
    erased,
    faces,
    find,
    find_by_identity,
    find_verified_by_email,
    is_known_by,
    principal,
    search,
    to_customer,
)
from madoguchi.customers.queries.profiles import address_of, consent_of, incident_of, profile

__all__ = [
    "address_of",
    "consent_of",
    "customer",
    "customers",
    "erased",
    "faces",
    "find",
    "find_by_identity",
    "find_verified_by_email",
    "incident_of",
    "is_known_by",
    "principal",
    "profile",
    "search",
    "to_customer",
]
