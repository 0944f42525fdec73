"""Ray: shares as the rows of a Ray Data set, each worker an actor that outlasts many of them.

Ray starts an actor again that has died and gives its share to another. Every machine of the cluster
needs onrecord with the same version of everything, and must reach the same output folder.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import msgspec

from onrecord.errors import InputError
from onrecord.scale.group_tasks import GroupOutput, GroupTask, run_task
from onrecord.scale.shares import Share
from onrecord.scale.stages import Done, Mapper, Stage

_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
"""Ray tells its makers how it is used unless it is asked not to; the second silences a warning."""


class RayEngine:
    """A Ray cluster.

    Args:
        address: ``ray://HOST:PORT``; None for the one RAY_ADDRESS names, or else one of this
            machine, started for this batch.
        workers: how many shares are done at a time.
    """

    def __init__(self, address: str | None, workers: int) -> None:
        self._address = address
        self._workers = workers
        load_ray()

    def map_shares(self, stage: Stage, shares: Sequence[Share]) -> Iterator[Done]:
        """Yield what came of each share, as they are done."""
        ray = self._connect()
        if shares:
            rows = [{"share": msgspec.json.encode(share)} for share in shares]
            if ray.util.client.ray.is_connected():
                lines = ray.get(ray.remote(_map_rows).remote(rows, stage, self._workers))
                yield from (msgspec.json.decode(line, type=Done) for line in lines)
                return
            for row in _run(rows, stage, self._workers):
                yield msgspec.json.decode(row["done"], type=Done)

    def run_tasks(self, tasks: Sequence[GroupTask]) -> list[GroupOutput]:
        """Return what each task of grouping wrote."""
        ray = self._connect()
        work = ray.remote(run_task).options(max_retries=-1)
        return list(ray.get([work.remote(task) for task in tasks]))

    def close(self) -> None:
        """Leave the cluster; one that was started for this engine ends."""
        load_ray().shutdown()

    def _connect(self) -> Any:
        """Return Ray, connected to the cluster.

        Raises:
            InputError: no cluster answers.
        """
        ray = load_ray()
        if ray.is_initialized():
            return ray
        own = self._address is None and "RAY_ADDRESS" not in os.environ
        size = {"num_cpus": self._workers, "include_dashboard": False} if own else {}
        try:
            ray.init(self._address, logging_level="ERROR", log_to_driver=False, **size)
        except ConnectionError as error:
            where = self._address or os.environ.get("RAY_ADDRESS", "this machine")
            raise InputError(f"no Ray cluster answers at {where}: {error}") from error
        return ray


class RayMapper:
    """A :class:`~onrecord.scale.stages.Mapper` as Ray Data calls it."""

    def __init__(self, stage: Stage) -> None:
        self._mapper = Mapper(stage)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Do the share of a row."""
        share = msgspec.json.decode(row["share"], type=Share)
        return {"done": msgspec.json.encode(self._mapper(share))}


def load_ray() -> Any:
    """Return Ray.

    Raises:
        InputError: it is not installed.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        return import_module("ray")
    except ImportError as error:
        raise InputError(
            "this engine needs Ray, which is not installed: pip install 'onrecord[cluster]'"
        ) from error


def _map_rows(rows: list[dict[str, Any]], stage: Stage, workers: int) -> list[bytes]:
    """Do all shares from inside the cluster, where Ray Data's own loop must run."""
    return [row["done"] for row in _run(rows, stage, workers)]


def _run(rows: list[dict[str, Any]], stage: Stage, workers: int) -> Iterator[dict[str, Any]]:
    data = import_module("ray.data")
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    data.DataContext.get_current().enable_progress_bars = False
    found: Iterator[dict[str, Any]] = (
        data.from_items(rows, override_num_blocks=len(rows))
        .map(
            RayMapper,
            fn_constructor_args=(stage,),
            compute=data.ActorPoolStrategy(size=workers),
            num_cpus=1,
        )
        .iter_rows()
    )
    return found
