"""WooCommerce: orders with their refunds and parcels by webhook, the past by its REST API."""
