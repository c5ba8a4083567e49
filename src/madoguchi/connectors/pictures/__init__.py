"""Pictures of what was ordered: fetched once from where they lie, drawn anew, shown from here."""
