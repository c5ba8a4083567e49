"""Rakuten Ichiba: orders by the RMS order API, asked for again and again; it tells nothing."""
