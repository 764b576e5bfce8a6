"""What belongs to one user alone: drafts, saved views, keys against double submit."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Draft(models.Model):
    """A form that was not finished, kept 30 days on the server for its own user (04 §4.6a).

    `form` is the URL name of its page, `key` names the object by text (a key, a code, a month; empty for a new one),
    `content` holds the posted fields, each a list of texts; the version of an object that is edited is one of them.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người soạn", on_delete=models.CASCADE, related_name="+"
    )
    form = models.CharField("mẫu nhập", max_length=60)
    key = models.CharField("khóa đối tượng", max_length=60, blank=True)
    content = models.JSONField("nội dung", default=dict, encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField("lúc lưu", auto_now=True)

    class Meta:
        verbose_name = "bản nháp"
        verbose_name_plural = "bản nháp"
        constraints = [models.UniqueConstraint(fields=["user", "form", "key"], name="draft_one_per_form")]

    def __str__(self) -> str:
        return f"{self.form} {self.key}".strip()


class SavedView(models.Model):
    """A filtered list with a name: the query string of its address."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người lưu", on_delete=models.CASCADE, related_name="+"
    )
    page = models.CharField("trang", max_length=60)
    ten = models.CharField("tên", max_length=80)
    query = models.CharField("điều kiện lọc", max_length=1000, blank=True)
    created_at = models.DateTimeField("lúc tạo", auto_now_add=True)

    class Meta:
        verbose_name = "cách xem đã lưu"
        verbose_name_plural = "cách xem đã lưu"
        ordering = ["page", "ten"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "ten"], name="saved_view_one_name")]

    def __str__(self) -> str:
        return self.ten


class SubmitKey(models.Model):
    """The key of a form that was posted: the second post of the same form finds where the first one led."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người gửi", on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField("khóa", max_length=64)
    result_url = models.CharField("trang kết quả", max_length=500, blank=True)
    created_at = models.DateTimeField("lúc gửi", auto_now_add=True)

    class Meta:
        verbose_name = "khóa chống gửi hai lần"
        verbose_name_plural = "khóa chống gửi hai lần"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="submit_key_once")]

    def __str__(self) -> str:
        return self.key
