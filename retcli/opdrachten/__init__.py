"""The commands: each a few lines over the function that the screen calls too."""
