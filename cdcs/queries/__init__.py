from .cong_doan import co_so_cua, names_on, so_don_vi, truc_thuoc

__all__ = ["co_so_cua", "names_on", "so_don_vi", "truc_thuoc"]
