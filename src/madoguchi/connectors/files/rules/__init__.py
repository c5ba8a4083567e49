"""Pure decisions about files of orders: which column is what, what a cell and a row say."""
