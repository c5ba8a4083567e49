"""Reads of orders and parcels, for those who may see their shop."""
