"""`python -m impact` is the command `impact`."""

from impact.cli import main

main()
