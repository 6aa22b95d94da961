"""What is done to issues."""

from newsletter.services.blocks import set_key_figures
from newsletter.services.freezing import Freezing
from newsletter.services.printed import keep_printed_pdf, remove_printed_pdf
from newsletter.services.publishing import (
    AlreadyAtWorkError,
    order_publication,
    publish_issue,
    restart_publication,
)
from newsletter.services.recovery import recover_mentions
from newsletter.services.states import ask_review, put_back, take_up, unschedule, withdraw

__all__ = [
    "AlreadyAtWorkError",
    "Freezing",
    "ask_review",
    "keep_printed_pdf",
    "order_publication",
    "publish_issue",
    "put_back",
    "recover_mentions",
    "remove_printed_pdf",
    "restart_publication",
    "set_key_figures",
    "take_up",
    "unschedule",
    "withdraw",
]
