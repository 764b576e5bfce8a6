from django.apps import AppConfig


class BaoCaoConfig(AppConfig):
    name = "baocao"
    verbose_name = "Báo cáo"

    def ready(self):
        from baocao import receivers  # noqa: F401 - it connects them
