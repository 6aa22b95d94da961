import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from core.tasks.loop import loop
from core.tasks.schedule import run_due

PASS_EVERY_SECONDS = 60


class Command(BaseCommand):
    help = "Fait ce dont l’heure est venue. Le lancer deux fois, ou deux à la fois, ne fait rien deux fois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--forever", action="store_true", help="recommencer chaque minute, jusqu’à SIGTERM ou Ctrl+C"
        )

    def handle(self, *, forever: bool, **options) -> None:
        if forever:
            loop(self.pass_each_minute())
            return
        ran = run_due()
        for name, error in ran.items():
            self.stdout.write(f"{name} : {'échec' if error else 'fait'}")
        if any(ran.values()):
            raise CommandError("Un travail a échoué ; il sera tenté encore au prochain passage.")

    def pass_each_minute(self):
        next_pass = time.monotonic()

        def step() -> bool:
            nonlocal next_pass
            if time.monotonic() >= next_pass:
                next_pass = time.monotonic() + PASS_EVERY_SECONDS
                run_due()
            return False

        return step
