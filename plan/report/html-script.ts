/** The page's only script: filters, folds, and the keys of a group's line. Without it the page shows everything. */
export const script = `
"use strict";
const form = document.querySelector("form");
const status = document.querySelector("output");
const groups = [...document.querySelectorAll(".group")].map((element) => ({
  element,
  rules: JSON.parse(element.dataset.rules),
  names: [...element.querySelectorAll(".names li")].map((item) => ({ item, text: item.textContent.toLowerCase() })),
  more: element.querySelector(".more"),
  changes: [...element.querySelectorAll(".change")],
}));

function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

function filter() {
  const school = form.school.value.trim().toLowerCase();
  const { value: operation } = form.operation;
  const { value: type } = form.type;
  const { value: rule } = form.rule;
  let shownGroups = 0;
  let shownStacks = 0;
  for (const { element, rules, names, more, changes } of groups) {
    const found = names.filter(({ text }) => text.includes(school));
    let fitting = 0;
    for (const change of changes) {
      const fits = (operation === "" || change.dataset.operation === operation) && (type === "" || change.dataset.type === type);
      setHidden(change, !fits);
      if (fits) fitting += 1;
    }
    const hasChange = fitting > 0 || (operation === "" && type === "");
    const fits = found.length > 0 && hasChange && (rule === "" || rules.includes(rule));
    setHidden(element, !fits);
    if (!fits) continue;
    shownGroups += 1;
    shownStacks += found.length;
    for (const { item, text } of names) setHidden(item, !text.includes(school));
    if (!more) continue;
    const inside = found.some(({ item }) => more.contains(item));
    setHidden(more, !inside);
    if (school !== "") more.open = inside;
    else if (more.dataset.was !== undefined) more.open = false;
    if (school !== "") more.dataset.was = "";
    else delete more.dataset.was;
  }
  const shown = { groups: shownGroups, stacks: shownStacks };
  status.value = status.dataset.says.replace(/{(groups|stacks)}/g, (_, what) => shown[what].toLocaleString("en-US"));
}

/** Folds are native; this only does many at once. */
function openAll(open) {
  for (const { element } of groups) if (!element.hidden) element.open = open;
}

const keys = {
  ArrowDown: (lines, at) => lines[at + 1],
  ArrowUp: (lines, at) => lines[at - 1],
  Home: (lines) => lines[0],
  End: (lines) => lines.at(-1),
};

document.querySelector("main").addEventListener("keydown", (event) => {
  if (!event.target.matches(".group > summary") || !Object.hasOwn(keys, event.key)) return;
  const lines = groups.filter(({ element }) => !element.hidden).map(({ element }) => element.firstElementChild);
  event.preventDefault();
  keys[event.key](lines, lines.indexOf(event.target))?.focus();
});

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", filter);
// A reset takes effect only after its event.
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("keydown", ({ key }) => { if (key === "Escape") form.reset(); });
document.getElementById("open").addEventListener("click", () => openAll(true));
document.getElementById("fold").addEventListener("click", () => openAll(false));

// On paper nothing can be opened any more.
let folded = [];
addEventListener("beforeprint", () => {
  folded = groups.map(({ element }) => element).filter((element) => !element.open);
  for (const element of folded) element.open = true;
});
addEventListener("afterprint", () => { for (const element of folded) element.open = false; });

form.hidden = false;
filter();
`;
