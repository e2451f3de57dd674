"""Settings, read once: defaults, then `minhu.toml`, then the environment (`MINHU_…`)."""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from nlu.engines import DEFAULT, Minds

FILE = "minhu.toml"


class SettingsError(Exception):
    """The settings cannot be used; the message names the setting in Chinese."""


class Configured(BaseSettings):
    """Whatever is read from `minhu.toml` and the environment, the sections of the channels included."""

    model_config = SettingsConfigDict(
        env_prefix="MINHU_", env_nested_delimiter="__", toml_file=FILE, frozen=True, extra="ignore"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order in which a value is looked for."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


class Llm(BaseModel):
    """The section `llm`: which large language model the engine `llm` asks, and how often.

    Attributes:
        daily_calls: most calls in a day of the district.
        timeout: seconds after which a message does without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = ""
    api_key: SecretStr = SecretStr("")
    model: str = ""
    daily_calls: int = Field(default=500, ge=0)
    timeout: float = Field(default=5.0, gt=0, le=60)


class Settings(Configured):
    """Everything that can be set (interfaces.md section 5).

    Attributes:
        database_url: SQLAlchemy URL; by default SQLite in the data directory.
        data_dir: where the database and the trained models are kept.
        public_url: how people outside reach the pages.
        secret_key: the key people sign in with; without one the pages listen on this machine only.
        seal_key: seals callers' numbers in the database; kept apart from it, and never changed.
        nlu_engine: which engine understands (`nlu.engines.ENGINES`).
        rasa_url: where the engine `rasa` finds its server.
        demo: whether the simulator pages and the movable clock are on.
        keep_files_days: how long photos and other files are kept after the end of their ticket.
    """

    database_url: str | None = None
    data_dir: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    secret_key: str | None = None
    seal_key: str | None = None
    nlu_engine: str = DEFAULT
    rasa_url: str | None = None
    rasa_token: SecretStr | None = None
    llm: Llm = Llm()
    demo: bool = False
    keep_files_days: int = Field(default=365, ge=1, le=36_500)

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'minhu.db'}"

    @property
    def models_dir(self) -> Path:
        """Where trained models are cached."""
        return self.data_dir / "models"

    @property
    def policies_dir(self) -> Path:
        """Where the district keeps policy packs of its own; they win over those that come with the product."""
        return self.data_dir / "policies"

    @property
    def minds(self) -> Minds:
        """Where second minds outside this process are found."""
        token = self.rasa_token.get_secret_value() if self.rasa_token else None
        llm = self.llm.model_dump() | {"api_key": self.llm.api_key.get_secret_value()}
        return Minds(self.rasa_url, token, llm)

    def check_exposure(self) -> None:
        """Raise `SettingsError` when the pages would be open to the network without a key."""
        if self.secret_key is None and not _loopback(self.host):
            raise SettingsError(f"监听 {self.host} 会对外开放页面，请先设置 MINHU_SECRET_KEY（登录口令）。")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read(**given: object) -> Settings:
    """The settings in force; what is given on the command line wins.

    Raises:
        SettingsError: a value is wrong, or `minhu.toml` is not TOML.
    """
    wanted = {key: value for key, value in given.items() if value is not None}
    try:
        return Settings(**wanted)  # type: ignore[arg-type]  # values from the command line are checked by pydantic
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        shown = f"MINHU_{name.upper()}" if f"MINHU_{name.upper()}" in os.environ else name
        raise SettingsError(f"设置 {shown} 有误：{first['msg']}。") from error
    except ValueError as error:
        raise SettingsError(f"{FILE} 读不懂：{error}。") from error
