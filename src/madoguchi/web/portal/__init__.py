"""The portal for partners: plain pages under `/portal`, with a door and sessions of their own."""
