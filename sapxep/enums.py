"""Kinds of reorganisation decisions (02 §2.1)."""

from django.db import models


class HoSoThanhLap(models.TextChoices):
    """The papers of a founding, sent within 15 working days after the congress (07 §7.2)."""

    DE_NGHI = "de_nghi", "Văn bản đề nghị công nhận"
    DANH_SACH = "danh_sach", "Danh sách đoàn viên và đơn gia nhập"
    TRICH_NGANG = "trich_ngang", "Trích ngang ban chấp hành, ủy ban kiểm tra"
    BIEN_BAN_DAI_HOI = "bien_ban_dai_hoi", "Biên bản đại hội thành lập"
    BIEN_BAN_KIEM_PHIEU = "bien_ban_kiem_phieu", "Biên bản kiểm phiếu"


class LoaiSapXep(models.TextChoices):
    """What a decision does to a unit."""

    CHUYEN_CAP_TREN = "chuyen_cap_tren", "Chuyển cấp trên"
    SAP_NHAP = "sap_nhap", "Sáp nhập"
    GIAI_THE = "giai_the", "Giải thể"
    DOI_TEN = "doi_ten", "Đổi tên"


class TrangThaiChuyen(models.TextChoices):
    """The life of a decision that hands employers over: a clerk proposes it, the province carries it out (08 §8.3)."""

    DE_NGHI = "de_nghi", "Đề nghị"
    DA_THUC_HIEN = "da_thuc_hien", "Đã thực hiện"
    KHONG_DONG_Y = "khong_dong_y", "Không đồng ý"
    DA_HOAN_TAC = "da_hoan_tac", "Đã hoàn tác"


THANH_LAP, CHUYEN = "thanh_lap", "chuyen_quan_ly"  # kinds of decisions that are tables of their own
