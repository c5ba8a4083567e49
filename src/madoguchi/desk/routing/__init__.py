"""Who is given which customer: rules that decide, operations that check once more and do it."""
