// The panes of the simulator: what the window looks at, and fetching what changed.
import { oneAtATime } from "./live.js";

const root = document.getElementById("panes");
const KEYS = ["me", "chat", "official", "ticket", "status"];
const marks = {};
let offset = 0;

export const look = Object.fromEntries(KEYS.map((key) => [key, root.dataset[key] ?? ""]));

export function toast(text) {
  const line = document.getElementById("toast");
  line.textContent = text;
  line.classList.add("on");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => line.classList.remove("on"), 4000);
}

// Answers with JSON, or throws the sentence the server gave.
export async function ask(url, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { ...options, headers: { Accept: "application/json" } });
  } catch {
    throw new Error("连不上服务器，请看看网络后再试。");
  }
  if (answer.status === 401) location.reload();
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || "没有成功，请再试一次。");
  return body;
}

function query() {
  return new URLSearchParams(KEYS.map((key) => [key, look[key]]));
}

// --- unread: ids of messages newer than the last one this browser has shown ---

const seen = JSON.parse(sessionStorage.getItem("minhu-seen") || "{}");

function unread(item) {
  const last = BigInt(seen[item.dataset.seen] || 0);
  return (item.dataset.sent || "").split(" ").filter((id) => id && BigInt(id) > last).length;
}

function markSeen(key) {
  const item = document.querySelector(`[data-seen="${CSS.escape(key)}"]`);
  const newest = item && item.dataset.sent.split(" ").pop();
  if (newest) seen[key] = newest;
}

function show(badge, count) {
  if (!badge) return;
  badge.hidden = count === 0;
  badge.textContent = count > 19 ? "19+" : String(count);
}

export function badges() {
  const tab = root.dataset.tab;
  const wide = matchMedia("(min-width: 1101px)").matches;
  if (look.chat === "bot") markSeen(`me:${look.me}`);
  if (wide || tab === "official") markSeen(`official:${look.official}`);
  const opened = root.querySelector("[data-last]");
  if (opened) seen[`chat:${look.me}:${look.chat}`] = opened.dataset.last;
  for (const region of root.querySelectorAll("[data-region]")) {
    let others = 0;
    for (const item of region.querySelectorAll("[data-sent]")) {
      const count = unread(item);
      show(item.querySelector(".badge"), count);
      if (!item.hasAttribute("aria-current")) others += count;
    }
    show(region.querySelector("[data-others]"), others);
  }
  const officials = [...root.querySelectorAll("[data-official]")];
  show(document.getElementById("official-badge"), officials.reduce((sum, item) => sum + unread(item), 0));
  sessionStorage.setItem("minhu-seen", JSON.stringify(seen));
}

// --- exchanging panes ---

function exchange(name, pane) {
  const region = root.querySelector(`[data-region="${name}"]`);
  const low = region.scrollHeight - region.scrollTop - region.clientHeight < 80;
  const top = region.scrollTop;
  region.innerHTML = pane.html;
  marks[name] = pane.mark;
  if (name === "resident" || name === "official") region.scrollTop = low ? region.scrollHeight : top;
}

export const refresh = oneAtATime(async () => {
  const have = Object.entries(marks).map(([name, mark]) => `${name}:${mark}`).join(",");
  const fresh = await ask(`/sim/panes?${query()}&have=${have}`);
  for (const [name, pane] of Object.entries(fresh.panes)) exchange(name, pane);
  setClock(fresh.clock);
  badges();
});

export function quietly() {
  return refresh().catch((error) => toast(error.message));
}

// Look at something else. Pane by pane the old place is forgotten, so that a chat opens at its end.
export async function turn(change, toEnd) {
  Object.assign(look, change);
  history.replaceState(null, "", `/sim?${query()}`);
  await quietly();
  for (const name of toEnd) scrollToEnd(name);
}

export function scrollToEnd(name) {
  const region = root.querySelector(`[data-region="${name}"]`);
  region.scrollTop = name === "board" ? 0 : region.scrollHeight;
}

export function showTab(tab) {
  root.dataset.tab = tab;
  for (const button of document.querySelectorAll(".tabs button")) {
    button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
  }
  if (tab !== "board") scrollToEnd(tab);
  badges();
}

// --- the clock of the demo ---

function setClock(clock) {
  offset = Date.parse(clock.at) - Date.now();
  tick();
}

export function tick() {
  const at = new Date(Date.now() + offset + 8 * 3600000);
  const two = (number) => String(number).padStart(2, "0");
  const text = `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  const line = document.getElementById("now");
  if (line.textContent !== text) line.textContent = text;
}

setClock({ at: document.getElementById("now").dataset.at });
