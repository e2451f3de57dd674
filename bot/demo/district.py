"""The demo district: put into an empty database, and known again at the next start."""

from __future__ import annotations

from bot import bootstrap, orgfile
from bot.clocks import MachineTime
from bot.knowledgefile import keep
from handlers import policy
from storage import meta, tree
from storage.database import Database

_KEY = "demo"


def put(database: Database) -> None:
    """Put the demo district in, and remember that it is one: it is shown with the simulator."""
    found, _ = orgfile.read(bootstrap.DEMO_ORG)
    rules = policy.load(found.policy)
    known, _ = keep.fitting(bootstrap.DEMO_ORG.with_name("knowledge.yml"), found, rules)
    with database.begin() as conn:
        tree.replace(conn, found)
        keep.put(conn, found.code, rules, known, MachineTime().now())
        meta.put(conn, _KEY, found.code)


def served_from(database: Database) -> bool:
    """Whether the district in this database is the demo one."""
    with database.read() as conn:
        code = meta.get(conn, _KEY)
        return code is not None and tree.district_codes(conn)[:1] == [code]
