"""Who has left gets the unit and the day of the last living row, as the ledger's door keeps them from now on."""

from django.db import migrations

LAST = """
  (SELECT b.{column} FROM doanvien_biendong b
   LEFT JOIN doanvien_biendong r ON r.dao_cua_id = b.id
   WHERE b.doan_vien_id = doanvien_doanvien.id AND b.dao_cua_id IS NULL AND r.id IS NULL
   ORDER BY b.ngay DESC, b.id DESC LIMIT 1)"""
FILL = f"""
  UPDATE doanvien_doanvien
  SET don_vi_cuoi_id = {LAST.format(column="cong_doan_id")}, ngay_roi = {LAST.format(column="ngay")}
  WHERE cong_doan_id IS NULL AND gop_vao_id IS NULL"""


class Migration(migrations.Migration):
    dependencies = [("doanvien", "0005_don_vi_cuoi")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
