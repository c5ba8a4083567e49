"""Yamato Transport: files of B2 Cloud, and what its pages say of a parcel."""
