"""The repository as a whole: its pages, layers, names, and where its tests lie."""
