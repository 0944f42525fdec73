"""Put off the search for cyclic garbage while a great many small things are made and dropped."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_collection() -> Iterator[None]:
    """Look for no cyclic garbage meanwhile; for work that makes none and holds little at a time.

    Python looks through all there is whenever enough that is new has lasted for a while. In a batch
    of reports enough always has, and what there is grows with the archive.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
