"""The doors customers come through, one folder each."""
