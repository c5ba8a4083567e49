"""What orders and parcels decide without the database."""
