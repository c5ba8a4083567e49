"""The only place that changes staff, teams, and the ways in."""
