"""Orders, parcels, journeys, tracking."""
