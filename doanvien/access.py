"""What the table of rights says of members beside the letter of a scope (08 §8.5)."""

from cdcs.access import Scope, rights_of
from cdcs.access.rights import NOWHERE

BY_PASTE = "kết nạp by paste"


def sheet_scope(user) -> Scope:
    """Units for which the user may bring `doan_vien` and `bien_dong` as sheets; an officer pastes kết nạp alone."""
    total = NOWHERE
    for grant in rights_of(user).grants("import_doan_vien"):
        if grant.cell.note != BY_PASTE:
            total = total | grant.scope
    return total


def may_bring_sheets(user) -> bool:
    """May the user bring these sheets for any unit at all?"""
    return any(grant.cell.note != BY_PASTE for grant in rights_of(user).grants("import_doan_vien"))
