"""Bytes of every kind → :class:`~onrecord.records.Report`.

:func:`read` is the loop; a parallel runner calls :func:`list_items` where the input is and
:func:`read_item` in its workers, and gets the same.

What cannot be read is a :class:`~onrecord.records.Refusal` with one of these reasons:

==================== =============================================================================
``bad-record``       a record of a web archive without a header that can be read
``bad-row``          a row of JSON Lines that is no JSON object with a text, or no valid Unicode
``compression-bomb`` compressed data that grows past anything that text is
``damaged``          compressed data, a ZIP, an archive or a feed that cannot be read on
``empty``            no bytes, or no letter of text
``fetch-failed``     a URL that gave no page: no host, no answer, an error status, too slow
``fetch-refused``    a URL that leads to a private, loopback, link-local or reserved address, or
                     that is not plain ``http(s)``
``hostile-xml``      a feed that declares entities of its own
``no-article``       a page without body text
``not-a-feed``       an XML file that is no RSS or Atom
``not-a-file``       a pipe, socket or device
``not-text``         binary data, lone surrogates, or a content type that is none of these
``nothing-readable`` a folder without a file of a known kind, an archive without a page
``robots``           the site's robots.txt asks robots to leave the page alone, or gives no answer
``too-deep``         markup nested deeper than any page
``too-large``        more bytes, characters or elements than the options allow
``truncated``        an archive, a compressed file or a list that ends too early
``unreadable``       the system does not let it be read, as without permission
==================== =============================================================================
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from onrecord.read.items import Item
from onrecord.read.options import FetchOptions, ReadOptions
from onrecord.read.readers import read_item
from onrecord.read.refusals import REASONS
from onrecord.read.sources import list_items
from onrecord.records import Refusal, Report

__all__ = ["REASONS", "FetchOptions", "Item", "ReadOptions", "list_items", "read", "read_item"]


def read(
    *sources: str | os.PathLike[str],
    options: ReadOptions = ReadOptions(),  # noqa: B008 - immutable
) -> Iterator[Report | Refusal]:
    """Read reports, in input order.

    Args:
        sources: files, folders, ``http(s)`` URLs, or ``-`` for standard input. Text, HTML, JSON
            Lines (``{"text": …}`` or ``{"html": …}`` a row), JSON lists, RSS and Atom, WARC and
            WACZ, each also gzip; a folder is walked in sorted order.
        options: limits, and how URLs are fetched.

    Returns:
        A report or a refusal for each file, row, entry or page.

    Raises:
        InputError: a path does not exist; raised before anything is read.
    """
    items = list_items(sources, options)
    return (outcome for item in items for outcome in read_item(item, options))
