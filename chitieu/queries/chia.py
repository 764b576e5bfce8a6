"""Sharing a whole number out by weights: arithmetic, for proposals of quotas."""

from collections.abc import Sequence


def chia_phan(total: int, weights: Sequence[int]) -> list[int]:
    """Return whole parts of `total` in proportion to `weights`; the parts add up to it exactly.

    Largest remainder: every part is its exact share rounded down, and what is left over goes one by one to the largest
    remainders, of equal ones to the earlier. Who weighs more never gets less. Where nobody weighs anything, all weigh
    the same.
    """
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    parts = [total * weight // whole for weight in weights]
    rest = [total * weight % whole for weight in weights]
    order = sorted(range(len(parts)), key=lambda place: (-rest[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts
