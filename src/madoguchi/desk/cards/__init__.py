"""Cards of an order, sent by one tap: where it is, an address to confirm, a payment to remember."""
