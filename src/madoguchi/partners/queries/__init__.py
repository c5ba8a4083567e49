"""Reads of partners and requests: for staff by what they see, for partners by what is theirs."""
