"""What stands between the server and every view."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/bao-cao/?don_vi=%00", "/cong-doan/?don_vi=ND%00", "/bao-cao/6T-2025%00/xem-xet/",
                                     "/?%00=1", "/khong-co/%00/"])  # fmt: skip
@pytest.mark.parametrize("who", ["reviewer", "nobody"])
def test_an_address_with_the_sign_nul_is_no_page(sign_in, address, who):
    assert sign_in(who).get(address).status_code == 404
