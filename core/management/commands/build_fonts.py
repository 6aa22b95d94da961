import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import fonts


class Command(BaseCommand):
    help = "Construit les polices du portail (web et PDF) à partir des paquets fontpkg ; sans effet si c’est déjà fait."
    # The fonts must be there before the system checks look at STATICFILES_DIRS.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="reconstruit même si le jeu est à jour")
        parser.add_argument("--jobs", type=int, help="nombre de processus (par défaut, un par cœur)")

    def handle(self, *args, force, jobs, **options):
        started = time.monotonic()
        try:
            built = fonts.build(settings.FONTS_DIR, force=force, jobs=jobs)
        except fonts.FontError as error:
            raise CommandError(str(error)) from error
        if built.built:
            seconds = time.monotonic() - started
            self.stdout.write(f"{len(fonts.FACES)} polices construites en {seconds:.0f} s dans {settings.FONTS_DIR}.")
        else:
            self.stdout.write(f"Les {len(fonts.FACES)} polices sont à jour.")
