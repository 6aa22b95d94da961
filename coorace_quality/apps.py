from django.apps import AppConfig


class CooraceQualityConfig(AppConfig):
    name = "coorace_quality"
    verbose_name = "portail"
