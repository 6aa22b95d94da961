"""Refusals a person can understand."""


class DomainError(Exception):
    """An anticipated refusal. Its message is in French and fit to be shown to the person who asked."""
