"""Who is planned to work when, and who is away."""
