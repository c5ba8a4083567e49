"""How the desk's processes and the telephone's speak: lines of JSON over a socket of their own."""
