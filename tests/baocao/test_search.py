"""The search of the top bar finds inside the reader's scope only, and nothing stands in the address."""

import pytest
from django.urls import reverse

from taikhoan.models import NhatKy


def found(client, text):
    answer = client.post(reverse("search"), {"q": text}).context["found"]
    return (
        [unit.ma for unit in answer.don_vi],
        [e.ma_so_thue for e in answer.doanh_nghiep],
        [member.ho_ten for member in answer.doan_vien],
    )


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("clerk_a", "a001", (["A001", "A001-1"], [], [])),
        ("clerk_a", "may thang loi", ([], ["0600001237"], [])),
        ("clerk_a", "06000", ([], ["0600001237"], [])),
        ("clerk_a", "dang thi", ([], [], ["Đặng Thị Ngọc Ánh"])),
        ("clerk_a", "4127", ([], [], ["Đặng Thị Ngọc Ánh"])),
        ("clerk_b", "dang thi", ([], [], [])),
        ("clerk_b", "may thang loi", ([], [], [])),
        ("department", "dang thi", ([], [], [])),
        ("clerk_a", "d", ([], [], [])),
    ],
)
def test_search(sign_in, name, text, expected):
    assert found(sign_in(name), text) == expected


def test_a_search_is_one_entry_without_the_text(sign_in):
    client = sign_in("clerk_a")
    before = NhatKy.objects.count()
    client.post(reverse("search"), {"q": "036185004127"})
    entries = list(NhatKy.objects.order_by("pk"))[before:]
    assert [entry.act for entry in entries] == ["list_doan_vien"]
    assert "036185004127" not in str([entry.noi_dung for entry in entries])
