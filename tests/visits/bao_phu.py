"""Coverage and what crossed the threshold (doanhnghiep): of units that manage employers."""

from tests.visits.visit import Visit

# An officer's unit is a base unit, which manages no employers and has no coverage: 404 without a unit in the address.
NO_COVERAGE = {"officer_a": 404}
VISITS: dict[str, list[Visit]] = {
    "bao_phu_detail": [Visit(answers=NO_COVERAGE), Visit(query="?don_vi=TPND", at="a")],
    "bao_phu_list": [
        Visit(query="?buoc=dau", answers=NO_COVERAGE),
        Visit(query="?don_vi=TPND&buoc=tang_lao_dong", at="a"),
    ],
    "bao_phu_export": [
        Visit(query="?buoc=dau", answers=NO_COVERAGE),
        Visit(query="?don_vi=TPND&buoc=tang_lao_dong", at="a"),
    ],
    "qua_nguong_list": [Visit(answers=NO_COVERAGE), Visit(query="?don_vi=TPND&chieu=len", at="a")],
    "qua_nguong_export": [Visit(answers=NO_COVERAGE), Visit(query="?don_vi=TPND&cdcs=co", at="a")],
}
