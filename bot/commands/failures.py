"""What went wrong, in one sentence, and the exit code that goes with it."""

from __future__ import annotations

import errno
from types import MappingProxyType

from typer import Abort, BadParameter, TyperException

UNUSABLE, FAILED = 2, 1

# By package and name, so that a short command does not import what its errors are made of: an exception
# that was raised has its class loaded already.
_KNOWN = MappingProxyType(
    {
        "bot.SettingsError": UNUSABLE,
        "bot.SectionError": UNUSABLE,
        "bot.OrgFileError": UNUSABLE,
        "bot.EventError": UNUSABLE,
        "bot.UnusableError": UNUSABLE,
        "handlers.PolicyError": UNUSABLE,
        "storage.StorageError": FAILED,
        "bot.NoDistrictError": FAILED,
        "bot.FailedError": FAILED,
    }
)
_SYSTEM = MappingProxyType(
    {
        errno.ENOSPC: "磁盘已满，请清理空间后再试",
        errno.EDQUOT: "磁盘配额已用完，请清理空间后再试",
        errno.EACCES: "没有权限，请检查目录和文件的权限",
        errno.EPERM: "没有权限，请检查目录和文件的权限",
        errno.EROFS: "所在的磁盘是只读的",
        errno.ENOENT: "文件或目录不存在",
        errno.EISDIR: "这是目录，需要的是文件",
        errno.ENOTDIR: "路径里有一段不是目录",
        errno.EEXIST: "已经存在同名的文件",
        errno.ENAMETOOLONG: "文件名太长",
        errno.EADDRINUSE: "端口已被占用，请用 --port 换一个",
        errno.EADDRNOTAVAIL: "这台机器没有这个地址，请检查 --host",
        errno.EMFILE: "打开的文件太多，请提高系统限制（ulimit -n）",
    }
)
_USAGE = MappingProxyType(
    {
        "NoSuchOption": "没有选项 {0.option_name}",
        "MissingParameter": "缺少{what}",
        "BadParameter": "{what} 的值不对：{0.message}",
        "BadOptionUsage": "选项 {0.option_name} 用得不对，后面要有一个值",
    }
)


def known() -> list[str]:
    """The errors that are told as they are, as "package.Class"."""
    return sorted(_KNOWN)


def told(error: BaseException) -> tuple[str, int] | None:
    """The sentence and the exit code for an error we expect; None for one that is a fault of ours."""
    if isinstance(error, KeyboardInterrupt):
        return "已中断。", FAILED
    if isinstance(error, Abort):
        return "已取消。", FAILED
    names = [f"{kind.__module__.partition('.')[0]}.{kind.__qualname__}" for kind in type(error).__mro__]
    code = next((_KNOWN[name] for name in names if name in _KNOWN), None)
    if code is not None:
        return str(error), code
    if isinstance(error, TyperException):
        return _usage(error), UNUSABLE
    if isinstance(error, OSError):
        return _system(error), FAILED
    if isinstance(error, UnicodeError):
        return "文字不是 UTF-8 编码，请转换后再试。", UNUSABLE
    if isinstance(error, MemoryError | RecursionError):
        return "内容太大或嵌套太深，处理不了。", UNUSABLE
    return (str(error), UNUSABLE) if type(error) is ValueError and _chinese(str(error)) else None


def fault(error: BaseException) -> str:
    """The sentence for an error nobody expected."""
    first = (str(error).splitlines() or [""])[0][:200]
    return f"程序出错（{type(error).__name__}：{first}），请把这句话告诉维护者；设 MINHU_DEBUG=1 再运行可看到细节。"


def _usage(error: TyperException) -> str:
    """What is wrong with the command line; the library's own sentence is English."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return error.format_message()
    form = _USAGE.get(type(error).__name__)
    if form is None:
        said = error.format_message()
        if said.startswith("No such command"):
            said = f"没有这个命令（{said.split(chr(39))[1]}）"
        elif "unexpected extra argument" in said:
            said = f"多了参数 {said[said.rfind('(') :]}"
    else:
        said = form.format(error, what=_what(error))
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "minhu"
    return f"{said}；用法见 {command} --help。"


def _what(error: TyperException) -> str:
    if not isinstance(error, BadParameter) or error.param is None:
        return "参数"
    if error.param.param_type_name == "option":
        return f"选项 {error.param.opts[0]}"
    return f"参数 {error.param.metavar or error.param.name}"


def _system(error: OSError) -> str:
    where = f"{error.filename}：" if isinstance(error.filename, str) else ""
    reason = _SYSTEM.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__
    return f"{where}{reason}。"


def _chinese(text: str) -> bool:
    """Whether a sentence was written for people here; others come from libraries."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)
