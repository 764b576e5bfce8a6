from django.apps import AppConfig


class SapXepConfig(AppConfig):
    name = "sapxep"
    verbose_name = "Sắp xếp"
