"""`python -m karnameh` is the command `karnameh`."""

from karnameh.cli import main

main()
