"""The back-office of the Fil d'Info: composing an issue, and what was frozen of it."""

from newsletter.admin import desk, editions, issues

__all__ = ["desk", "editions", "issues"]
