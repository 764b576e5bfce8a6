"""In a database of the nation the people of a province see and do nothing in another one (08 §8.1, T)."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from baocao.actions.nop import NopData, nop_bao_cao
from baocao.queries.ky import round_of
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.models import CongDoan, PhanCong
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
