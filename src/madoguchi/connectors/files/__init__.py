"""Orders brought in from files that shops' platforms export: CSV of any charset, and workbooks."""
