"""Pure decisions of the vault: what a number is, who may read it, until when it is kept."""
