from django.core.management.base import BaseCommand, CommandError

from core.templatetags.typo import pluriel
from newsletter.verifying import Verified, missing_triggers, verify_editions


class Command(BaseCommand):
    help = (
        "Recalcule l’empreinte de chaque fichier et de chaque image des éditions gelées, et dit ce qui manque ou a "
        "changé. Finit en erreur s’il y a quoi que ce soit à dire."
    )

    def handle(self, **options) -> None:
        editions, faults = 0, missing_triggers()
        for fault in faults:
            self.stdout.write(f"Attention : {fault}.")
        for verified in verify_editions():
            editions += 1
            faults += verified.faults
            self.stdout.write(f"{verified.edition} : {said(verified)}")
            for fault in verified.faults:
                self.stdout.write(f"  {fault}")
        if faults:
            raise CommandError(f"{len(faults)} anomalie{pluriel(faults)} dans {editions} édition{pluriel(editions)}.")
        self.stdout.write(f"{editions} édition{pluriel(editions)} : tout est intact.")


def said(verified: Verified) -> str:
    counts = [(verified.files, "fichier")]
    if verified.pictures:
        counts.append((verified.pictures, "image"))
    told = ", ".join(f"{count} {noun}{pluriel(count)}" for count, noun in counts)
    if verified.destroyed:
        told += f" ; {verified.destroyed} détruit{pluriel(verified.destroyed)} après le retrait d’un nom"
    return f"{told}." if verified.faults else f"{told}, intacts."
