"""The chat widget's door."""
