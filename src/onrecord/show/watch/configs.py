"""What to watch: a TOML file, checked before anything is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from onrecord.errors import InputError, RefusedError
from onrecord.read.urls import check_url
from onrecord.records import Record

Minutes = Annotated[float, msgspec.Meta(ge=1, le=10_080)]


class FeedConfig(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A feed, or a page, to poll; ``interval_minutes`` where it differs from the usual."""

    url: str
    interval_minutes: Minutes | None = None


class WebhookConfig(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where changes are posted; ``secret_env`` names the variable with the secret that signs."""

    url: str
    secret_env: str | None = None


class WatchConfig(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to watch and how often, and where to post what is new."""

    feeds: Annotated[tuple[FeedConfig, ...], msgspec.Meta(min_length=1)]
    interval_minutes: Minutes = 15.0
    webhook: WebhookConfig | None = None

    def find_interval(self, feed: FeedConfig) -> float:
        """Return the seconds between two polls of a feed."""
        return 60 * (feed.interval_minutes or self.interval_minutes)


def load_config(path: Path) -> WatchConfig:
    """Read what to watch.

    Args:
        path: a TOML file.

    Raises:
        InputError: it cannot be read, or says something that means nothing; with where and what.
    """
    try:
        config = msgspec.toml.decode(path.read_bytes(), type=WatchConfig)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from None
    _check_urls(path, config)
    return config


def _check_urls(path: Path, config: WatchConfig) -> None:
    seen: set[str] = set()
    named = [(f"feeds[{number}].url", feed.url) for number, feed in enumerate(config.feeds)]
    for place, url in named:
        if url in seen:
            raise InputError(f"{path}: {url} is there twice - at `$.{place}`")
        seen.add(url)
    if config.webhook is not None:
        named.append(("webhook.url", config.webhook.url))
    for place, url in named:
        try:
            check_url(url)
        except RefusedError as error:
            raise InputError(f"{path}: {error.refusal.detail} - at `$.{place}`") from None
