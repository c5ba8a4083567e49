"""Reads of conversations, always for an actor; rows become the structs of `contracts`."""
