"""Pure decisions about shops: what is accepted, who may embed, who a customer is, what is open."""
