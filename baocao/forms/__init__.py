"""Forms of the import centre and of the grid of people."""

from .nhap_lieu import HistoryFilter, MappingForm, UploadForm
from .people_grid import COLUMNS, MAX_ROWS, PeopleGrid, PeopleGridForm

__all__ = ["COLUMNS", "MAX_ROWS", "HistoryFilter", "MappingForm", "PeopleGrid", "PeopleGridForm", "UploadForm"]
