"""`python -m agora` is the command line."""

from agora.cli import main

main()
