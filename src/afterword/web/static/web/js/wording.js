// Puts a field where the cursor last stood, and shows which field is being filled in.
let last = document.querySelector("[data-takes-fields]");
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-takes-fields]")) last = event.target;
});

for (const code of document.querySelectorAll("[data-field]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = code.textContent;
  button.addEventListener("click", () => {
    last.setRangeText(code.textContent, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  });
  code.replaceWith(button);
}
