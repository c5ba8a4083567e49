"""What the README promises, measured: real sockets, real files, real fsync; nothing is mocked."""
