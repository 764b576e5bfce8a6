from .doanh_nghiep import (
    DoanhNghiepCreateForm,
    DoanhNghiepFilter,
    DoanhNghiepForm,
    LaoDongForm,
    LinkForm,
    UnlinkForm,
)

__all__ = ["DoanhNghiepCreateForm", "DoanhNghiepFilter", "DoanhNghiepForm", "LaoDongForm", "LinkForm", "UnlinkForm"]
