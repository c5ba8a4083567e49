"""Figures: named, versioned definitions over facts that are folded from what happened.

Nothing here reads a database; the facts and tallies are kept by whoever does.
"""
