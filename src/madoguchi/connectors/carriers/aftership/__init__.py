"""AfterShip: what moved, posted as `tracking_update`."""
