"""The counters of the ledger, written in the transaction of the rows they count (04 §4.6).

One statement serves three needs: a batch just written (its `ma_nhom`), units whose place in the tree changes (taken out
before, put back after), and the rebuild of everything. All are the same contributions, under another row filter:

* a movement counts for every ancestor of its unit on its own day, pairs inside one ancestor left out [02-2.3-3];
* it also moves with its unit: for every later day on which an ancestor wins or loses the unit, `cay_den` / `cay_di` of
  that ancestor change by it, so that the stock which came or left is always the own stock of the eve [02-2.3-4].
"""

import json
from collections.abc import Iterable

from django.db import connection

from cdcs.models.cong_doan import MAX_DAY
from doanvien.enums import CAY_DEN, CAY_DI, LOAI_TANG

_VALUES = "so_luong, so_nu, co_danh_sach"
_NAMED = "CASE WHEN b.doan_vien_id IS NULL THEN 0 ELSE b.so_luong END"
_ADD = ", ".join(f"{name} = {{table}}.{name} + excluded.{name}" for name in ("so_luong", "so_nu", "co_danh_sach"))
_FLOW = """
  SELECT c.cap_tren_id AS cong_doan_id, {false} AS rieng, {month} AS ngay, b.loai AS loai, {sums}
  FROM doanvien_biendong b
  JOIN cdcs_caycongdoan c ON c.cap_duoi_id = b.cong_doan_id AND c.tu_ngay <= b.ngay AND b.ngay < c.den_ngay
  LEFT JOIN cdcs_caycongdoan d ON d.cap_tren_id = c.cap_tren_id AND d.cap_duoi_id = b.cong_doan_doi_ung_id
    AND d.tu_ngay <= b.ngay AND b.ngay < d.den_ngay
  WHERE d.id IS NULL AND {where} GROUP BY 1, 3, 4"""
_TREE = """
  SELECT c.cap_tren_id, {false}, c.{edge}, '{kind}', {sums}
  FROM doanvien_biendong b
  JOIN cdcs_caycongdoan c ON c.cap_duoi_id = b.cong_doan_id AND c.{edge} > b.ngay AND c.{edge} < {max_day}
  WHERE {where} GROUP BY 1, 3"""
_OWN = """
  SELECT b.cong_doan_id, {true}, {month}, b.loai, {sums}
  FROM doanvien_biendong b WHERE {where} GROUP BY 1, 3, 4"""
_PAIR = """
  SELECT b.cong_doan_id, b.cong_doan_doi_ung_id, {month}, b.loai, {sums}
  FROM doanvien_biendong b WHERE b.ma_cap IS NOT NULL AND {where} GROUP BY 1, 2, 3, 4"""


def _sums(sign: str) -> str:
    parts = ("b.so_luong", "b.so_nu", _NAMED)
    names = ("so_luong", "so_nu", "co_danh_sach")
    return ", ".join(f"SUM({sign} * b.he_so * ({part})) AS {name}" for part, name in zip(parts, names, strict=True))


def _dialect() -> dict[str, str]:
    if connection.vendor == "postgresql":
        return {"month": "date_trunc('month', b.ngay)::date", "true": "TRUE", "false": "FALSE"}
    return {"month": "date(b.ngay, 'start of month')", "true": "1", "false": "0"}


def _queries(where: str, factor: int, tree_only: bool) -> tuple[str, str]:
    words = _dialect() | {"where": where, "max_day": f"'{MAX_DAY.isoformat()}'"}
    increases = ", ".join(f"'{kind}'" for kind in LOAI_TANG)
    plain = _sums(str(factor))
    signed = _sums(f"{factor} * (CASE WHEN b.loai IN ({increases}) THEN 1 ELSE -1 END)")
    parts = [
        _FLOW.format(**words, sums=plain),
        _TREE.format(**words, sums=signed, edge="tu_ngay", kind=CAY_DEN),
        _TREE.format(**words, sums=signed, edge="den_ngay", kind=CAY_DI),
    ]
    if not tree_only:
        parts.append(_OWN.format(**words, sums=plain))
    return "\nUNION ALL\n".join(parts), _PAIR.format(**words, sums=plain)


def contribution_sql(where: str, factor: int = 1, tree_only: bool = False) -> tuple[str, str, int]:
    """Return the two SELECTs of contributions (SoDem, SoDemCap) and how often `where` stands in the first."""
    first, second = _queries(where, factor, tree_only)
    return first, second, 3 if tree_only else 4


def _apply(where: str, params: list, *, factor: int = 1, tree_only: bool = False) -> None:
    first, second, times = contribution_sql(where, factor, tree_only)
    with connection.cursor() as cursor:
        # Rows in the order of the key, so that two writers never wait for each other crosswise.
        cursor.execute(
            f"INSERT INTO doanvien_sodem (cong_doan_id, rieng, ngay, loai, {_VALUES}) "
            f"SELECT * FROM ({first}) AS t WHERE 1 = 1 ORDER BY 1, 2, 4, 3 "
            f"ON CONFLICT (cong_doan_id, rieng, loai, ngay) DO UPDATE SET {_ADD.format(table='doanvien_sodem')}",
            params * times,
        )
        if tree_only:
            return
        cursor.execute(
            f"INSERT INTO doanvien_sodemcap (cong_doan_id, doi_ung_id, ngay, loai, {_VALUES}) "
            f"SELECT * FROM ({second}) AS t WHERE 1 = 1 ORDER BY 1, 2, 4, 3 "
            f"ON CONFLICT (cong_doan_id, doi_ung_id, loai, ngay) DO UPDATE SET "
            f"{_ADD.format(table='doanvien_sodemcap')}",
            params,
        )


def count_group(ma_nhom: int) -> None:
    """Count the rows of one act, last thing in its transaction."""
    _apply("b.ma_nhom = %s", [ma_nhom])


def _units_filter() -> str:
    ids = "(SELECT unnest(%s::bigint[]))" if connection.vendor == "postgresql" else "(SELECT value FROM json_each(%s))"
    return f"(b.cong_doan_id IN {ids} OR b.cong_doan_doi_ung_id IN {ids})"


class RecountUnits:
    """Context manager round a change of the tree: takes the counts of these units out before and puts them in after."""

    def __init__(self, unit_ids: Iterable[int]):
        ids = sorted(set(unit_ids))
        text = "{" + ",".join(map(str, ids)) + "}" if connection.vendor == "postgresql" else json.dumps(ids)
        self.params = [text, text]

    def __enter__(self):
        _apply(_units_filter(), self.params, factor=-1, tree_only=True)

    def __exit__(self, kind, value, traceback):
        if kind is None:
            _apply(_units_filter(), self.params, tree_only=True)


def rebuild_so_dem() -> None:
    """Count the whole ledger anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM doanvien_sodem")
        cursor.execute("DELETE FROM doanvien_sodemcap")
    _apply("1 = 1", [])
