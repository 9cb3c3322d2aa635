"""Judge many declarations with all processors, in the order in which they were found.

A process is only worth its start with a few hundred files (measured in tests/bench), so fewer are judged in this one.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, TypeVar

FEW = 200
"""Files; as many, or more, are shared out."""
PORTION = 50
"""Files that a process gets at once: enough that handing them over costs nothing beside judging them."""

MOST = 60
"""Processes; some systems have no room for more."""

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Item], Result | None]

_work: Callable[[Any], Any] | None = None
"""What this process does. A process that is forked has it already; one that is started anew makes its own."""


def in_order(
    items: Iterable[Item], work: Work[Item, Result], make: Callable[[], Work[Item, Result]], jobs: int
) -> Iterator[Result]:
    """Yield what `work` makes of each item, without None, in the order of the items.

    `jobs` is the most processes to use, 0 for one for each processor. `make` makes `work` where a
    process cannot be handed it.
    """
    waiting = iter(items)
    jobs = jobs or processors()
    first = list(islice(waiting, FEW)) if jobs > 1 else []
    everything = chain(first, waiting)
    results = map(work, everything) if len(first) < FEW else _shared(everything, work, make, jobs)
    return (result for result in results if result is not None)


def processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _shared(
    items: Iterator[Item], work: Work[Item, Result], make: Callable[[], Work[Item, Result]], jobs: int
) -> Iterator[Result | None]:
    """Share the items out to processes; a few portions are under way at a time, so that memory stays flat."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    global _work  # noqa: PLW0603 (what a forked process finds)
    _work = work
    forks = sys.platform == "linux"
    context = get_context("fork" if forks else "spawn")
    pool = ProcessPoolExecutor(min(jobs, MOST), context, initializer=_begin, initargs=(None if forks else make,))
    try:
        under_way = deque[Any]()
        while portion := list(islice(items, PORTION)):
            under_way.append(pool.submit(_portion, portion))
            if len(under_way) > 2 * jobs:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    finally:
        # Portions that are under way take a moment; not to wait for them is a race at the end of the program.
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(make: Any) -> None:
    """Prepare a process: an interruption is for the one that started it, whose end is its own end too."""
    from threading import Thread

    global _work  # noqa: PLW0603
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()
    if make is not None:
        _work = make()


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _portion(items: list[Any]) -> list[Any]:
    if _work is None:
        message = "this process has nothing to do"
        raise RuntimeError(message)
    return [_work(item) for item in items]
