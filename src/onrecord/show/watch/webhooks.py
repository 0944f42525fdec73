"""Posting events: each until it is taken, in order, always under the same key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping

import httpx
import tenacity

from onrecord.errors import InputError
from onrecord.show.rows import encode_json
from onrecord.show.watch.clocks import Clock
from onrecord.show.watch.configs import WebhookConfig
from onrecord.show.watch.events import Event

ATTEMPTS = 4
FIRST_SECONDS, LONGEST_SECONDS = 1.0, 30.0
TIMEOUT_SECONDS = 15.0
_AGAIN = frozenset({408, 425, 429})


class PostError(Exception):
    """An event that was not taken; ``again`` where it may be if it is posted again at once."""

    def __init__(self, text: str, *, again: bool) -> None:
        super().__init__(text)
        self.again = again


class Webhook:
    """Where events are posted."""

    def __init__(self, config: WebhookConfig, environment: Mapping[str, str], clock: Clock) -> None:
        """Keep where to, and read the secret.

        Raises:
            InputError: the variable with the secret is not set.
        """
        self._url = config.url
        self._clock = clock
        self._secret = None
        if config.secret_env is not None:
            secret = environment.get(config.secret_env)
            if not secret:
                raise InputError(f"the webhook's secret is not set: {config.secret_env}")
            self._secret = secret.encode()

    def post(self, event: Event) -> None:
        """Post an event, some times where it is not taken at once.

        Raises:
            PostError: it was not taken.
        """
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_exponential_jitter(FIRST_SECONDS, LONGEST_SECONDS),
            retry=tenacity.retry_if_exception(self._may_try_again),
            sleep=self._clock.wait,
            reraise=True,
        )
        retrying(self._send, event)

    def _may_try_again(self, error: BaseException) -> bool:
        return isinstance(error, PostError) and error.again and not self._clock.stopped

    def _send(self, event: Event) -> None:
        body = encode_json(event)
        headers = {
            "Content-Type": "application/json", "User-Agent": "onrecord",
            "Idempotency-Key": event.key, **self._sign(body),
        }  # fmt: skip
        try:
            with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
                response = client.post(self._url, content=body, headers=headers)
        except (httpx.HTTPError, OSError) as error:
            raise PostError(f"{type(error).__name__}: {str(error)[:200]}", again=True) from None
        if not response.is_success:
            again = response.is_server_error or response.status_code in _AGAIN
            raise PostError(f"status {response.status_code}", again=again)

    def _sign(self, body: bytes) -> dict[str, str]:
        if self._secret is None:
            return {}
        digest = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        return {"X-Onrecord-Signature": f"sha256={digest}"}


Post = Callable[[Event], None]
