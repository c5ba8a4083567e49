"""Shops, their widget, their texts per language, their hours."""
