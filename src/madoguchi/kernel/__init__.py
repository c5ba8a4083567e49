"""What every room stands on: transactions, the feed, the outbox, the schema. Knows no domain."""
