"""Files that prove something: decisions, evidence of measures, disputes, reports (04 §4.6a)."""

import secrets

from django.conf import settings
from django.db import models


def random_path(attachment: "Attachment", filename: str) -> str:
    """A path that tells nothing and cannot be guessed; the name the user gave stands in the row alone."""
    name = secrets.token_hex(16)
    return f"tep/{name[:2]}/{name}"


class Attachment(models.Model):
    """A file at an object of any room, named by text; served only through the scoped door."""

    model = models.CharField("loại đối tượng", max_length=60)
    key = models.CharField("khóa đối tượng", max_length=60)
    unit = models.CharField("mã đơn vị", max_length=40, blank=True)
    ten_tep = models.CharField("tên tệp", max_length=200)
    file = models.FileField("tệp", upload_to=random_path, max_length=120)
    content_type = models.CharField("kiểu nội dung", max_length=100)
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người đính kèm", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("lúc đính kèm", auto_now_add=True)

    class Meta:
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"
        ordering = ["id"]
        indexes = [models.Index(fields=["model", "key"], name="attachment_object")]

    def __str__(self) -> str:
        return self.ten_tep
