from django.apps import AppConfig


class NhiemVuConfig(AppConfig):
    name = "nhiemvu"
    verbose_name = "Nhiệm vụ"
