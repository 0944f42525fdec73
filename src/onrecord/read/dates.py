"""Calendar dates as they are written on pages and in containers.

Values are EDTF (ISO 8601-2:2019). Where day and month cannot be told apart and the text does not
say which comes first, the value is the range that holds both readings.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.resources import files
from typing import Literal

from onrecord.records import Span

Order = Literal["day first", "month first"]

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_NAME = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<{0}>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_TIME = (
    r"(?:\s*[,|·•@–—-]?\s*(?:at\s+)?(?P<hour>[0-2]?\d)[:.h](?P<minute>[0-5]\d)(?::[0-5]\d)?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?)?"
)
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>[01]\d)-(?P<iso_day>[0-3]\d)(?:T(?=\d)|(?!\w))|"
    + _NAME.format("month_a")
    + r"\s{1,2}"
    + _DAY.format("day_a")
    + r"\b(?!:)(?:,?\s{1,2}"
    + _YEAR.format("year_a")
    + r")?(?!\w)|"
    + _DAY.format("day_b")
    + r"(?:\s{1,2}of)?[\s-]{1,2}"
    + _NAME.format("month_b")
    + r"(?:[,\s-]{1,3}"
    + _YEAR.format("year_b")
    + r")?(?!\w)|"
    + _NAME.format("month_c")
    + r",?\s{1,2}"
    + _YEAR.format("year_c")
    + r"(?!\w)"
    r"|(?P<first>[0-3]?\d)(?P<mark>[/.-])(?P<second>[0-3]?\d)(?P=mark)(?P<year_d>(?:19|20)\d\d|(?<=/)\d\d)"
    r"(?![\w/-]|\.\d))" + _TIME,
    re.IGNORECASE,
)
_EDTF = re.compile(
    r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?[?~%]?"
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b(?:\s?[ap]\.?m\.?)?|\b\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
_AGO = re.compile(
    r"\b\d+\s+(?:sec(?:ond)?|min(?:ute)?|hour|day|week|month|year)s?\s+ago\b", re.IGNORECASE
)
DATE_LINE_MAX_CHARS = 120
_EARLIEST_YEAR = 1900


@cache
def load_date_words(section: str) -> re.Pattern[str]:
    """Return a pattern for the words of one section of ``dates.toml``."""
    raw = tomllib.loads(files(__package__).joinpath("dates.toml").read_text("utf-8"))
    words = "|".join(r"\s+".join(phrase.split()) for phrase in raw[section])
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE if section == "beside" else 0)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as written: its span, EDTF value, and what of it the words give.

    ``edtf`` is None where no year is written; then ``month`` and ``day`` say what is.
    """

    span: Span
    edtf: str | None
    month: int
    day: int | None
    numeric: bool = False


def find_dates(
    text: str, start: int = 0, end: int | None = None, order: Order | None = None
) -> Iterator[FoundDate]:
    """Yield the calendar dates written in ``text[start:end]``, in order.

    Args:
        text: the whole text.
        start: where to begin, in code points.
        end: where to stop; the end of the text unless given.
        order: which of day and month comes first in an all-numeric date, where that is known.
    """
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        found = _read_match(match, order)
        if found:
            yield found


def _read_match(match: re.Match[str], order: Order | None) -> FoundDate | None:
    part = match.groupdict()
    span = (match.start(), match.end())
    if part["first"]:
        edtf = _read_numeric(part, "day first" if part["mark"] == "." else order)
        if not edtf:
            return None
        return FoundDate(span, edtf, 0, None, numeric=True)
    year = next((part[k] for k in ("iso_year", "year_a", "year_b", "year_c") if part[k]), None)
    name = next((part[k] for k in ("month_a", "month_b", "month_c") if part[k]), None)
    month = _read_month(name) if name else int(part["iso_month"])
    written = next((part[k] for k in ("iso_day", "day_a", "day_b") if part[k]), None)
    day = int(written) if written else None
    if not is_date(int(year or 2000), month, day or 1):
        return None
    if name and name.lower() in {"may", "mar", "march"} and not name[0].isupper() and not year:
        return None
    edtf = write_date(int(year), month, day) + _write_time(part) if year else None
    return FoundDate(span, edtf, month, day)


def _read_year(written: str) -> int:
    """Read a year of four digits or two; two digits mean the years 1970 to 2069."""
    year = int(written)
    return year if len(written) == 4 else year + (2000 if year < 70 else 1900)


def _read_month(name: str) -> int:
    return next(i for i, full in enumerate(MONTHS, 1) if full.startswith(name.lower()[:3]))


def is_date(year: int, month: int, day: int) -> bool:
    """Say whether the calendar has this day and a report could speak of it as a date."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year >= _EARLIEST_YEAR


def write_date(year: int, month: int, day: int | None) -> str:
    """Return a day, or a month where ``day`` is None, as EDTF."""
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def _write_time(part: dict[str, str | None]) -> str:
    if (
        part["hour"] is None
        or part["minute"] is None
        or not (part["day_a"] or part["day_b"] or part["iso_day"])
    ):
        return ""
    hour, half = int(part["hour"]), (part["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"T{hour:02}:{part['minute']}" if hour < 24 else ""


def _read_numeric(part: dict[str, str], order: Order | None) -> str | None:
    """Return the date, or the range of both readings where the order is not known."""
    year, first, second = _read_year(part["year_d"]), int(part["first"]), int(part["second"])
    readings = []
    if order != "month first" and is_date(year, second, first):
        readings.append(date(year, second, first))
    if order != "day first" and is_date(year, first, second):
        readings.append(date(year, first, second))
    if not readings:
        return None
    low, high = min(readings).isoformat(), max(readings).isoformat()
    return low if low == high else f"{low}/{high}"


def guess_order(text: str, spans: Sequence[Span]) -> Order | None:
    """Return which of day and month comes first in this text's numeric dates, if it shows.

    A numeric date with a part above 12 shows it; so does the style of written-out dates
    ("26 October" or "October 26"), as long as only one style is used.
    """
    styles: set[Order] = set()
    for start, end in spans:
        for match in _DATE.finditer(text, start, end):
            if match["first"] and int(match["first"]) > 12:
                return "day first"
            if match["first"] and int(match["second"]) > 12:
                return "month first"
            if match["day_a"]:
                styles.add("month first")
            elif match["day_b"]:
                styles.add("day first")
    return styles.pop() if len(styles) == 1 else None


def strip_dates(line: str) -> str:
    """Return a line without its dates, clock times and the words that go with them."""
    left = _AGO.sub(" ", _DATE.sub(" ", line))
    return " ".join(load_date_words("beside").sub(" ", _CLOCK.sub(" ", left)).split())


def is_date_line(line: str) -> bool:
    """Say whether a line is nothing but a date, with the words and clock times that go with one.

    >>> is_date_line("Today : Oct 26, 2024"), is_date_line("On 26 October 2024 he left.")
    (True, False)
    """
    if len(line) > DATE_LINE_MAX_CHARS or not any(map(str.isdigit, line)):
        return False
    if not _DATE.search(line) and not _AGO.search(line):
        return False
    return sum(map(str.isalpha, strip_dates(line))) <= 3


def read_date(written: str) -> str | None:
    """Return a date that a container gives (EDTF, ISO 8601, RFC 822, or as on a page) as EDTF.

    >>> read_date("Tue, 29 Oct 2024 01:43:00 GMT"), read_date("20241029"), read_date("soon")
    ('2024-10-29T01:43:00Z', '2024-10-29', None)
    """
    written = written.strip()[:DATE_LINE_MAX_CHARS]
    for read in (_read_edtf, _read_stamp, _read_rfc822, _read_page_date):
        edtf = read(written)
        if edtf:
            return edtf
    return None


def _read_edtf(written: str) -> str | None:
    parts = written.split("/")
    if len(parts) == 2 and any(_check_edtf(part) for part in parts):
        return written if all(part in {"", ".."} or _check_edtf(part) for part in parts) else None
    return _check_edtf(written.replace(" ", "T", 1) if written[10:11] == " " else written)


def _check_edtf(written: str) -> str | None:
    if not _EDTF.fullmatch(written):
        return None
    numbers = [int(n) for n in re.findall(r"\d+", written[:10])]
    year, month, day = [*numbers, 1, 1][:3]
    if not is_date(year, month, day):
        return None
    if "T" not in written:
        return written
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return None
    return re.sub(r"\.\d+|(?<=[+-]\d\d)(?=\d\d$)", lambda m: ":" if not m.group() else "", written)


def _read_stamp(written: str) -> str | None:
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)(Z)?)?", written)
    if not match or not is_date(*map(int, match.groups()[:3])):
        return None
    day = "-".join(match.groups()[:3])
    return f"{day}T{match[4]}:{match[5]}:{match[6]}{match[7] or ''}" if match[4] else day


def _read_rfc822(written: str) -> str | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.year < _EARLIEST_YEAR:
        return None
    return moment.isoformat().replace("+00:00", "Z")


def _read_page_date(written: str) -> str | None:
    return next((found.edtf for found in find_dates(written) if found.edtf), None)
