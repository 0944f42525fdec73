"""The application: routes, guards, and the desk behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from onrecord.show.web.api import make_api
from onrecord.show.web.desks import Desk
from onrecord.show.web.guards import Guard
from onrecord.show.web.judging import make_judging
from onrecord.show.web.pages import make_pages
from onrecord.show.web.problems import add_handlers
from onrecord.show.web.schemas import add_schemas
from onrecord.show.web.settings import ServeSettings, check_settings
from onrecord.show.web.workplaces import may_write
from onrecord.store import Ledger


def create_app(settings: ServeSettings) -> FastAPI:
    """Return the application that serves one ledger.

    Args:
        settings: which, where, and to whom.

    Raises:
        InputError: it would serve to a network without a token.
        NotALedgerError: there is no such ledger.
    """
    check_settings(settings)
    writable = may_write(settings.ledger)
    Ledger.open(settings.ledger, create=False, read_only=not writable).close()
    desk = Desk(settings)

    @asynccontextmanager
    async def live(_: FastAPI) -> AsyncIterator[None]:
        desk.start()
        try:
            yield
        finally:
            desk.stop()

    app = FastAPI(
        title="onrecord",
        version=version("onrecord"),
        description="Who said what, when, how many, and on whose word.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
        lifespan=live,
    )
    app.state.desk = desk
    app.add_middleware(Guard, settings=settings)
    add_handlers(app)
    app.include_router(make_api(desk))
    app.include_router(make_pages(desk))
    if settings.judge:
        app.include_router(make_judging(desk))
    add_schemas(app)
    return app
