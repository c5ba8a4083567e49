"""Pure decisions about partners and what they are asked."""
