"""``python -m whence`` is ``whence``."""

from whence.cli.app import main

main()
