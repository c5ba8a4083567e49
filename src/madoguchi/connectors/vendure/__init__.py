"""Vendure: orders by its Admin API and by notices of our plugin, refunds through the Admin API."""
