"""PDF files as pictures of their pages, drawn by a process that may not do much else."""
