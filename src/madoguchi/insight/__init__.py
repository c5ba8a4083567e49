"""Figures, staffing, the wallboard."""
