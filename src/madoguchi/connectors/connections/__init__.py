"""Connections to shops' platforms and carriers: what they post, kept whole, then worked off."""
