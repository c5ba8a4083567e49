"""Where each of the staff stands towards customers, and what each can do for them."""
