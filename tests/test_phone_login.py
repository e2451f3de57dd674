"""Signing in to the phone pages from WeCom, over the wire: each way back works once, for whoever left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.bootstrap import import_tree
from storage.database import Database
from tests.fakes import tree
from tests.plays_wecom import WecomPlay, start
from tests.wecom_server import AGENT, CORP
from tests.wire import Wire, tree_on

SITE = "http://127.0.0.1"
WECOM = "Mozilla/5.0 (iPhone) wxwork/4.1.10 MicroMessenger/7.0.1 Language/zh"
ELSEWHERE = "Mozilla/5.0 (iPhone) Safari/604.1"


@pytest.fixture
def play() -> Iterator[WecomPlay]:
    """A running WeCom."""
    with start() as play:
        yield play


@pytest.fixture
def wire(play: WecomPlay, sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town whose officials are on it, with an address outside, in which it is cold."""
    with Wire(sqlite, tmp_path, play, public_url=SITE, secret_key="一把很长的钥匙").up() as wire:
        play.says("李姐", "锦园小区3号楼暖气不热")
        wire.settle()
        yield wire


class Handset:
    """A browser that keeps cookies; `member` is whom WeCom knows it as (an account, or `o-…` for a stranger)."""

    def __init__(self, wire: Wire, play: WecomPlay, member: str = "yuan", browser: str = WECOM) -> None:
        self.wire, self.play, self.member, self.browser = wire, play, member, browser
        self.cookies = httpx.Cookies()
        self._codes = 0

    def get(self, path: str) -> httpx.Response:
        """Open a page; redirects are not followed."""
        return self._call("GET", path)

    def post(self, path: str, **form: str) -> httpx.Response:
        """Submit a form of our page."""
        return self._call("POST", path, data=form, headers={"Origin": self.wire.url})

    def _call(self, method: str, path: str, **more: object) -> httpx.Response:
        headers = {"User-Agent": self.browser, "Accept": "text/html"} | more.pop("headers", {})  # type: ignore[operator]
        with httpx.Client(base_url=self.wire.url, cookies=self.cookies, timeout=20, trust_env=False) as client:
            answer = client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]
            self.cookies = client.cookies
            return answer

    def leaves(self, path: str = "/m") -> tuple[str, str]:
        """Open a page and be sent to WeCom; the way back it names, without its host, and the state."""
        away = self.get(path).headers["location"]
        asked = parse_qs(urlsplit(away).query)
        assert away.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")
        assert (asked["appid"], asked["agentid"], asked["scope"]) == ([CORP], [str(AGENT)], ["snsapi_base"])
        (back,), (state,) = asked["redirect_uri"], asked["state"]
        assert back.startswith(f"{SITE}/m/login/wecom?")
        return back.removeprefix(SITE), state

    def code(self) -> str:
        """What WeCom sends the browser back with."""
        self._codes += 1
        code = f"code-of-{self.member}-{self._codes}"
        self.play.corp.logins[code] = self.member
        return code

    def signs_in(self, path: str = "/m") -> httpx.Response:
        """The whole round; our answer to the way back."""
        back, state = self.leaves(path)
        return self.get(f"{back}&code={self.code()}&state={state}")


def test_a_card_leads_through_wecom_to_the_page_of_its_ticket(wire: Wire, play: WecomPlay) -> None:
    number = wire.town.ticket().number
    card = play.card("yuan", "接单").card
    assert card is not None
    assert card["card_action"] == {"type": 1, "url": f"{SITE}/m/t/{number}"}
    phone = Handset(wire, play)
    back = phone.signs_in(urlsplit(card["card_action"]["url"]).path)
    assert (back.status_code, back.headers["location"]) == (303, f"/m/t/{number}")
    cookie = back.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/m;" in cookie
    page = phone.get(f"/m/t/{number}")
    assert page.status_code == 200
    nonce = page.text.split('name="nonce" value="')[1].split('"')[0]
    assert phone.post(f"/m/t/{number}", action="accept", nonce=nonce).status_code == 303
    wire.settle()
    assert wire.town.assignees(wire.town.ticket()) == ["yuan"]


def test_what_has_no_buttons_leads_there_by_a_line_and_residents_get_none(wire: Wire, play: WecomPlay) -> None:
    play.presses("yuan", "接单")
    wire.settle()
    play.presses("yuan", "报进展")
    play.says("yuan", "下午上门")
    wire.settle()
    assert all("/m/t/" not in one.text for one in play.corp.messages if one.to == play.account("李姐"))
    assert all("card_action" not in (one.card or {}) for one in play.corp.messages if one.to == play.account("李姐"))


def test_a_code_works_once(wire: Wire, play: WecomPlay) -> None:
    phone, other = Handset(wire, play), Handset(wire, play)
    back, state = phone.leaves()
    way = f"{back}&code={phone.code()}&state={state}"
    assert phone.get(way).headers["location"] == "/m"
    assert phone.get(way).headers["location"] == "/m", "opened anew by who is in already: nothing happens"
    back, state = other.leaves()
    used = other.get(f"{back}&code=code-of-yuan-1&state={state}")
    assert used.status_code == 403
    assert "已经用过" in used.text
    assert other.get("/m").status_code == 303


@pytest.mark.parametrize("state", ["", "0" * 32, "伪造"])
def test_a_way_back_that_did_not_begin_here_is_refused(wire: Wire, play: WecomPlay, state: str) -> None:
    phone = Handset(wire, play)
    back, _ = phone.leaves()
    answer = phone.get(f"{back}&code={phone.code()}&state={state}")
    assert answer.status_code == 403
    assert "不是从这部手机开始的" in answer.text
    assert len(play.corp.logins) == 1, "the code was not even tried"


def test_nobody_is_signed_in_as_somebody_by_a_link_he_was_sent(wire: Wire, play: WecomPlay) -> None:
    attacker, victim = Handset(wire, play, "wang"), Handset(wire, play, "yuan")
    back, state = attacker.leaves()
    victim.leaves()
    assert victim.get(f"{back}&code={attacker.code()}&state={state}").status_code == 403


def test_two_pages_opened_at_once_both_come_back(wire: Wire, play: WecomPlay) -> None:
    phone = Handset(wire, play)
    (first, state), (second, same) = phone.leaves("/m"), phone.leaves("/m/t/1")
    assert state == same
    assert phone.get(f"{second}&code={phone.code()}&state={same}").headers["location"] == "/m/t/1"
    assert phone.get(f"{first}&code={phone.code()}&state={state}").headers["location"] == "/m"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/desk", "/mm", "/\\evil"])
def test_the_way_back_leads_to_our_phone_pages_only(wire: Wire, play: WecomPlay, target: str) -> None:
    phone = Handset(wire, play)
    _, state = phone.leaves()
    answer = phone.get(f"/m/login/wecom?next={target}&code={phone.code()}&state={state}")
    assert answer.headers["location"] == "/m"


@pytest.mark.parametrize(
    ("member", "words"), [("o-stranger", "不是本单位企业微信的成员"), ("newcomer", "账号“newcomer”不在名单里")]
)
def test_somebody_unknown_is_told_whom_to_ask(wire: Wire, play: WecomPlay, member: str, words: str) -> None:
    answer = Handset(wire, play, member).signs_in()
    assert answer.status_code == 403
    assert words in answer.text
    assert "值班台" in answer.text
    assert "minhu_phone=" not in answer.headers.get("set-cookie", "")


def test_somebody_whose_duties_are_over_does_not_get_in(wire: Wire, play: WecomPlay) -> None:
    found = tree_on(play)
    duties = [replace(d, ends_on=date(2026, 11, 15)) if d.person == "yuan" else d for d in found.duties]
    import_tree(wire.town.product.database, replace(found, duties=duties))
    wire.town.product.forget_org()
    answer = Handset(wire, play).signs_in()
    assert answer.status_code == 403
    assert "现在没有职务" in answer.text


def test_an_account_that_was_given_to_somebody_else_opens_no_more(wire: Wire, play: WecomPlay) -> None:
    phone = Handset(wire, play)
    phone.signs_in()
    assert phone.get("/m").status_code == 200
    found = tree_on(play)
    accounts = [replace(a, person="wang") if a.person == "yuan" else a for a in found.accounts if a.person != "wang"]
    import_tree(wire.town.product.database, replace(found, accounts=accounts))
    wire.town.product.forget_org()
    assert phone.get("/m").status_code == 303


def test_when_wecom_does_not_answer_one_is_asked_to_come_back(wire: Wire, play: WecomPlay) -> None:
    phone = Handset(wire, play)
    back, state = phone.leaves()
    play.corp.allowed_addresses.clear()
    answer = phone.get(f"{back}&code={phone.code()}&state={state}")
    assert answer.status_code in (403, 503)
    assert "请" in answer.text
    assert "Traceback" not in answer.text
    play.corp.allowed_addresses.add("203.0.113.9")
    assert Handset(wire, play).signs_in().status_code == 303


def test_a_cookie_that_is_forged_or_another_installations_opens_nothing(wire: Wire, play: WecomPlay) -> None:
    phone = Handset(wire, play)
    good = phone.signs_in().headers["set-cookie"].split("minhu_phone=")[1].split(";")[0]
    head, _, tail = good.partition(".")
    for value in (f"{head}.aaa.bbb", good[:-2] + "xx", f"x{head}.{tail}", "", "ImRlc2si.aaa.bbb"):
        stranger = Handset(wire, play)
        stranger.cookies.set("minhu_phone", value, path="/m")
        assert stranger.get("/m").status_code == 303
    settings = wire.town.product.settings
    wire.town.product.settings = settings.model_copy(update={"secret_key": "另一把"})
    assert phone.get("/m").status_code == 303


def test_after_a_working_day_one_signs_in_anew(wire: Wire, play: WecomPlay, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Handset(wire, play)
    phone.signs_in()
    assert phone.get("/m").status_code == 200
    monkeypatch.setattr("bot.web.phone_pass.HOURS", -1)
    assert phone.get("/m").status_code == 303
    number = wire.town.ticket().number
    late = phone.post(f"/m/t/{number}", action="resolve", nonce="nonce-0001", text="已放气，室温21度")
    assert late.status_code == 401
    assert "登录已经过期" in late.text
    assert "<blockquote>已放气，室温21度</blockquote>" in late.text
    assert f'href="/m/t/{number}"' in late.text


def test_who_signs_out_is_nobody(wire: Wire, play: WecomPlay) -> None:
    phone = Handset(wire, play)
    phone.signs_in()
    assert "已经退出" in phone.post("/m/logout").text
    phone.browser = ELSEWHERE
    assert phone.get("/m").status_code == 401


def test_another_browser_is_told_how_to_come_in(wire: Wire, play: WecomPlay) -> None:
    answer = Handset(wire, play, browser=ELSEWHERE).get("/m")
    assert answer.status_code == 401
    assert "手机页" in answer.text
    assert "选一个人进入" not in answer.text
    assert Handset(wire, play).post("/sim/phone", person="yuan").status_code == 401


def test_the_desk_stays_shut_for_who_is_signed_in_on_the_phone(wire: Wire, play: WecomPlay) -> None:
    phone = Handset(wire, play)
    phone.signs_in()
    for path in ("/desk", "/files/1", "/sim"):
        assert phone.get(path).headers["location"].startswith("/login")


# --- the link for once ---


def asks(wire: Wire, play: WecomPlay, who: str = "yuan") -> str:
    """Somebody asks for the link in private; the last he was sent."""
    play.says(who, "手机页")
    wire.settle()
    return play.shown(play.account(who))[-1].text


def test_a_link_lets_its_owner_in_once(wire: Wire, play: WecomPlay) -> None:
    told = asks(wire, play)
    assert "10分钟内有效" in told
    path = urlsplit(told.split()[-1]).path
    phone, thief = Handset(wire, play, browser=ELSEWHERE), Handset(wire, play, browser=ELSEWHERE)
    assert "李秀英" in phone.get(path).text
    assert phone.get(path).status_code == 200, "looking, as chats do, does not use it up"
    assert phone.post(path).headers["location"] == "/m"
    assert "李秀英" in phone.get("/m").text
    assert phone.get(path).headers["location"] == "/m"
    for answer in (thief.get(path), thief.post(path)):
        assert answer.status_code == 410
        assert "已经用过" in answer.text
    assert thief.get("/m").status_code == 401


def test_a_link_is_over_after_ten_minutes_and_none_is_guessed(wire: Wire, play: WecomPlay) -> None:
    path = urlsplit(asks(wire, play).split()[-1]).path
    phone = Handset(wire, play, browser=ELSEWHERE)
    assert phone.post("/m/k/guessed").status_code == 410
    wire.town.later(minutes=11)
    assert phone.post(path).status_code == 410


def test_only_the_hash_of_a_link_is_remembered(wire: Wire, play: WecomPlay) -> None:
    key = asks(wire, play).split("/m/k/")[1]
    with wire.town.product.database.read() as conn:
        kept = [str(row) for row in conn.exec_driver_sql("SELECT name, value FROM notes")]
    assert any("link:" in row for row in kept)
    assert all(key not in row for row in kept)


def test_a_resident_who_asks_for_the_page_gets_no_link(wire: Wire, play: WecomPlay) -> None:
    assert "/m/k/" not in asks(wire, play, "李姐")


def test_without_an_address_outside_a_sentence_says_so(sqlite: Database, tmp_path: Path, play: WecomPlay) -> None:
    with Wire(sqlite, tmp_path, play).up() as wire:
        assert "MINHU_PUBLIC_URL" in asks(wire, play)
        play.says("李姐", "锦园小区3号楼暖气不热")
        wire.settle()
        card = play.card("yuan", "接单").card
        assert card is not None
        assert "card_action" not in card
        assert Handset(wire, play).get("/m").status_code == 401


def test_the_link_works_for_whoever_is_known_on_any_channel(wire: Wire) -> None:
    found = tree()
    import_tree(wire.town.product.database, found)
    wire.town.product.forget_org()
    wire.town.says("yuan", "手机页")
    assert "/m/k/" in wire.town.received("yuan")[-1].text
