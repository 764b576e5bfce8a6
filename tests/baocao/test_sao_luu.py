"""`backup_data` and `restore_data`: one file, the same way back on both databases (03 §3.2, 06 §6.2 #14)."""

import json
import re
import zipfile
from datetime import date
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from core import backup, protect
from core.backup import CONTENTS, open_backup, write_backup
from doanvien.models import BienDong, DoanVien
from taikhoan.models import NhatKy
from tests.baocao.busy import busy_world, write_row
from tests.baocao.vong import approve, submit
from tests.proof import faults

pytestmark = pytest.mark.django_db
KY = "6T-2025"


@pytest.fixture
def world(db, monkeypatch, clock, settings, tmp_path):
    """A province with a sealed report and an attached file."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "tep").mkdir(parents=True)
    (tmp_path / "media" / "tep" / "a1").write_bytes(b"%PDF-1.7 quyet dinh")
    world = busy_world(monkeypatch)
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    return world


def run(*words) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out)
    return out.getvalue()


def refused(*words) -> tuple[str, int]:
    with pytest.raises(CommandError) as error:
        run(*words)
    return str(error.value), error.value.returncode


def entries(path) -> dict:
    """What a copy holds, by entry, without the log, which every copy adds to."""
    with open_backup(path) as (_, contents):
        return {name: entry for name, entry in contents.muc.items() if "nhatky" not in name}


def test_what_was_copied_comes_back_and_nothing_else(world, tmp_path, sign_in, settings, clock):
    """Members, the sealed report, the attached file; what came later goes, and is kept beside the copy."""
    copy, file = tmp_path / "a.zip", settings.MEDIA_ROOT / "tep" / "a1"
    said = run("backup_data", copy)
    assert "dữ liệu cá nhân" in said
    assert copy.stat().st_mode & 0o777 == 0o600
    before = entries(copy)
    rows = BienDong.objects.count()
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    file.unlink()
    client = sign_in("leader")
    assert client.get("/bang-dieu-khien/").status_code == 200

    said = run("restore_data", copy)

    assert BienDong.objects.count() == rows
    assert file.read_bytes() == b"%PDF-1.7 quyet dinh"
    assert Session.objects.count() == 0
    assert client.get("/bang-dieu-khien/").status_code == 302
    assert NhatKy.objects.filter(act="backup_data").order_by("pk").last().noi_dung["viec"] == "phục hồi"
    assert faults() == []
    after = tmp_path / "b.zip"
    write_backup(after)
    changed = {name for name, entry in entries(after).items() if entry != before[name]}
    assert changed == {"bang/taikhoan_user.jsonl"}  # everybody signs in again
    kept = re.search(r"được giữ ở (\S+\.zip)", said)[1]
    clock.shift(60)
    run("restore_data", kept)
    assert BienDong.objects.count() == rows + 1


def test_new_rows_follow_the_restored_ones_and_what_is_sealed_stays_sealed(world, tmp_path):
    run("backup_data", tmp_path / "a.zip")
    run("restore_data", tmp_path / "a.zip")
    last = BienDong.objects.latest("pk").pk
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    assert BienDong.objects.latest("pk").pk > last
    assert "doanvien_biendong" in protect.protected_tables()
    assert faults() == []


def test_a_trial_goes_to_the_end_and_changes_nothing(world, tmp_path):
    run("backup_data", tmp_path / "a.zip")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    rows, log = BienDong.objects.count(), NhatKy.objects.count()
    assert "bản sao phục hồi được" in run("restore_data", tmp_path / "a.zip", "--dry-run")
    assert (BienDong.objects.count(), NhatKy.objects.count()) == (rows, log)
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == ["a.zip"]


def rewritten(path, change):
    """A copy of a copy with entries as `change(name, bytes)` gives them; None leaves one out."""
    other = path.with_name("khac.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return other


def told(**changes):
    """Change the table of contents."""

    def change(name, data):
        return json.dumps(json.loads(data) | changes).encode() if name == CONTENTS else data

    return change


MEMBERS = "bang/doanvien_doanvien.jsonl"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda name, data: data.replace(b"0", b"1", 1) if name == MEMBERS else data, "bị hỏng"),
        (lambda name, data: data[:-40] if name == MEMBERS else data, "bị hỏng"),
        (lambda name, data: None if name == MEMBERS else data, "bị hỏng"),
        (lambda name, data: None if name == CONTENTS else data, "bị hỏng"),
        (told(loai="khac"), "loại tệp khác"),
        (told(migrations=["core.0001_initial"]), "phiên bản khác"),
        (told(muc={}), "phiên bản khác"),
    ],
)
def test_a_damaged_copy_or_one_of_another_version_changes_nothing(world, tmp_path, change, why):
    run("backup_data", tmp_path / "a.zip")
    wrong = rewritten(tmp_path / "a.zip", change)
    rows = DoanVien.everything.count()
    said, status = refused("restore_data", wrong)
    assert (why in said, "Chưa phục hồi gì" in said, status) == (True, True, 1)
    assert DoanVien.everything.count() == rows
    assert not list(tmp_path.glob("truoc-khi-phuc-hoi-*"))


@pytest.mark.parametrize("cut", [0, 10, 0.5, 0.999])
def test_a_file_that_ends_too_early_is_refused(world, tmp_path, cut):
    run("backup_data", tmp_path / "a.zip")
    data = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(data[: int(len(data) * cut if cut < 1 else cut)])
    assert refused("restore_data", tmp_path / "b.zip")[1] == 1


def test_a_locked_zip_is_none_of_ours(world, tmp_path):
    run("backup_data", tmp_path / "a.zip")
    data = bytearray((tmp_path / "a.zip").read_bytes())
    at = data.find(b"PK\x01\x02")
    while at != -1:  # the flag "encrypted" of every entry
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    (tmp_path / "b.zip").write_bytes(bytes(data))
    said, status = refused("restore_data", tmp_path / "b.zip")
    assert ("bị hỏng" in said, status) == (True, 1)


def test_rows_that_point_nowhere_are_refused_whole(world, tmp_path, monkeypatch):
    """A database that was damaged before it was copied: the foreign keys are looked at before anything is kept."""
    monkeypatch.setattr(backup, "_read_through", lambda archive, name: _contents_of(archive)[name])
    run("backup_data", tmp_path / "a.zip")
    wrong = rewritten(tmp_path / "a.zip", lambda name, data: b"" if name == MEMBERS else data)
    rows = BienDong.objects.filter(doan_vien__isnull=False).count()
    said, status = refused("restore_data", wrong)
    assert (rows > 0, "trỏ tới dòng không có" in said, status) == (True, True, 1)
    assert BienDong.objects.filter(doan_vien__isnull=False).count() == rows
    assert "doanvien_biendong" in protect.protected_tables()


def _contents_of(archive):
    return {name: backup.Entry(**one) for name, one in json.loads(archive.read(CONTENTS))["muc"].items()}


def test_a_file_never_lands_outside_its_folder(world, tmp_path):
    run("backup_data", tmp_path / "a.zip")

    def change(name, data):
        if name != CONTENTS:
            return data
        contents = json.loads(data)
        contents["muc"]["tep/../../ngoai"] = contents["muc"].pop("tep/tep/a1")
        return json.dumps(contents).encode()

    said, status = refused("restore_data", rewritten(tmp_path / "a.zip", change))
    assert ("tên tệp lạ" in said, status) == (True, 1)


def test_wrong_calls_end_with_2_and_write_nothing(world, tmp_path):
    (tmp_path / "co.zip").write_bytes(b"cu")
    log = NhatKy.objects.count()
    assert refused("backup_data", tmp_path / "co.zip")[1] == 2
    assert refused("backup_data", tmp_path / "khong" / "a.zip")[1] == 2
    assert refused("restore_data", tmp_path / "khong.zip")[1] == 2
    assert ((tmp_path / "co.zip").read_bytes(), NhatKy.objects.count()) == (b"cu", log)


def test_a_full_disk_leaves_no_half_copy(world, tmp_path, monkeypatch):
    def full(archive):
        archive.writestr("bang/x", b"x")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_fill", full)
    said, status = refused("backup_data", tmp_path / "a.zip")
    assert ("Không ghi được bản sao" in said, status) == (True, 1)
    assert list(tmp_path.glob("a.zip*")) == []


def test_instants_keep_their_microseconds_and_texts_their_signs(world, tmp_path):
    """What JSON and COPY would bend: backslashes, tabs, quotes, the sixth digit of a second."""
    text = 'a\\b\tc\n"d" \\N đ 😀'
    member = world.objects["member_a"]
    DoanVien.everything.filter(pk=member.pk).update(nghe_nghiep=text)
    instants = list(NhatKy.objects.order_by("pk").values_list("at", flat=True))
    run("backup_data", tmp_path / "a.zip")
    run("restore_data", tmp_path / "a.zip")
    member.refresh_from_db()
    assert member.nghe_nghiep == text
    assert list(NhatKy.objects.order_by("pk").values_list("at", flat=True))[: len(instants)] == instants
