"""What the reader knows of the world, as data with thin loaders."""
