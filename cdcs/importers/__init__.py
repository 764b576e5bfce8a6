from .cong_doan import CongDoanImporter

__all__ = ["CongDoanImporter"]
