"""The only place where parts are joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from bot import memory
from bot.channels import registry
from bot.channels.base import Channel
from bot.channels.pages import PageChannel
from bot.channels.section import Section
from bot.clocks import MachineTime, TimeSource
from bot.product import Product
from bot.settings import Settings
from nlu.understanding import Engine
from storage import meta, migrate, tree
from storage.database import Database
from storage.tree import Tree

DEMO_ORG = Path(__file__).parent / "demo" / "org.yml"
NO_SECTIONS: Mapping[str, Section] = {}
SHIFT = "clock_shift_seconds"


def open_database(settings: Settings, *, durable: bool = True) -> Database:
    """The database in force, reachable and at the version of this code."""
    database = Database(settings.url, durable=durable)
    migrate.upgrade(database)
    return database


def page_channels() -> dict[str, Channel]:
    """The channels that are our own pages; they are always on."""
    return {name: PageChannel(name) for name in ("sim", "desk", "m", "web", "hotline")}


def build(
    settings: Settings,
    database: Database,
    nlu: Engine,
    clock: TimeSource | None = None,
    channels: Mapping[str, Channel] | None = None,
    stand_in: str | None = None,
    sections: Mapping[str, Section] = NO_SECTIONS,
) -> Product:
    """Join everything into a product; the district is the one in the database, if there is one.

    Args:
        sections: of the platforms that are on, by channel (see `bot.channels.registry`).
    """
    with database.read() as conn:
        district = next(iter(tree.district_codes(conn)), "")
        shift = meta.get(conn, SHIFT, 0) if settings.demo else 0
    time = clock or MachineTime(timedelta(seconds=shift))
    product = Product(settings, database, nlu, time, dict(channels or page_channels()), district, stand_in)
    for name, section in sections.items():
        product.channels[name] = registry.connect(name, section, memory.kit_for(product, name))
    return product


def import_tree(product_database: Database, found: Tree) -> None:
    """Put an org file's tree in the place of the district's present one."""
    with product_database.begin() as conn:
        tree.replace(conn, found)


def districts(database: Database) -> Sequence[str]:
    """The districts in a database."""
    with database.read() as conn:
        return tree.district_codes(conn)
