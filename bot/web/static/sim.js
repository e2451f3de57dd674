// The simulator: taps and typing go out, the panes follow.
import { listen } from "./live.js";
import { ask, badges, look, quietly, refresh, scrollToEnd, showTab, tick, toast, turn } from "./sim-panes.js";
import { words } from "./sim-sheet.js";

const root = document.getElementById("panes");

function account(side) {
  return side === "official" ? root.querySelector("[data-account]").dataset.account : look.me;
}

function menu(open) {
  const part = document.getElementById("forward");
  part.classList.toggle("open", open);
  part.querySelector("[data-menu]").setAttribute("aria-expanded", String(part.classList.contains("open")));
}

async function post(url, fields) {
  document.body.classList.add("busy");
  try {
    await ask(url, { method: "POST", body: new URLSearchParams(fields) });
    await refresh();
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  } finally {
    document.body.classList.remove("busy");
  }
}

// --- saying something ---

async function say(side, fields) {
  const chat = side === "official" || look.chat === "bot" ? "" : look.chat;
  const done = await post("/sim/say", { sender: account(side), chat, ...fields });
  if (done) scrollToEnd(side);
  return done;
}

for (const form of document.querySelectorAll(".composer")) {
  const box = form.elements.text;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = box.value;
    if (!text.trim()) return;
    box.value = "";
    if (!(await say(form.dataset.side, { text }))) box.value = box.value || text;
    fit(box);
  });
  box.addEventListener("input", () => fit(box));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

function fit(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 120)}px`;
}

// --- tapping ---

function toggle(key, open) {
  const part = root.querySelector(`[data-switch="${key}"]`);
  part.classList.toggle("open", open);
  part.querySelector("[data-toggle]")?.setAttribute("aria-expanded", String(part.classList.contains("open")));
}

const TAPS = {
  menu: () => menu(),
  toggle: (button) => toggle(button.dataset.toggle),
  me: (button) => become({ me: button.dataset.me }),
  official: (button) => become({ official: button.dataset.official }),
  chat: (button) => turn({ chat: button.dataset.chat }, ["resident"]),
  ticket: (button) => turn({ ticket: button.dataset.ticket }, ["board"]),
  status: (link) => turn({ status: link.dataset.status }, ["board"]),
  photo: () => say("resident", { photo: "true" }),
  hintText: (button) => suggest(button.dataset.hintText),
  step: (button) => forward(button.dataset.step),
  press: (button) => press(button),
  tab: (button) => showTab(button.dataset.tab),
  story: (button) => play(button),
};

async function become(change) {
  toggle("me", false);
  toggle("official", false);
  await turn(change, ["resident", "official"]);
}

async function suggest(text) {
  showTab("resident");
  if (!look.chat) await turn({ chat: "bot" }, ["resident"]);
  const box = document.getElementById("say-resident").elements.text;
  box.value = text;
  fit(box);
  box.focus();
}

async function forward(step) {
  menu(false);
  if (await post("/sim/advance", { step })) ["resident", "official"].forEach(scrollToEnd);
}

// A short group story, line by line; what each line became is on the group's page.
async function play(button) {
  let told = { run: crypto.randomUUID().replaceAll("-", "").slice(0, 16), step: 0 };
  button.disabled = true;
  showTab("resident");
  try {
    do {
      const fields = { run: told.run, step: String(told.step) };
      told = await ask("/sim/story", { method: "POST", body: new URLSearchParams(fields) });
      if (told.step === 1) await turn({ chat: told.chat }, ["resident"]);
      else await refresh();
      scrollToEnd("resident");
      if (told.note) toast(told.note);
      await new Promise((done) => setTimeout(done, told.note ? 4200 : 2600));
    } while (!told.over);
  } catch (error) {
    toast(error.message);
  } finally {
    button.disabled = false;
  }
}

async function press(button) {
  const text = await words(button);
  if (text === null) return;
  const { side, press: action, button: id } = button.dataset;
  if (await post("/sim/press", { sender: account(side), action, button: id, text })) scrollToEnd(side);
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("#forward")) menu(false);
  const target = event.target.closest("button, a");
  if (!target || target.disabled || event.ctrlKey || event.metaKey) return;
  const tap = Object.keys(TAPS).find((key) => key in target.dataset);
  if (!tap) return;
  event.preventDefault();
  TAPS[tap](target);
});

document.getElementById("new-name").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = event.target.elements.name.value.trim();
  event.target.reset();
  if (name) become({ me: name });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  ["me", "official"].forEach((key) => toggle(key, false));
  menu(false);
});

["resident", "official"].forEach(scrollToEnd);
badges();
listen(quietly);
setInterval(tick, 1000);
setInterval(quietly, 30000);
