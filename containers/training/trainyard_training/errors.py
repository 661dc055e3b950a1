"""The one error whose message is meant for people."""


class TrainingError(Exception):
    """Training cannot go on. The message says what is wrong; it never quotes a text."""
