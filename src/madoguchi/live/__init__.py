"""Sockets: snapshot and position, replay, typing and presence."""
