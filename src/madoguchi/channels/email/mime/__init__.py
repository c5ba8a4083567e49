"""MIME as it arrives: headers, words, charsets, parts, bodies. Knows no ParsedMail."""
