"""The web application: pages, gates and errors joined."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import FastAPI

from bot.web import (
    assets,
    errors,
    health,
    hooks,
    live,
    pages_callbacks,
    pages_channels,
    pages_desk,
    pages_figures,
    pages_files,
    pages_group,
    pages_home,
    pages_hotline,
    pages_import,
    pages_incidents,
    pages_inspection,
    pages_knowledge,
    pages_learning,
    pages_manners,
    pages_meetings,
    pages_phone,
    pages_policy,
    pages_polls,
    pages_posters,
    pages_regrouping,
    pages_resident,
    pages_sim,
    pages_stations,
    pages_story,
    pages_unsure,
    pages_wishes,
    phone_login,
    session,
)
from bot.web.pacing import Pacing
from bot.web.product import Product
from bot.web.security import Gate, Headers
from bot.web.session import Session, Tries
from bot.web.site import make_site

# In the order in which a path is looked for.
PARTS = (
    pages_home,
    pages_sim,
    pages_story,
    pages_callbacks,
    pages_channels,
    pages_desk,
    pages_figures,
    pages_files,
    pages_group,
    pages_hotline,
    pages_import,
    pages_incidents,
    pages_inspection,
    pages_knowledge,
    pages_learning,
    pages_manners,
    pages_meetings,
    pages_phone,
    pages_unsure,
    phone_login,
    pages_policy,
    pages_polls,
    pages_posters,
    pages_regrouping,
    pages_wishes,  # before /r/{code}
    pages_stations,  # before the codes of places, which may be any word
    pages_resident,
    live,
    health,
    hooks,
    session,
    assets,
)


def create_app(product: Product) -> FastAPI:
    """The pages of a product, and the hooks of its channels."""
    settings = product.settings
    app = FastAPI(title="民呼我行", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = make_site(product)
    app.state.session = Session(settings.secret_key) if settings.secret_key else None
    app.state.tries = Tries()
    app.state.pacing = Pacing()
    for part in PARTS:
        app.include_router(part.router)
    errors.install(app)
    public = urlsplit(settings.public_url or "").hostname
    # The last added is the outermost: headers go on everything, also on what the gate or the shield answers.
    app.add_middleware(Gate, session=app.state.session, hosts={settings.host} | ({public} if public else set()))
    app.add_middleware(errors.Shield)
    app.add_middleware(Headers)
    return app
