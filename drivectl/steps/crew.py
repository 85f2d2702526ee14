"""Work on the texts of many cases: here, or in several processes. The answers are the same and in the same order."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from drivectl.model.own import OwnRecognisers
from drivectl.recognise.engine import Engine

Answer = TypeVar("Answer")
Tick = Callable[[int, int], None]
"""Told how many texts of how many are done."""


class Crew:
    """One engine and, where more than one worker is wanted, processes that each build the same."""

    def __init__(self, engine: Engine, workers: int = 1, tick: Tick = lambda _, __: None) -> None:
        self._engine, self._workers, self._tick = engine, workers, tick

    @property
    def detectors(self) -> list[dict[str, str]]:
        """What looks, with version and digest, for the receipt."""
        return [asdict(one) for one in self._engine.detectors]

    def each(self, do: Callable[..., Answer], tasks: Sequence[tuple[Any, ...]]) -> Iterator[Answer]:
        """``do(engine, *task)`` for every task, in order; the first part of a task are its texts."""
        total, done = sum(len(task[0]) for task in tasks), 0
        for task, answer in zip(tasks, self._answers(do, tasks), strict=True):
            yield answer
            done += len(task[0])
            self._tick(done, total)

    def _answers(self, do: Callable[..., Answer], tasks: Sequence[tuple[Any, ...]]) -> Iterator[Answer]:
        if min(self._workers, len(tasks)) < 2:
            yield from (do(self._engine, *task) for task in tasks)
            return
        # started afresh rather than forked: a fork would copy locks that another thread may hold
        pool = ProcessPoolExecutor(
            min(self._workers, len(tasks)), get_context("spawn"), _begin, (self._engine.recognisers, self._engine.own)
        )
        try:
            yield from pool.map(partial(_task, do), tasks, chunksize=max(1, len(tasks) // (self._workers * 16)))
        finally:
            pool.shutdown(cancel_futures=True)


_ENGINE: list[Engine] = []
"""The engine of this process, where it is a worker."""


def own_recognisers(site: Path | None, named: Sequence[str]) -> OwnRecognisers | None:
    """The site's own recognisers, where Presidio's run and the site has some."""
    path = site / "policies" / "recognisers.yaml" if site and "presidio" in named else None
    if path is None or not path.exists():
        return None
    from drivectl.spec.load import load_own  # noqa: PLC0415 -- pydantic only where there is a file

    return load_own(path)


def _begin(recognisers: tuple[str, ...], own: OwnRecognisers | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and stops the workers
    _ENGINE.append(Engine(recognisers, own))


def _task(do: Callable[..., Answer], task: tuple[Any, ...]) -> Answer:
    return do(_ENGINE[0], *task)
