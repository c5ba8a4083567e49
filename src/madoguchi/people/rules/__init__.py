"""Pure decisions about staff: what is accepted, who may do what, when a sign-in must wait."""
