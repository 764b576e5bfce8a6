from django.apps import AppConfig


class DoanhNghiepConfig(AppConfig):
    name = "doanhnghiep"
    verbose_name = "Doanh nghiệp"
