from django.db import migrations


def keep_calls(apps, schema_editor):
    """Đính chính asked for before had one kind of act: reversals by number and count-only rows."""
    DinhChinh = apps.get_model("baocao", "DinhChinh")
    for one in DinhChinh.objects.all():
        one.viec = f"Ghi đảo, ghi thêm {len(one.dong)} dòng"
        if one.trang_thai == "cho":
            rows = [{"$": "dict", "v": [[key, value] for key, value in row.items()]} for row in one.dong]
            one.hanh_vi = {"ten": "write_rows", "args": [rows], "kwargs": {}}
        one.save(update_fields=["viec", "hanh_vi"])


class Migration(migrations.Migration):
    dependencies = [("baocao", "0005_viec_dinh_chinh")]

    operations = [migrations.RunPython(keep_calls, migrations.RunPython.noop)]
