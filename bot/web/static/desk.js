// Keeps a desk page up to date: the same page is fetched again and its live parts are exchanged.
import { listen, oneAtATime } from "./live.js";

document.documentElement.classList.add("js");

function inUse(part) {
  return part.hasAttribute("data-careful") && (part.querySelector("details[open]") || part.contains(document.activeElement));
}

const refresh = oneAtATime(async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected && new URL(answer.url).pathname === "/login") return location.reload();
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (!now || inUse(part)) continue;
    const without = (node) => node.innerHTML.replace(/name="nonce" value="[^"]*"/g, "");
    if (without(now) !== without(part)) part.replaceChildren(...now.childNodes);
  }
});

const quietly = () => refresh().catch(() => {});
listen(quietly);
setInterval(quietly, 60000);

const person = document.getElementById("person");
if (person) {
  document.querySelector("[data-plain]").hidden = true;
  person.addEventListener("change", () => person.form.requestSubmit());
}

// A second tap on a slow line must not look like a second deed.
document.addEventListener("submit", (event) => {
  setTimeout(() => event.target.querySelectorAll("button").forEach((button) => (button.disabled = true)), 0);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form button").forEach((button) => (button.disabled = false));
});
