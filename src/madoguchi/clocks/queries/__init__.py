"""Reads of calendars, standards and clocks."""
