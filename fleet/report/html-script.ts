/** The page's only script: the filters. Without it the page shows everything. */
export const script = `
"use strict";
const form = document.querySelector("form");
const status = document.querySelector("output");
const stacks = [...document.querySelectorAll("tbody")];

function filter() {
  const name = form.elements.name.value.trim().toLowerCase();
  let shown = 0;
  for (const stack of stacks) {
    const fits = stack.dataset.name.includes(name) &&
      ["verdict", "platform", "whose"].every((key) => form.elements[key].value === "" || stack.dataset[key] === form.elements[key].value);
    if (stack.hidden === fits) stack.hidden = !fits;
    if (fits) shown += 1;
  }
  status.value = \`Showing \${shown.toLocaleString("en-US")} of \${stacks.length.toLocaleString("en-US")} stacks.\`;
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", filter);
// A reset has its effect after its event.
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("keydown", ({ key }) => { if (key === "Escape") form.reset(); });
form.hidden = false;
filter();
`;
