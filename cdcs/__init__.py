"""The programme, the union units with their dated tree, roles and rights, import batches (04 §4.1)."""
