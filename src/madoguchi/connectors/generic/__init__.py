"""A shop of one's own: orders and parcels posted in our own words, signed as our webhooks are."""
