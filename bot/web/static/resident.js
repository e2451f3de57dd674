// The residents' page works without this; with it, answers come by themselves and nothing jumps.
import { listen, oneAtATime } from "./live.js";

document.documentElement.classList.add("js");
const say = document.getElementById("say");
const presses = document.getElementById("presses");
const box = say.elements.text;
const files = say.elements.photos;
const picked = document.getElementById("picked");
const wrong = document.getElementById("wrong");
let mark = "";

function tell(sentence) {
  wrong.textContent = sentence;
  wrong.hidden = !sentence;
}

const toEnd = () => window.scrollTo(0, document.documentElement.scrollHeight);
const atEnd = () => window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 120;

const refresh = oneAtATime(async () => {
  const answer = await fetch(`/r/talk?have=${mark}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const fresh = await answer.json();
  mark = fresh.mark;
  if (!fresh.html) return;
  const low = atEnd();
  document.getElementById("talk").innerHTML = fresh.html;
  if (low) toEnd();
});
const quietly = () => refresh().catch(() => {});

// A new number for every message: the same words said again are meant again.
function renew(form) {
  const letters = crypto.getRandomValues(new Uint8Array(12));
  form.elements.nonce.value = Array.from(letters, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function post(form, body) {
  if (document.body.classList.contains("busy")) return false;
  document.body.classList.add("busy");
  tell("");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    renew(form);
    await quietly();
    toEnd();
    return true;
  } catch (error) {
    const ours = /[\u4e00-\u9fff]/.test(error.message);
    tell(ours ? error.message : "没有发出去，可能是网络不好。您写的还在，请再点一次发送。");
    return false;
  } finally {
    document.body.classList.remove("busy");
  }
}

function tooMuch() {
  const chosen = Array.from(files.files);
  if (chosen.length > Number(say.dataset.most)) return `一次最多发${say.dataset.most}张照片，多的请分几次发。`;
  const largest = Number(say.dataset.largest);
  if (chosen.some((file) => file.size > largest)) return `有一张照片太大了（超过${largest / 1048576}MB），请换一张小一点的。`;
  return "";
}

function showPicked() {
  const count = files.files.length;
  picked.textContent = count ? `已选${count}张` : "加照片";
  tell(tooMuch());
}

files.addEventListener("change", showPicked);
say.addEventListener("submit", async (event) => {
  event.preventDefault();
  const quick = event.submitter?.name === "quick" ? event.submitter.value : "";
  const sentence = quick ? "" : tooMuch();
  if (sentence) return tell(sentence);
  if (!quick && !box.value.trim() && !files.files.length) return tell("请先写一句话，或选一张照片，再点发送。");
  const body = new FormData(say);
  if (quick) {
    body.set("text", "");
    body.delete("photos");
    body.set("quick", quick);
  }
  if ((await post(say, body)) && !quick) {
    box.value = "";
    files.value = "";
    showPicked();
  }
});
presses.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter.dataset.press === "cancel" && !confirm("真的不用办了吗？点“确定”就撤销了。")) return;
  const body = new URLSearchParams({ nonce: presses.elements.nonce.value, button: event.submitter.value });
  post(presses, body);
});

[say, presses].forEach(renew);
toEnd();
listen(quietly, "/r/live");
setInterval(quietly, 60000);
