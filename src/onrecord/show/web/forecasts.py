"""What was said of the future, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from onrecord.records import Forecast
from onrecord.show.web.queries import Reader
from onrecord.show.web.sayings import Saying, make_saying, quote_spans
from onrecord.show.wordings import describe_date

OUTCOMES = {
    "overdue": "overdue",
    "due": "due",
    "open": "open",
    "contradicted": "contradicted",
    "borne-out": "borne out",
}
"""What an editor has to chase comes first."""


class ForecastCard(NamedTuple):
    """A forecast, laid out."""

    id: str
    outcome: str
    label: str
    window: str
    saying: Saying
    condition: str
    settled: Saying | None
    new: bool


def order_forecasts(forecasts: Iterable[Forecast]) -> list[Forecast]:
    """Return forecasts by what is to be done about them, then by their window."""
    order = list(OUTCOMES)
    return sorted(forecasts, key=lambda item: (order.index(item.outcome), item.window or "~"))


def make_forecast_card(reader: Reader, forecast: Forecast, new: frozenset[str]) -> ForecastCard:
    """Lay out one forecast."""
    located = reader.locate(forecast.statement)
    saying = make_saying(reader, forecast.statement)
    condition = ""
    if forecast.condition is not None:
        condition = quote_spans(located.known.report, [forecast.condition])
    settled = make_saying(reader, forecast.settled_by) if forecast.settled_by else None
    return ForecastCard(
        id=forecast.id,
        outcome=forecast.outcome,
        label=OUTCOMES[forecast.outcome],
        window=describe_date(forecast.window) if forecast.window else "no date given",
        saying=saying,
        condition=condition,
        settled=settled,
        new=saying.report in new or (settled is not None and settled.report in new),
    )
