"""``verify_editions``: what it says of files that are missing, altered, or destroyed for a reason."""

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from core import triggers
from network.enums import Role
from network.services import mask_person
from newsletter.models import Edition, Image
from tests.support import rows
from tests.support.tasks import work

pytestmark = pytest.mark.django_db


def verified() -> str:
    """What the command says; its verdict comes last when something is wrong."""
    said = StringIO()
    try:
        call_command("verify_editions", stdout=said)
    except CommandError as error:
        said.write(f"! {error}")
    return said.getvalue().replace("\u202f", " ")


def test_verification_tells_what_is_missing_altered_or_destroyed(illustrated):
    files = {one.medium: one for one in illustrated.renderings.all()}
    picture = Image.objects.get()
    pictures = len(picture.files)
    assert verified() == (
        f"{illustrated} : 5 fichiers, {pictures} image{'s' if pictures > 1 else ''}, intacts.\n"
        "1 édition : tout est intact.\n"
    )

    storage, pdf = files["pdf"].file.storage, files["pdf"].file.name
    with storage.open(pdf) as file:
        content = file.read()
    for name, altered in ((pdf, content[:-1] + b"x"), (files["text"].file.name, None)):
        storage.delete(name)
        if altered:
            storage.save(name, ContentFile(altered))
    shown = picture.widest.name
    with default_storage.open(shown) as file:
        pixels = file.read()
    default_storage.delete(shown)
    default_storage.save(shown, ContentFile(pixels + b"x"))
    assert verified().splitlines()[1:] == [
        f"  PDF : le fichier n’est plus celui qui a été gelé ({pdf})",
        f"  texte seul : le fichier a disparu ({files['text'].file.name})",
        f"  {shown} : le fichier n’est plus celui qui a été gelé ({shown})",
        "! 3 anomalies dans 1 édition.",
    ]


def test_verification_accepts_destroyed_originals_with_their_masking_alone(illustrated):
    originals = list(illustrated.renderings.all())
    mask_person(
        person=rows.Person.objects.get(), by=rows.account("equipe@example.org", Role.NATIONAL), reason="à sa demande"
    )
    assert verified().splitlines()[1:] == [
        "  couverture : un nom en a été retiré, et l’original est encore là",
        "  courriel : un nom en a été retiré, et l’original est encore là",
        "  PDF : un nom en a été retiré, et l’original est encore là",
        "  texte seul : un nom en a été retiré, et l’original est encore là",
        "  page web : un nom en a été retiré, et l’original est encore là",
        "  PDF : pas encore refait sans le nom retiré",
        "  couverture : pas encore refait sans le nom retiré",
        "! 7 anomalies dans 1 édition.",
    ]
    work()
    assert verified().splitlines()[1] == "1 édition : tout est intact."
    assert "5 détruits après le retrait d’un nom" in verified()
    masked = illustrated.renderings.filter(variant="masque-1")
    assert sorted(one.medium for one in masked) == ["cover", "mail", "pdf", "text", "web"]
    for one in masked.filter(medium__in=("mail", "text", "web")):
        with one.file.open() as file:
            assert "[nom retiré]" in file.read().decode()
    assert [one.file.storage.exists(one.file.name) for one in originals] == [False] * 5


def test_verification_tells_when_the_database_guards_nothing(db):
    guards = triggers.triggers_of(Edition, connection.vendor)
    triggers.take_off([Edition])
    try:
        assert verified().splitlines()[-1] == f"! {len(guards)} anomalies dans 0 édition."
    finally:
        triggers.put_on([Edition])
    assert verified() == "0 édition : tout est intact.\n"
