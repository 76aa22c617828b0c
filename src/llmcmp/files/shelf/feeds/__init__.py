"""Price feeds of other projects, each read into the registry's own records.

`reader` reads one, `merge` makes a shelf of several; nothing is imported here, because a look-up
on the shelf needs neither.
"""
