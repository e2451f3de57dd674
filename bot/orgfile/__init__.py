"""The org file: a district's tree of units, people, duties and chats as YAML or Excel, read and written."""

from __future__ import annotations

from bot.orgfile.problems import OrgFileError, Problem
from bot.orgfile.validate import read
from bot.orgfile.write import to_excel, to_yaml

__all__ = ["OrgFileError", "Problem", "read", "to_excel", "to_yaml"]
