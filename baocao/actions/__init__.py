from .hoan_tac import undo_import
from .lo_nhap import confirm_batch, read_batch, receive_pasted, receive_upload, write_batch
from .nhap import IMPORTERS, import_file, make_importer

__all__ = [
    "IMPORTERS",
    "confirm_batch",
    "import_file",
    "make_importer",
    "read_batch",
    "receive_pasted",
    "receive_upload",
    "undo_import",
    "write_batch",
]
