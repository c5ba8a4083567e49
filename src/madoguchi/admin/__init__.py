"""What an operator does from the console, one command to a file."""
