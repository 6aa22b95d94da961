from django.core.management.base import BaseCommand

from core.tasks.loop import loop
from core.tasks.worker import Worker


class Command(BaseCommand):
    help = (
        "Fait les tâches de fond (courriels…), l’une après l’autre, jusqu’à SIGTERM ou Ctrl+C. "
        "Plusieurs peuvent tourner ensemble."
    )

    def handle(self, **options) -> None:
        loop(Worker().step)
