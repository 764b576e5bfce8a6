"""Forms of the import centre and of the grid of people."""

from .nhap_lieu import HistoryFilter, MappingForm, UploadForm
from .pasted import COLUMNS, MAX_ROWS
from .people_grid import PeopleGrid, PeopleGridForm

__all__ = ["COLUMNS", "MAX_ROWS", "HistoryFilter", "MappingForm", "PeopleGrid", "PeopleGridForm", "UploadForm"]
