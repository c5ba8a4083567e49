"""Shopify: orders, fulfilments and refunds by webhook, the past by its Admin API."""
