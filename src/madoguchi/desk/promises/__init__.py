"""What agents promise customers: offered while they write, owed by whoever has the conversation."""
