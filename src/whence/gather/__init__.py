"""Getting articles out of pages, files and the network."""
