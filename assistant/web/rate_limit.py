"""Keeps one account from asking more than a person can: a bucket of calls for each, filled again as time passes."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

BUCKETS_KEPT = 10_000  # the longest unused goes first; it was full again long ago


class RateLimit:
    """Counts calls in this process; a restart begins anew."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with full buckets.

        :param clock: Seconds.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[tuple[int, str], tuple[float, float]] = OrderedDict()  # calls left, when counted

    def wait(self, user_id: int | None, what: str, per_minute: int) -> int:
        """Count one call.

        :param user_id: Who calls; None, whoever sits at this machine, is not counted.
        :param what: Calls of the same name share a bucket.
        :param per_minute: How many a minute, and how many at once after a pause; 0 for as many as one likes.
        :return: 0 if the call may be made, else after how many seconds.
        """
        if user_id is None or per_minute == 0:
            return 0
        with self._lock:
            now = self._clock()
            left, counted = self._buckets.pop((user_id, what), (float(per_minute), now))
            left = min(float(per_minute), left + (now - counted) * per_minute / 60)
            allowed = left >= 1
            self._buckets[user_id, what] = (left - 1 if allowed else left, now)
            if len(self._buckets) > BUCKETS_KEPT:
                self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) * 60 / per_minute))
