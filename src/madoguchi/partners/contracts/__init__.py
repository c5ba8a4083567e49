"""What leaves this room: partners and their people, requests, what is read of both."""
