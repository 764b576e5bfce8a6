"""The version of the product, as the report workbook and the change log name it."""

VERSION = "0.5.0"
