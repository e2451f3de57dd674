"""The knowledge file: what is answered before a ticket, and the stations, as YAML or Excel, read and written."""

from __future__ import annotations

from bot.knowledgefile.read import Known, read
from bot.knowledgefile.write import to_excel, to_yaml

__all__ = ["Known", "read", "to_excel", "to_yaml"]
