"""Pure functions over text: detect, normalise, bigrams, tone, promises. No I/O, no database."""
