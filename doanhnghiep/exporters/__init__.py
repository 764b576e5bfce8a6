from .doanh_nghiep import write_doanh_nghiep

__all__ = ["write_doanh_nghiep"]
