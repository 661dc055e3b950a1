"""Checkpoints that an interruption cannot hurt: written whole or not at all, checked before they are read."""
