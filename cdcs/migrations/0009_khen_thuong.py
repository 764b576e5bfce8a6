from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cdcs', '0008_nguon_ghep_cot'),
    ]

    operations = [
        migrations.AddField(
            model_name='chuongtrinh',
            name='khen_thuoc_do',
            field=models.CharField(blank=True, choices=[('ket_nap', 'Kết nạp mới'), ('thuc_tang', 'Thực tăng'), ('thuc_tang_tru_sap_xep', 'Thực tăng trừ sắp xếp')], max_length=30, verbose_name='cách tính đoàn viên khi xét khen thưởng', default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='chuongtrinh',
            name='khen_nguong_doan_vien',
            field=models.PositiveSmallIntegerField(default=100, verbose_name='mức đoàn viên phải vượt để khen thưởng (%)'),
        ),
        migrations.AddField(
            model_name='chuongtrinh',
            name='khen_nguong_cdcs',
            field=models.PositiveSmallIntegerField(default=100, verbose_name='mức CĐCS phải đạt để khen thưởng (%)'),
        ),
    ]
