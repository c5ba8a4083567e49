"""Reads of figures as they are kept, always for an actor."""
