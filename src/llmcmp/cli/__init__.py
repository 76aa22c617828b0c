"""The command line: parse, load, compute, print, exit."""

from .main import main

__all__ = ["main"]
