from django.apps import AppConfig


class CdcsConfig(AppConfig):
    name = "cdcs"
    verbose_name = "Công đoàn"

    def ready(self):
        from cdcs import checks  # noqa: F401 - registers the check that every view has a word
