"""SIP over UDP (RFC 3261), as much of it as a user agent behind a trunk needs. Knows no desk."""
