"""Who may do what, where: the table of rights (08) and its judge."""

from cdcs.access.rights import Rights, Scope, forget_rights, require, rights_of
from cdcs.access.table import ACTS, Act, Cell, Reach, rights_markdown

__all__ = [
    "ACTS",
    "Act",
    "Cell",
    "Reach",
    "Rights",
    "Scope",
    "forget_rights",
    "require",
    "rights_markdown",
    "rights_of",
]
