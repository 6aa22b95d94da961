"""What pointed to something that was deleted: noted as it goes, joined to it again once both are there."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import ManyToManyField, Model
from django.utils.text import capfirst
from reversion.models import Revision, Version

from core.errors import DomainError
from core.history.discarded import CutLink
from core.history.rows import Missing, refuse_invalid
from core.uses import Going, left_empty


def note_cut(going: Going, revision: Revision) -> None:
    """Note what stays and will no longer point to what goes."""
    links = [_link(revision, row, field.name, getattr(row, field.name)) for field, row in left_empty(going)]
    for model, rows in going.items():
        if not model._meta.auto_created:
            continue
        field = next(
            one for one in model._meta.auto_created._meta.local_many_to_many if one.remote_field.through is model
        )
        for row in rows:
            holder, target = getattr(row, field.m2m_field_name()), getattr(row, field.m2m_reverse_field_name())
            if holder not in going.get(type(holder), ()):
                links.append(_link(revision, holder, field.name, target))
    CutLink.objects.bulk_create(links)


def _link(revision: Revision, holder: Model, field: str, target: Model) -> CutLink:
    return CutLink(
        revision=revision,
        kind=ContentType.objects.get_for_model(holder),
        object_id=str(holder.pk),
        field=field,
        target_kind=ContentType.objects.get_for_model(target),
        target_id=str(target.pk),
    )


def note_missing(missing: Missing) -> bool:
    """Note that what came back lacks something that is still in the bin; False when it is nowhere."""
    if not missing.field.is_relation:
        return False
    kind = ContentType.objects.get_for_model(missing.field.related_model)
    there = Version.objects.filter(content_type=kind, object_id=missing.pk, revision__discarded__isnull=False)
    version = there.order_by("-pk").first()
    if version is None:
        return False
    CutLink.objects.create(
        revision_id=version.revision_id,
        kind=ContentType.objects.get_for_model(missing.row.model),
        object_id=missing.row.pk,
        field=missing.field.name,
        target_kind=kind,
        target_id=missing.pk,
    )
    return True


def join_again() -> Iterator[str]:
    """Join what was cut and is there at both ends; what points elsewhere by now stays as it is. Tells what could not
    be."""
    for link in CutLink.objects.select_related("kind", "target_kind"):
        holder, target = (
            kind.model_class()._base_manager.filter(pk=pk).first()
            for kind, pk in ((link.kind, link.object_id), (link.target_kind, link.target_id))
        )
        if holder is None or target is None:
            continue
        try:
            _join(holder, link.field, target)
        except DomainError as error:
            label = capfirst(holder._meta.get_field(link.field).verbose_name)
            yield f"{holder._meta.verbose_name} « {holder} », « {label} » : {error}"
        link.delete()


def _join(holder: Model, name: str, target: Model) -> None:
    field = holder._meta.get_field(name)
    if isinstance(field, ManyToManyField):
        getattr(holder, name).add(target)
    elif getattr(holder, field.attname) is None:
        setattr(holder, name, target)
        refuse_invalid(holder)
        holder.save(update_fields=[name])
