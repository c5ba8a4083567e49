"""Reads of connections and notices, for owners; and what their doors and the worker need."""
