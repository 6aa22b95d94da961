"""Files of pictures that no block shows any more: removed once that is committed, unless something still needs them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, pre_save

from newsletter.models import Edition, Image, MaskingRecord


def is_frozen(name: str) -> bool:
    """Whether an edition, or what a masking left of one, shows the file."""
    shown = Q(body__contains=name) | Q(pdf_source__contains=name)
    return any(model.objects.filter(shown).exists() for model in (Edition, MaskingRecord))


# Who else needs a file no block shows. What keeps blocks that may come back adds itself.
KEEPERS: list[Callable[[str], bool]] = [is_frozen]


def register() -> None:
    """By signals, so that a block gone with its issue, or from a shell, counts too."""
    pre_save.connect(_replaced, sender=Image, dispatch_uid="pictures")
    post_delete.connect(_gone, sender=Image, dispatch_uid="pictures")


def _replaced(instance: Image, **kwargs: Any) -> None:
    if before := Image.objects.filter(pk=instance.pk).first() if instance.pk else None:
        _gone(before)


def _gone(instance: Image, **kwargs: Any) -> None:
    transaction.on_commit(partial(remove_unneeded, instance.file_names))


def remove_unneeded(names: set[str]) -> None:
    shown = set().union(*(image.file_names for image in Image.objects.only("picture", "renditions")))
    for name in names - shown:
        if not any(is_needed(name) for is_needed in KEEPERS):
            default_storage.delete(name)
