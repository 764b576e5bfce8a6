from .so_lieu import show_so_lieu, so_lieu

__all__ = ["show_so_lieu", "so_lieu"]
