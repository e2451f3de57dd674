"""The first page: where to begin."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import RedirectResponse

from bot.web.site import Here

router = APIRouter()


@router.get("/")
def home(site: Here) -> Response:
    """Without data the ways to get some; with data the place where work is done."""
    if not site.product.district:
        return site.page("home.html")
    return RedirectResponse("/sim" if site.product.settings.demo else "/desk", 303)


@router.post("/demo")
def demo(site: Here) -> Response:
    """Load the sample district, into an empty installation only."""
    if site.product.district:
        raise HTTPException(409, "已经有数据了，没有再装入演示小区。")
    site.product.load_demo()
    return RedirectResponse("/", 303)
