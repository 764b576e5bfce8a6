"""The garbage collector of a process that serves pages or works in the background."""

import gc

THRESHOLDS = (20_000, 20, 20)  # Python's own are 700, 10, 10


def calm_collector() -> None:
    """Look for rings of garbage seldom, and never among what is loaded by now; call it once the product is loaded.

    A page over 12.000 employers makes as many small rows, none of them in a ring: each thousand of them set off a look
    through everything alive, which took a quarter of the page (docs/benchmarks.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
