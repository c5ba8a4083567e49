"""Working calendars, standards, ring cadences, and the engine that fires what falls due."""
