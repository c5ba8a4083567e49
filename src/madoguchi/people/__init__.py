"""Staff, roles, what each may see, sessions, second factors, API tokens."""
