"""The words of the knowledge file: its sections, and the keys of each."""

from __future__ import annotations

from types import MappingProxyType

from bot.orgfile.excel_form import Form
from bot.orgfile.words import Shape, Vocabulary

SECTIONS = Vocabulary("knowledge 知识库 知识 问答", "stations 驿站 便民服务驿站 便民驿站")
SHAPES = MappingProxyType(
    {
        "knowledge": Shape(
            "问答",
            Vocabulary(
                "id 编号 编码",
                "questions 问法 问题",
                "answer 答案 回答 答复",
                "source 来源 出处 答复单位",
                "phone 电话 咨询电话",
                "link 链接 网址",
                "valid_until 有效期至 有效期 截止日期",
                "place 适用地点 适用单位 地点",
                "category 类别 分类",
            ),
            ("id", "questions", "answer", "source"),
        ),
        "stations": Shape(
            "驿站",
            Vocabulary(
                "code 编码 代码 编号",
                "name 名称 驿站名称",
                "level 级别 等级",
                "address 地址",
                "unit 所在单位 单位 单位编码",
                "hours 开放时间 营业时间",
                "phone 电话 联系电话",
                "services 服务 服务项目",
                "lat 纬度",
                "lon 经度",
            ),
            ("code", "name", "level", "address", "unit", "hours"),
        ),
    }
)
FORM = Form(SECTIONS, SHAPES)
