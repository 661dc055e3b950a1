"""`python -m emulator`: runs the emulator in the foreground until SIGTERM or until its parent is gone."""

from emulator.launch import main

main()
