// The small form for actions that need words.
const box = document.getElementById("sheet");
const text = box.querySelector("textarea");
const whom = box.querySelector("select");
const wrong = document.getElementById("sheet-wrong");

// Resolves to the words, or to null when the person thought better of it.
export function words(button) {
  const { title, hint, required, whom: person } = button.dataset;
  if (title === undefined) return Promise.resolve("");
  document.getElementById("sheet-title").textContent = title;
  document.getElementById("sheet-whom").hidden = person === undefined;
  text.placeholder = hint;
  text.value = "";
  wrong.hidden = true;
  box.returnValue = "";
  box.showModal();
  text.focus();
  const needed = required !== undefined;
  return new Promise((resolve) => {
    box.querySelector("form").onsubmit = (event) => {
      const empty = needed && event.submitter?.value === "ok" && !text.value.trim();
      wrong.hidden = !empty;
      if (empty) event.preventDefault();
    };
    box.onclose = () => {
      if (box.returnValue !== "ok") return resolve(null);
      const said = text.value.trim();
      resolve(person === undefined ? said : `${whom.value} ${said}`.trim());
    };
  });
}
