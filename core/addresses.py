"""Addresses: one for each page, and none that dies. An object given a new one is still found at those it had.

A model whose address follows some of its fields inherits ``Addressed``; ``core.models`` holds both. What is below an
address moves with it: ``/seminaires/2010/visites/liege/`` with ``/seminaires/2010/``.
"""

import copy
import re
from collections.abc import Callable
from typing import ClassVar

from django.apps import apps
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import is_valid_path
from django.urls.converters import IntConverter

LONGEST = 300
LEADING_ZEROS = re.compile(r"(?<=/)0+(?=[1-9][0-9]*/)")


class NumberConverter(IntConverter):
    """``<number:…>``: a number in the one way it is written. « 007 » is none; the middleware leads it to « 7 »."""

    regex = "0|[1-9][0-9]*"


class FormerAddress(models.Model):
    path = models.CharField("ancienne adresse", max_length=LONGEST, unique=True)
    kind = models.CharField("type", max_length=80)
    object_id = models.PositiveBigIntegerField("objet")
    left_at = models.DateTimeField("quittée le", auto_now=True)

    class Meta:
        verbose_name = "ancienne adresse"
        verbose_name_plural = "anciennes adresses"
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path

    @property
    def target(self) -> models.Model | None:
        """The object that had this address, if it still is."""
        return apps.get_model(self.kind)._default_manager.filter(pk=self.object_id).first()


class Addressed(models.Model):
    """``address_fields`` are those its address is written with, parents by their column. It has a
    ``get_absolute_url``."""

    address_fields: ClassVar[tuple[str, ...]] = ("slug",)

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        former = self._former_address()
        super().save(*args, **kwargs)
        if former:
            FormerAddress.objects.update_or_create(
                path=former[:LONGEST], defaults={"kind": self._meta.label_lower, "object_id": self.pk}
            )
        self._saved_address = {name: getattr(self, name) for name in self.address_fields}

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance._saved_address = {
            name: getattr(instance, name) for name in cls.address_fields if name not in instance.get_deferred_fields()
        }
        return instance

    def _former_address(self) -> str:
        """The address it had when it was read, if it is another; empty for a new object."""
        saved = getattr(self, "_saved_address", {})
        if all(getattr(self, name) == value for name, value in saved.items()):
            return ""
        as_saved = copy.copy(self)
        for name, value in saved.items():
            setattr(as_saved, name, value)
        former = as_saved.get_absolute_url()
        return former if former != self.get_absolute_url() else ""


def present_path(path: str) -> str:
    """The address of what is, or was, at ``path`` or above it: ``path`` itself when nothing moved.

    A place may have been left by one object and taken by another: what is below it may be of either. Whoever asks for
    a page must look whether there is one.
    """
    path = LEADING_ZEROS.sub("", path)
    if "\0" in path:  # PostgreSQL takes none in a text
        return path
    parts = path[:LONGEST].split("/")
    above = ["/".join(parts[:end]) + "/" for end in range(2, len(parts))]
    for former in sorted(FormerAddress.objects.filter(path__in=above), key=lambda one: -len(one.path)):
        if target := former.target:
            return target.get_absolute_url() + path.removeprefix(former.path)
    return path


def address_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Lead whoever asks for another form of an address, or a former one, to the present one.

    A page that is there is never looked up; nobody is led to a page that is not, or not for them.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        address = present_path(request.path)
        if address == request.path or not _is_there(address, request):
            return response
        query = request.META["QUERY_STRING"]
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)

    def _is_there(address: str, request: HttpRequest) -> bool:
        if not is_valid_path(address):
            return False
        probe = copy.copy(request)
        probe.path = probe.path_info = address
        probe.method = "HEAD"
        response = get_response(probe)
        # Closing the answer itself would tell Django that the request is over.
        if file := getattr(response, "file_to_stream", None):
            file.close()
        return response.status_code != 404

    return middleware
