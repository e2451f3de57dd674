"""What every page shares: the product, the templates and the static files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.assets import Assets
from bot.web.names import Names
from bot.web.numbers import Numbers
from bot.web.product import Product
from bot.web.words import Telling
from handlers.durations import local_date

HERE = Path(__file__).parent
NO_DATA = "还没有数据，请先在首页装入演示小区或导入组织架构。"


@dataclass(frozen=True, slots=True)
class Site:
    """The product and how it is shown."""

    product: Product
    assets: Assets
    templates: Environment

    def fragment(self, name: str, **values: Any) -> str:
        """A piece of a page."""
        return self.templates.get_template(name).render(**values)

    def page(self, name: str, code: int = 200, **values: Any) -> HTMLResponse:
        """A whole page; never kept by browsers, since it shows people's matters."""
        settings = self.product.settings
        values = {"demo": settings.demo, "signed": settings.secret_key is not None} | values
        return HTMLResponse(self.fragment(name, **values), code, {"Cache-Control": "no-store"})

    @property
    def district(self) -> str:
        """The district shown; 404 while there is no data."""
        district = self.product.district
        if not district:
            raise HTTPException(404, NO_DATA)
        return district

    def telling(self) -> Telling:
        """Who is who, and the time, for one page."""
        org, now = self.product.org(), self.product.now()
        return Telling(Names(org, self.product.policy(), local_date(now)), now, Numbers(self.product.settings.seal_key))


def make_site(product: Product) -> Site:
    """Read templates and static files once."""
    assets = Assets(HERE / "static")
    loader = FileSystemLoader(HERE / "templates")
    templates = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.globals["asset"] = assets.url
    return Site(product, assets, templates)


def site_of(request: Request) -> Site:
    """The site a request came to."""
    site: Site = request.app.state.site
    return site


Here = Annotated[Site, Depends(site_of)]


def has_data(site: Here) -> None:
    """For pages that show a district: a sentence while there is none."""
    if not site.product.district:
        raise HTTPException(404, NO_DATA)
