// Profiles by keyboard: a digit chooses the value of the row and goes on to the next one, "?" says that nobody knows.
"use strict";
document.querySelectorAll("[data-rf-profile]").forEach((form) => {
  const rows = [...form.querySelectorAll("[data-rf-scale]")];
  const radios = (row) => [...row.querySelectorAll("input[type=radio]")];

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-rf-scale]");
    if (!row || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = event.key === "?" ? "" : event.key;
    const radio = radios(row).find((one) => one.value === wanted);
    if (!radio) return;
    event.preventDefault();
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const next = rows[rows.indexOf(row) + 1];
    const target = next ? radios(next).find((one) => one.checked) || radios(next)[0] : form.querySelector("button");
    target.focus();
  });
});
