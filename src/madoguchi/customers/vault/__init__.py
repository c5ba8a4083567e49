"""The identity-document vault: what customs ask for, sealed, read only for a purpose, erased."""
