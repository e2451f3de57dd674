"""The words an org file may use: keys, kinds and roles, with the Chinese names they also go by."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from nlu.taxonomy import CATEGORIES


class Vocabulary:
    """Keys with their Chinese names; each line is "key name other-name …"."""

    def __init__(self, *lines: str) -> None:
        words = [line.split() for line in lines]
        self.names = {key: name for key, name, *_ in words}
        self._found = {word.casefold(): key for key, *others in words for word in (key, *others)}

    def find(self, text: str) -> str | None:
        """The key of a word such as "kind", "类型" or "类型 kind"; None where it is not known."""
        whole = self._found.get(text.strip().casefold())
        if whole is not None:
            return whole
        keys = {self._found.get(word) for word in text.casefold().split()}
        return keys.pop() if len(keys) == 1 else None

    @property
    def words(self) -> list[str]:
        """Every word that is understood."""
        return list(self._found)


@dataclass(frozen=True, slots=True)
class Shape:
    """What one section's entries look like: what an entry is called, its keys, and those it cannot lack."""

    noun: str
    keys: Vocabulary
    required: tuple[str, ...]


SECTIONS = Vocabulary(
    "district 区 区县 基本信息",
    "units 单位 机构 组织 组织架构 区划",
    "people 人员 人",
    "duties 职责 任职 分工",
    "rosters 值班表 值班 排班 值班安排",
    "chats 群聊 群 微信群",
)

# Columns and sheets for the people who fill in the file; they carry nothing to import.
IGNORED_KEYS = frozenset({"备注", "说明", "序号", "remark", "note", "no."})
IGNORED_SHEETS = frozenset({"说明", "填写说明", "备注", "字典", "readme"})

SHAPES = MappingProxyType(
    {
        "district": Shape(
            "区",
            Vocabulary("code 编码 代码 区编码", "name 名称 区名 区名称", "policy 政策包 政策 策略"),
            ("code", "name"),
        ),
        "units": Shape(
            "单位",
            Vocabulary(
                "code 编码 代码 单位编码",
                "kind 类型 单位类型 级别",
                "name 名称 单位名称",
                "parent 上级 上级编码 上级单位 所属",
                "aliases 别名 俗称 简称 alias",
                "buildings 楼栋数 栋数 楼数",
                "categories 诉求类别 负责类别 分类 category",
            ),
            ("code", "kind", "name"),
        ),
        "people": Shape(
            "人员",
            Vocabulary(
                "code 编码 代码 人员编码 工号",
                "name 姓名 名字 名称",
                "phone 电话 手机 手机号 联系电话 电话号码",
                "accounts 账号 帐号 account",
            ),
            ("code", "name"),
        ),
        "duties": Shape(
            "职责",
            Vocabulary(
                "person 人员 人员编码",
                "role 角色 岗位",
                "unit 单位 单位编码",
                "title 称谓 头衔 职务 称呼",
                "from 开始 开始日期 起始日期 任职日期 起",
                "to 结束 结束日期 截止日期 到期日期 止",
                "deputy 副手 代理人 替补",
                "skills 专长 技能 特长 skill",
            ),
            ("person", "role", "unit"),
        ),
        "rosters": Shape(
            "值班安排",
            Vocabulary(
                "unit 单位 单位编码",
                "person 人员 人员编码 值班人",
                "days 值班日 星期 日期 日子 day",
                "from 开始 开始时间 上班 起",
                "to 结束 结束时间 下班 止",
            ),
            ("unit", "person", "days"),
        ),
        "chats": Shape(
            "群聊",
            Vocabulary("channel 通道 渠道 平台", "id 群号 群id 群编号", "kind 类型 群类型", "unit 单位 单位编码"),
            ("channel", "id", "kind", "unit"),
        ),
    }
)

UNIT_KINDS = Vocabulary(
    "district 区 区县",
    "subdistrict 街道 街道办 镇 乡镇",
    "community 社区",
    "village 村 行政村 村庄",
    "grid 网格",
    "estate 小区 院落",
    "building 楼栋 楼",
    "department 部门 单位 企业",
    "enterprise 驻地企业 联系企业 园区",
    "task_force 专班 工作专班",
)
CHAT_KINDS = Vocabulary("residents 居民群 居民", "grid_workers 网格群 网格员", "volunteers 志愿者群 志愿者")
ROLES = Vocabulary(
    "service_chief 服务长",
    "courtyard_chief 院长",
    "liaison_chief 联系长",
    "grid_worker 网格员 网格长 信息员 协调员 调解员 服务员 宣传员",
    "building_chief 楼长 楼栋长 楼管长 单元管理员 小区长 党员中心户",
    "property_manager 物业 物业经理 红色物业 管家",
    "police_officer 社区民警 民警",
    "legal_adviser 法律顾问",
    "owners_committee 业委会 自治组织",
    "department 部门 职能部门",
    "dispatcher 坐席 调度员 值班坐席",
    "volunteer 志愿者",
    "street_leader 街道领导 街道党工委",
    "district_leader 区领导 区委",
)
# Days of a roster; a date may stand in their place.
DAYS = Vocabulary(
    "mon 周一 星期一 礼拜一", "tue 周二 星期二 礼拜二", "wed 周三 星期三 礼拜三", "thu 周四 星期四 礼拜四",
    "fri 周五 星期五 礼拜五", "sat 周六 星期六 礼拜六", "sun 周日 星期日 星期天 周天 礼拜天",
    "workday 工作日 上班日", "restday 节假日 休息日 非工作日",
)  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset({"daily", "每天", "天天", "全周"})
CATEGORY_WORDS = Vocabulary(*(f"{key} {name}" for key, name in CATEGORIES.items()))
CHANNELS = (
    "sim",
    "official_account",
    "wecom",
    "wecom_kf",
    "wecom_aibot",
    "wecom_robot",
    "wecom_archive",
    "telegram",
    "bridge",
)

PARENT_KINDS = MappingProxyType(
    {
        "subdistrict": ("district",),
        "community": ("subdistrict", "district"),
        "village": ("subdistrict", "district", "community"),
        "grid": ("community", "village", "subdistrict", "estate", "grid"),
        "estate": ("community", "village", "grid", "subdistrict", "district"),
        "building": ("estate", "grid", "community", "village"),
        "enterprise": ("district", "subdistrict", "community", "village"),
        "department": ("district", "subdistrict", "department"),
        "task_force": ("district", "subdistrict"),
    }
)
# These stand under the district when the file names no parent; for all others a missing parent is suspicious.
DISTRICT_OFFICES = frozenset({"subdistrict", "department", "task_force"})

_NEIGHBOURHOOD = ("community", "village", "grid", "estate", "building", "enterprise")
ROLE_KINDS = MappingProxyType(
    dict.fromkeys(
        (
            "service_chief",
            "courtyard_chief",
            "liaison_chief",
            "grid_worker",
            "building_chief",
            "property_manager",
            "owners_committee",
        ),
        _NEIGHBOURHOOD,
    )
    | {"department": ("department", "task_force"), "street_leader": ("subdistrict",), "district_leader": ("district",)}
)
