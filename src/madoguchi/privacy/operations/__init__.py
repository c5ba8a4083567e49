"""The only place that changes what was asked about people, and that erases them."""
