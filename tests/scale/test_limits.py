from __future__ import annotations

import signal
import threading

import pytest

from onrecord.scale.limits import TimeLimitError, limit_seconds

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no alarms here")


def test_work_that_takes_too_long_is_cut_short_even_where_it_catches_all_exceptions() -> None:
    def work_stubbornly() -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:
                continue

    with pytest.raises(TimeLimitError), limit_seconds(0.02):
        work_stubbornly()


def test_work_in_time_is_left_alone_and_so_is_an_alarm_set_before() -> None:
    before = signal.getsignal(signal.SIGALRM)
    outer = signal.getitimer(signal.ITIMER_REAL)[0]
    with limit_seconds(60):
        pass
    assert signal.getsignal(signal.SIGALRM) is before
    assert bool(signal.getitimer(signal.ITIMER_REAL)[0]) == bool(outer)


def test_other_threads_work_without_a_limit() -> None:
    done = []

    def work() -> None:
        with limit_seconds(0.000001):
            done.append(sum(range(1000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
