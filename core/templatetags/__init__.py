"""Template filters and tags of the product; the library is called ``so``."""
