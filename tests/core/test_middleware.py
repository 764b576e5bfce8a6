"""What stands between the server and every view."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/bao-cao/?don_vi=%00", "/cong-doan/?don_vi=ND%00", "/bao-cao/6T-2025%00/xem-xet/",
                                     "/?%00=1", "/khong-co/%00/"])  # fmt: skip
@pytest.mark.parametrize("who", ["reviewer", "nobody"])
def test_an_address_with_the_sign_nul_is_no_page(sign_in, address, who):
    assert sign_in(who).get(address).status_code == 404


def test_an_address_that_only_takes_a_press_says_so_when_it_is_opened(sign_in):
    answer = sign_in("reviewer").get("/bao-cao/duyet/chon/")
    told = "Trang này không mở thẳng được" in answer.content.decode()
    assert (answer.status_code, answer["Allow"], told) == (405, "POST", True)
