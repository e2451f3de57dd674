"""The engine by name, without the database and everything that hangs on it."""

from __future__ import annotations

from bot.commands.saying import progress
from bot.settings import Settings, SettingsError
from nlu.engines import ENGINES, engine
from nlu.understanding import Engine


def ready(settings: Settings, name: str | None = None) -> Engine:
    """The engine by name (the settings' one by default), trained on first use.

    Raises:
        SettingsError: there is no such engine, or it lacks a setting; the sentence says which.
    """
    wanted = name or settings.nlu_engine
    if wanted not in ENGINES:
        raise SettingsError(f"没有名为 {wanted} 的理解引擎；可用：{'、'.join(sorted(ENGINES))}。")
    try:
        return engine(wanted, settings.models_dir, progress, settings.minds)
    except ValueError as error:
        raise SettingsError(str(error)) from error
