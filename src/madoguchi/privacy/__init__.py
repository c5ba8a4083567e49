"""What a person may ask of us: everything that is kept of them, or that nothing is any more."""
