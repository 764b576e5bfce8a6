from .doanh_nghiep import DoanhNghiepCreateForm, DoanhNghiepFilter, DoanhNghiepForm, LaoDongForm, LinkForm

__all__ = ["DoanhNghiepCreateForm", "DoanhNghiepFilter", "DoanhNghiepForm", "LaoDongForm", "LinkForm"]
