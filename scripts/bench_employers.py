"""The register at 12.000 employers: pages, and a source's list of 2.000 rows matched with them."""

import random
import statistics
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from baocao.demo.ten import HO, NGANH, TEN_NU
from cdcs.models import CongDoan
from doanhnghiep.actions.doanh_nghiep import DoanhNghiepData, create_doanh_nghiep
from doanhnghiep.actions.lao_dong import LaoDongData, write_lao_dong
from doanhnghiep.importers.nguon import read_nguon, receive_nguon
from doanhnghiep.models import DanhSachNguon, DoanhNghiep
from scripts.bench_world import analyse

MANY, LISTED = 12_000, 2_000

PAGES = {"employers": "/doanh-nghiep/", "coverage": "/doanh-nghiep/bao-phu/", "worklist": "/doanh-nghiep/van-dong/",
         "classification": "/doanh-nghiep/phan-loai/", "density": "/doan-vien/mat-do/",
         "doubles": "/doanh-nghiep/trung/", "home": "/"}  # fmt: skip


def put_employers(by, count: int = MANY) -> list[DoanhNghiep]:
    """Employers under the superior units in turn, two counts of workers each, every third covered by a CĐCS."""
    rng = random.Random(12)
    units = list(CongDoan.objects.filter(loai="ldld_huyen", ngay_ket_thuc=None).order_by("ma"))
    bases = list(CongDoan.objects.filter(loai="cdcs").order_by("pk"))
    rows = [
        DoanhNghiepData(
            f"09{number:08d}", units[number % len(units)],
            {"ten": f"Công ty TNHH {rng.choice(NGANH)} {rng.choice(HO)} {rng.choice(TEN_NU)} {number}",
             "loai_hinh": "tnhh", "dia_chi": f"Số {number} đường Trần Hưng Đạo"},
            [bases[number // 3 % len(bases)]] if number % 3 == 0 else [],
        ) for number in range(count)
    ]  # fmt: skip
    employers = create_doanh_nghiep(rows, by=by)
    for day, source in ((date(2024, 6, 30), "thue"), (date(2026, 4, 30), "bhxh")):
        write_lao_dong([LaoDongData(one, day, source, rng.randrange(5, 90)) for one in employers], by=by)
    return employers


def source_file(employers: list[DoanhNghiep]) -> SimpleUploadedFile:
    """Every fifth row without a tax code and written otherwise, so that it is matched by name and address."""
    lines = ["Mã số thuế;Tên đơn vị;Địa chỉ;Tổng số lao động"]
    for number, one in enumerate(employers[:LISTED]):
        code = one.ma_so_thue if number % 5 else ""
        lines.append(f"{code};{one.ten.replace('Công ty TNHH', 'CTY TNHH')};{one.dia_chi};{20 + number % 30}")
    return SimpleUploadedFile("nguon.csv", "\n".join(lines).encode())


def compare(employers: list[DoanhNghiep], by) -> DanhSachNguon:
    unit = CongDoan.objects.get(ma="T")
    made = receive_nguon(unit, source_file(employers), by=by, nguon="khdt", ngay_so_lieu=date(2026, 8, 31))
    if made.trang_thai == "cho_ghep":
        read_nguon(made, [one["cot"] for one in made.tieu_de], by=by)
    return made


def measure(client: Client, by, timed: Callable, samples: Callable, p95: Callable) -> dict:
    """p50 and p95 in ms of the pages, seconds of the comparison."""
    employers = put_employers(by)
    if connection.vendor == "postgresql":  # where autovacuum does it within minutes
        analyse()
    found: dict[str, dict] = {}
    with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=Path(media)):
        made: list[DanhSachNguon] = []
        seconds = timed(lambda: made.append(compare(employers, by)))
    unit = employers[0].quan_ly_dau
    pages = PAGES | {"source": f"/doanh-nghiep/nguon/{made[0].pk}/?nhom=khac",
                     "coverage of one district": f"/doanh-nghiep/bao-phu/?don_vi={unit.ma}"}  # fmt: skip
    for name, address in {"minimal": "/bench/minimal/", **pages}.items():
        assert client.get(address).status_code == 200, address
        times = samples(lambda address=address: client.get(address), 40)
        found[name] = {"p50": statistics.median(times), "p95": p95(times)}
    return {"pages": found, "seconds": seconds, "rows": made[0].cac_dong.count(),
            "employers": DoanhNghiep.objects.count()}  # fmt: skip
