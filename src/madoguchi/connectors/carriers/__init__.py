"""Services that follow parcels for a shop and post what moved; each a folder with its words."""
