"""What is done to issues."""

from newsletter.services.blocks import set_key_figures
from newsletter.services.freezing import Freezing, publish_issue
from newsletter.services.recovery import recover_mentions

__all__ = ["Freezing", "publish_issue", "recover_mentions", "set_key_figures"]
