from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("baocao", "0004_mau_word")]

    operations = [
        migrations.AddField("dinhchinh", "viec", models.CharField("việc", default="", max_length=600), False),
        migrations.AddField(
            "dinhchinh",
            "don_vi_sua",
            models.ManyToManyField(related_name="+", to="cdcs.congdoan", verbose_name="đơn vị có kỳ được sửa"),
        ),
        migrations.AddField("dinhchinh", "hanh_vi", models.JSONField("hành vi", blank=True, default=dict)),
    ]
