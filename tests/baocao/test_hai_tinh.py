"""In a database of the nation the people of a province see and do nothing in another one (08 §8.1, T)."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from baocao.actions.nop import NopData, nop_bao_cao
from baocao.queries.ky import round_of
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.models import CongDoan, PhanCong
from doanhnghiep.actions.doanh_nghiep import DoanhNghiepData, record_doanh_nghiep
from doanhnghiep.actions.gop import merge_doanh_nghiep
from doanhnghiep.actions.tranh_chap import TranhChapData, raise_tranh_chap
from doanhnghiep.queries import quan_ly_on
from sapxep.actions.chuyen_quan_ly import ChuyenData, chuyen_quan_ly, propose_chuyen_quan_ly
from taikhoan.models import User
from tests.baocao.vong import WHY

pytestmark = pytest.mark.django_db
KY, OLD = "6T-2025", date(1997, 1, 1)
UNITS = [("TLD", "Tổng LĐLĐ Việt Nam", "tong_ldld", ""),
         *((f"T{n}", f"LĐLĐ tỉnh {n}", "ldld_tinh", "TLD") for n in (1, 2)),
         *((f"H{n}", f"LĐLĐ huyện {n}", "ldld_huyen", f"T{n}") for n in (1, 2))]  # fmt: skip


@pytest.fixture
def reviewer(db):
    """Of the first province; the second one's district has sent its report."""
    with time_machine.travel("2025-06-05 08:00 +0700", tick=False):
        admin = User.objects.create_superuser("khoi.tao", password="mat-khau-dai-1")
        create_cong_doan([CongDoanData(*one, OLD) for one in UNITS], by=admin)
        units = {unit.ma: unit for unit in CongDoan.objects.all()}
        nop_bao_cao(KY, units["H2"], NopData(ly_do_lam_thay=WHY), by=admin)
        user = User.objects.create_user("tinh1", password="mat-khau-dai-1", ho_ten="Ban Tổ chức")
        PhanCong.objects.create(user=user, cong_doan=units["T1"], vai_tro="to_chuc_kiem_tra", tu_ngay=OLD)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        yield client


def test_no_page_of_the_round_tells_of_another_province(reviewer):
    of_round = (f"/bao-cao/{KY}/{one}/" for one in ("ky", "nhac", "tong-hop"))
    for address in ("/", "/bao-cao/duyet/", "/bao-cao/dung-han/", *of_round):
        said = reviewer.get(address).content.decode().partition('id="noi-dung"')[2]  # the switcher names every unit
        assert ("huyện 1" in said, "huyện 2" in said) == (True, False), address


def test_no_act_reaches_another_province(reviewer):
    waiver = {"den_ngay": "15/7/2025", "ly_do": WHY}
    assert reviewer.post(f"/bao-cao/{KY}/mien/?don_vi=H2", waiver).status_code == 404
    assert reviewer.post(f"/bao-cao/{KY}/bo-mien/?don_vi=H2").status_code == 404
    assert reviewer.post(f"/bao-cao/{KY}/nhac/", {"don_vi": ["T2"]}).status_code == 422
    assert reviewer.post(f"/bao-cao/{KY}/duyet/?don_vi=H2", {"duyet-lan": "1"}).status_code == 404
    assert reviewer.post(f"/bao-cao/{KY}/mien/?don_vi=H1", waiver).status_code == 302
    assert not round_of(KY).don_vi.filter(cong_doan__ma="H2").exclude(mien_den=None).exists()


@pytest.fixture
def beyond(reviewer):
    """Of the second province: two records of one employer with a dispute, and the clerk's proposal to hand one over."""
    admin, clerk = User.objects.get(username="khoi.tao"), User.objects.create_user("huyen2", password="mat-khau-dai-1")
    unit = CongDoan.objects.get(ma="H2")
    PhanCong.objects.create(user=clerk, cong_doan=unit, vai_tro="can_bo", tu_ngay=OLD)
    facts = {"ten": "Trường Bí Mật", "loai_hinh": "co_quan"}
    one, other = (record_doanh_nghiep(DoanhNghiepData(code, unit, facts), by=admin)
                  for code in ("0600000901", "0600000902"))  # fmt: skip
    raise_tranh_chap(one, TranhChapData("lao_dong", WHY, 15), by=clerk)
    data = ChuyenData([one.pk], CongDoan.objects.get(ma="T2"), date(2025, 6, 1), "", WHY)
    return one, other, propose_chuyen_quan_ly(data, by=clerk)


def test_employers_of_another_province_are_told_nowhere(reviewer, beyond):
    """Whoever might decide somewhere saw the doubles, disputes and proposals of all provinces, and answered them."""
    one, other, act = beyond
    page = f"/sap-xep/chuyen-quan-ly/{act.pk}/"
    for address in ("/", "/doanh-nghiep/trung/", "/doanh-nghiep/tranh-chap/", "/sap-xep/"):
        said = reviewer.get(address).content.decode()
        assert ("Bí Mật" in said, "đề nghị chuyển" in said, page in said) == (False, False, False), address
    answer = {"ngay": "1/6/2025", "so_quyet_dinh": "9/QĐ"}
    assert (reviewer.get(page).status_code, reviewer.post(page, answer).status_code) == (404, 404)
    act.refresh_from_db()
    assert act.trang_thai == "de_nghi"
    chuyen_quan_ly(ChuyenData([one.pk], act.cong_doan_dich, act.ngay, "9/QĐ", WHY), by=nation(), proposal=act)
    assert reviewer.post(f"{page}hoan-tac/").status_code == 404
    merged = merge_doanh_nghiep(one, other, by=nation(), ly_do=WHY)
    assert reviewer.get(f"/doanh-nghiep/trung/{merged.pk}/tach/").status_code == 404


def nation() -> User:
    return User.objects.get(username="khoi.tao")


def test_employers_are_handed_over_inside_the_own_province(reviewer):
    admin, unit = nation(), CongDoan.objects.get(ma="H1")
    facts = {"ten": "Trường ở huyện 1", "loai_hinh": "co_quan"}
    own = record_doanh_nghiep(DoanhNghiepData("0600000903", unit, facts), by=admin)
    data = {"ngay": "1/6/2025", "so_quyet_dinh": "9/QĐ", "ly_do": WHY, "pham_vi": "chon", "chon": [own.pk]}
    address = "/sap-xep/chuyen-quan-ly/?don_vi=H1"
    assert list(reviewer.post(address, data | {"dich": "H2"}).context["form"].errors) == ["dich"]
    assert reviewer.post(address, data | {"dich": "T1"}).status_code == 302
    assert quan_ly_on([own.pk], date(2025, 6, 1))[own.pk].ma == "T1"
