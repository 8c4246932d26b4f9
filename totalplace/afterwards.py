"""What has to follow a change soon, yet is no part of it: derived records brought up to date, checks that fall due.

    register("quality", after_request=refresh_few, in_worker=refresh_all)

`after_request` runs when a request that may have written was answered, before the person sees the answer: keep it to
milliseconds. `in_worker` runs about once a second in every worker process, whoever wrote and by whatever way; it must
bear another worker doing the same. What fails is logged, and tried again next time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

Work = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Follower:
    """Work that follows changes."""

    name: str
    after_request: Work | None
    in_worker: Work | None


_followers: dict[str, Follower] = {}


def register(name: str, *, after_request: Work | None = None, in_worker: Work | None = None) -> None:
    """Let this work follow every change. The same name again replaces it."""
    _followers[name] = Follower(name, after_request, in_worker)


def follow_request() -> None:
    """Run what follows a request. The answer stands whatever becomes of it: a worker sees to what is left."""
    for each in _followers.values():
        if each.after_request is not None:
            _run(each.name, each.after_request)


def follow_in_worker() -> None:
    """Run what workers look after. OperationalError when the database is gone, which is for the worker to bear."""
    for each in _followers.values():
        if each.in_worker is not None:
            _run(each.name, each.in_worker, OperationalError, InterfaceError)


def _run(name: str, work: Work, *passed_on: type[Exception]) -> None:
    try:
        work()
    except passed_on:
        raise
    except Exception:
        logger.exception("What follows a change (%s) failed; it is tried again", name)
