/** The page's only script: buttons that copy the value before them. A page opened from a file may lack the clipboard. */
export const copyScript = `
"use strict";
const status = document.getElementById("status");

async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll(".copy button")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = button.previousElementSibling;
    const done = await copy(code);
    status.textContent = done ? "已复制：" + code.textContent : "无法复制，请手动选择";
    if (done) {
      for (const other of document.querySelectorAll(".copy .done")) other.classList.remove("done");
      button.classList.add("done");
    }
  });
}
`;
