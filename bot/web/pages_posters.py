"""Sheets for notice boards, from the desk."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Response

from bot.place_codes import PlaceCodes, district_key
from bot.posters import pdf, sheet
from bot.web.site import Here, has_data

router = APIRouter(prefix="/desk/posters", dependencies=[Depends(has_data)])


@router.get("")
def page(site: Here) -> Response:
    """Every estate with its sheets."""
    estates = sheet.estates(site.product.org().tree)
    return site.page("posters.html", estates=estates, public_url=site.product.settings.public_url)


@router.get("/{estate}.pdf")
def download(site: Here, estate: str) -> Response:
    """The sheets of one estate."""
    public_url, tree = site.product.settings.public_url, site.product.org().tree
    unit = next((unit for unit in sheet.estates(tree) if unit.code == estate), None)
    if unit is None:
        raise HTTPException(404, "没有这个小区，可能组织架构换过了。")
    if not public_url:
        raise HTTPException(409, "还没有设置居民从外面打开网页的地址（MINHU_PUBLIC_URL），二维码没有地方可指。")
    codes = PlaceCodes(district_key(site.product.database, site.district))
    body = pdf.drawn(sheet.sheets(tree, codes, public_url, unit))
    name = f"attachment; filename*=UTF-8''{quote(unit.name)}.pdf"
    return Response(body, 200, {"Content-Disposition": name, "Cache-Control": "no-store"}, "application/pdf")
