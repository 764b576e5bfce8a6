"""The month grid (doanvien)."""

from tests.visits.visit import Visit

VISITS: dict[str, list[Visit]] = {
    "bang_thang_update": [
        Visit(),
        Visit(query="?don_vi=TPND&thang=2025-03&loai=giam_khac", at="a"),
        Visit(query="?don_vi=A001", at="cdcs_a"),
        # the reviewer fills in the base units directly under the province [08 §8.1, P]
        Visit(query="?don_vi=ND", at="tinh", answers={"reviewer": 200}),
    ],
}
