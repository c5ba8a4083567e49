"""Partners and what they are asked: warehouses, sellers, carriers, brokers, and their portal."""
