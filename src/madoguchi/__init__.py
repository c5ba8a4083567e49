"""A customer-service desk for shops that sell across borders."""

__version__ = "0.1.0"
