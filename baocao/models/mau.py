"""Word templates of the office, beside the built-in ones (06 §6.2 #22)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from baocao.enums import LoaiMau


class MauWord(models.Model):
    """A template that the administrator uploaded; the file is its attachment. One of a kind is in use at a time."""

    loai = models.CharField("văn bản", max_length=15, choices=LoaiMau)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải")
    created_at = models.DateTimeField("lúc tải", auto_now_add=True)
    bo_luc = models.DateTimeField("lúc thôi dùng", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "mẫu Word"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="mau_word_loai", condition=Q(loai__in=LoaiMau.values)),
            models.UniqueConstraint(name="mau_word_mot_dang_dung", fields=["loai"], condition=Q(bo_luc=None)),
        ]

    def __str__(self):
        return f"Mẫu {self.get_loai_display()} · {self.created_at:%d/%m/%Y}"
