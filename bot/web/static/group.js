// A living group: the page follows what is said without closing what somebody has opened.
import { listen, oneAtATime } from "./live.js";

document.documentElement.classList.add("js");
const stream = document.getElementById("live-stream");
const atEnd = () => stream.scrollHeight - stream.scrollTop - stream.clientHeight < 90;
const toEnd = () => (stream.scrollTop = stream.scrollHeight);

// Somebody is choosing or ticking there: it stays as it is until he is done.
function inUse(part) {
  const at = document.activeElement;
  return (part.contains(at) && at.matches("select, input, textarea")) || part.querySelector("input[type=checkbox]:checked");
}

const plain = (part) => part.innerHTML.replace(/name="nonce" value="[^"]*"/g, "").replace(/ open=""| class="line fresh/g, (found) => (found[1] === "o" ? "" : ' class="line'));

function exchange(part, now) {
  const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
  const known = new Set([...part.querySelectorAll("[id]")].map((one) => one.id));
  const low = part === stream && atEnd();
  const top = part.scrollTop;
  part.replaceChildren(...now.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const one of part.querySelectorAll(".line, .thread")) if (!known.has(one.id)) one.classList.add("fresh");
  if (low) toEnd();
  else part.scrollTop = top;
}

const refresh = oneAtATime(async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected && new URL(answer.url).pathname === "/login") return location.reload();
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (now && !inUse(part) && plain(now) !== plain(part)) exchange(part, now);
  }
});
const quietly = () => refresh().catch(() => {});

const person = document.getElementById("person");
if (person) {
  document.querySelector("[data-plain]").hidden = true;
  person.addEventListener("change", () => person.form.requestSubmit());
}

// --- the demo: the story plays by itself, and what is typed is said without leaving the page ---

function tell(words) {
  const box = document.getElementById("live-answer");
  const line = box.querySelector(".is-story") ?? box.insertAdjacentElement("afterbegin", document.createElement("p"));
  line.className = "answer is-story";
  line.textContent = words;
}

const pause = (length) => new Promise((done) => setTimeout(done, length));

async function play(form) {
  const button = form.querySelector("button");
  const body = () => new URLSearchParams(new FormData(form));
  for (let over = false; !over; ) {
    const answer = await fetch(form.action, { method: "POST", body: body(), headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    over = told.over;
    form.elements.run.value = told.run;
    form.elements.step.value = told.step;
    history.replaceState(null, "", `${location.pathname}?run=${told.run}&step=${told.step}`);
    button.textContent = over ? "再放一遍示例" : `正在播放 ${told.step}…`;
    await quietly();
    if (told.note) tell(told.note);
    if (!over) await pause(told.note ? 4200 : 2600);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  // A second tap on a slow line must not look like a second deed.
  setTimeout(() => form.querySelectorAll("button").forEach((one) => (one.disabled = true)), 0);
  const said = form.matches(".composer-desk");
  if (!said && !form.matches("[data-play]")) return;
  event.preventDefault();
  try {
    if (!said) return await play(form);
    await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    form.elements.text.value = "";
    form.elements.text.focus();
    await quietly();
    toEnd();
  } finally {
    form.querySelectorAll("button").forEach((one) => (one.disabled = false));
  }
});
window.addEventListener("pageshow", () => document.querySelectorAll("form button").forEach((one) => (one.disabled = false)));

toEnd();
listen(quietly);
setInterval(quietly, 60000);
