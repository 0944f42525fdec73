"""Fetching ``http(s)`` URLs, and nothing they should not lead to.

Every host, of the URL and of every redirect, is resolved here, each of its addresses is vetted, and
the connection goes to a vetted address, so that a name cannot change its answer in between (DNS
rebinding). Size and time are bounded for a whole URL, robots.txt is honoured as RFC 9309 says.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
from msgspec import field
from protego import Protego

from onrecord.read.options import FetchOptions
from onrecord.read.refusals import refuse
from onrecord.read.streams import inflate
from onrecord.records import Record

ROBOTS_MAX_BYTES = 512_000
"""RFC 9309 asks for 500 kibibytes at least."""
ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.5"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Fetched(Record, frozen=True):
    """What a URL led to: the last URL of its redirects, the status, the body decompressed.

    ``headers`` are those of the answer by their names in lower case.
    """

    url: str
    status: int
    content_type: str
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def is_public(address: IPAddress) -> bool:
    """Tell an address of the open internet from private, local, reserved and multicast ones.

    Addresses that carry an IPv4 one (mapped, 6to4, Teredo, NAT64) are judged by that too.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if not all(is_public(carried) for carried in inner if carried):
            return False
        if address.ipv4_mapped or address in _NAT64:
            return True
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_private or address.is_unspecified
    )


class Deadline:
    """The time by which a whole fetch must be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            RefusedError: ``fetch-failed`` where there are none.
        """
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise refuse("fetch-failed", "timed out")
        return seconds


class VettedBackend(httpcore.NetworkBackend):
    """Connects to vetted addresses only; every wait ends with the deadline."""

    def __init__(self, options: FetchOptions) -> None:
        self._options = options
        self._sync = httpcore.SyncBackend()
        self.deadline = Deadline(options.timeout_seconds)

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Connect to the first of a host's addresses that answers, if all may be connected to."""
        error: Exception | None = None
        for address in resolve_host(host, port, self._options.allow_private):
            try:
                seconds = min(timeout or self.deadline.left(), self.deadline.left())
                stream = self._sync.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except httpcore.NetworkError as failure:
                error = failure
            else:
                return _TimedStream(stream, self.deadline)
        raise refuse("fetch-failed", f"cannot connect to {host}: {error}")


def resolve_host(host: str, port: int, allow_private: bool) -> list[str]:
    """Return the addresses of a host.

    Raises:
        RefusedError: ``fetch-refused`` where any of them is not public, unless that is allowed;
            ``fetch-failed`` where the host has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise refuse("fetch-failed", f"cannot resolve {host}: {error}") from None
    names = dict.fromkeys(str(info[4][0]) for info in found)
    for name in names:
        if not allow_private and not is_public(ipaddress.ip_address(name.split("%")[0])):
            raise refuse("fetch-refused", f"{host} leads to {name}, which is not a public address")
    return list(names)


class _TimedStream(httpcore.NetworkStream):
    """A network stream whose waits end with the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def _bound(self, timeout: float | None) -> float:
        left = self._deadline.left()
        return min(timeout or left, left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._bound(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._bound(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class VettedTransport(httpx.BaseTransport):
    """httpx over a connection pool that vets; no proxy, no environment."""

    def __init__(self, backend: VettedBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the response, its body still to be read."""
        url = request.url
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        sent = httpcore.Request(
            request.method, target, headers=request.headers.raw, extensions=request.extensions
        )
        response = self._pool.handle_request(sent)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response),
            extensions={"http_version": b"HTTP/1.1"},
        )  # fmt: skip

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class Fetcher:
    """Fetches URLs under one set of options, each host's robots.txt once."""

    def __init__(self, options: FetchOptions) -> None:
        self._options = options
        self._robots: dict[str, Protego | None] = {}

    def fetch(self, url: str) -> Fetched:
        """Return what a URL leads to.

        Raises:
            RefusedError: ``fetch-refused`` (where it leads may not be fetched), ``robots``,
                ``fetch-failed`` (no answer, no page, too slow), or ``too-large``.
        """
        fetched = self.ask(url)
        if fetched.status != httpx.codes.OK:
            raise refuse("fetch-failed", f"status {fetched.status}")
        return fetched

    def ask(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """Return the answer that a URL leads to, whatever its status.

        Args:
            url: what to ask for.
            headers: what to send besides the usual, as ``If-None-Match``.

        Raises:
            RefusedError: as :meth:`fetch`, but for the status.
        """
        backend = VettedBackend(self._options)
        with httpx.Client(transport=VettedTransport(backend), trust_env=False) as client:
            try:
                return self._follow(client, url, headers or {})
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                raise refuse("fetch-failed", _describe(error)) from None
            except (
                httpcore.NetworkError,
                httpcore.ProtocolError,
                httpcore.TimeoutException,
            ) as error:
                raise refuse("fetch-failed", _describe(error)) from None
            except (OSError, ValueError) as error:
                raise refuse("fetch-failed", _describe(error)) from None

    def _follow(self, client: httpx.Client, url: str, headers: Mapping[str, str]) -> Fetched:
        for _ in range(self._options.max_redirects + 1):
            check_url(url)
            if not self._options.ignore_robots:
                self._check_robots(client, url)
            fetched, location = self._get(client, url, self._options.max_bytes, headers)
            if location is None:
                return fetched
            url = location
        raise refuse("fetch-failed", f"more than {self._options.max_redirects} redirects")

    def _get(
        self, client: httpx.Client, url: str, max_bytes: int, headers: Mapping[str, str]
    ) -> tuple[Fetched, str | None]:
        """Return the answer to one request and where it redirects to, if it does."""
        sent = {
            "User-Agent": self._options.user_agent, "Accept": ACCEPT,
            "Accept-Encoding": "gzip, deflate", **headers,
        }  # fmt: skip
        with client.stream("GET", url, headers=sent, follow_redirects=False) as response:
            location = response.headers.get("location") if response.is_redirect else None
            data = b"" if location else _read_body(response, max_bytes)
            fetched = Fetched(
                url=url, status=response.status_code, data=data,
                content_type=response.headers.get("content-type", ""),
                headers=dict(response.headers),
            )  # fmt: skip
            return fetched, str(httpx.URL(url).join(location)) if location else None

    def _check_robots(self, client: httpx.Client, url: str) -> None:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._fetch_robots(client, f"{site}/robots.txt")
        rules = self._robots[site]
        if rules is None:
            raise refuse("robots", "robots.txt could not be read; until it can, all is disallowed")
        if not rules.can_fetch(url, self._options.user_agent):
            raise refuse("robots", "robots.txt disallows it")

    def _fetch_robots(self, client: httpx.Client, url: str) -> Protego | None:
        """Return a site's rules: none where it has no robots.txt, None where it gives no answer."""
        for _ in range(self._options.max_redirects + 1):
            check_url(url)
            try:
                fetched, location = self._get(client, url, ROBOTS_MAX_BYTES, {})
            except (httpcore.TimeoutException, httpx.TimeoutException):
                return None
            if location is None:
                return _parse_robots(fetched)
            url = location
        return Protego.parse("")


def _parse_robots(fetched: Fetched) -> Protego | None:
    if fetched.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return None
    ok = fetched.status == httpx.codes.OK
    return Protego.parse(fetched.data.decode("utf-8", "replace") if ok else "")


def check_url(url: str) -> None:
    """Refuse URLs that are not plain ``http(s)``.

    Raises:
        RefusedError: ``fetch-refused``.
    """
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username or parts.password
    except ValueError as error:
        raise refuse("fetch-refused", f"not a URL: {error}") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise refuse("fetch-refused", f"not an http or https URL: {url[:200]}")
    if user is not None:
        raise refuse("fetch-refused", "a URL with a user name or password in it")


def _read_body(response: httpx.Response, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        parts.append(part)
        size += len(part)
        if size > max_bytes:
            raise refuse("too-large", f"more than {max_bytes} bytes")
    return inflate(b"".join(parts), response.headers.get("content-encoding", ""), max_bytes)


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"


@lru_cache(maxsize=8)
def get_fetcher(options: FetchOptions) -> Fetcher:
    """Return this process's fetcher for some options, with the robots.txt files it has read."""
    return Fetcher(options)
