"""Outside systems we talk to: webhooks, shops, carriers."""
