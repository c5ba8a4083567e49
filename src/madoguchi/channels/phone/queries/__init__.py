"""Reads of lines and calls."""
