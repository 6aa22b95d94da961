from django.apps import AppConfig
from django.urls import register_converter
from django_tasks_db.apps import TasksAppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "socle"
    default = True

    def ready(self) -> None:
        # Read late: they hold models.
        from core import triggers
        from core.addresses import NumberConverter
        from core.history import bin as history_bin
        from core.mail import services as mail
        from core.pdf import engine
        from core.tasks import daily, every, queue, register, schedule

        register_converter(NumberConverter, "number")
        triggers.register()
        register("core.prune_mails", mail.prune, daily(hour=3))
        register("core.prune_tasks", queue.prune, daily(hour=3))
        register("core.prune_bin", history_bin.prune, daily(hour=3))
        register("core.prune_scheduled", schedule.prune, daily(hour=3))
        register("core.sweep_renders", engine.sweep, every(minutes=60))


class TaskQueueConfig(TasksAppConfig):
    """The queue's tables, with a name in French in the back-office."""

    verbose_name = "tâches de fond"
