"""What changes imports of orders: choosing, understanding, taking in, taking back."""
