// A field to sign in: strokes become one SVG path of whole numbers in a hidden field. Without it people sign by name.
"use strict";
(() => {
  const WIDTH = 600, HEIGHT = 200, MOST = 58000;

  const clamp = (value, most) => Math.max(0, Math.min(most, Math.round(value)));

  const open = (part) => {
    const form = part.closest("form");
    const pad = part.querySelector("svg");
    const shown = pad.querySelector("path");
    const field = form.elements.drawing;
    const ways = [...form.elements.way];
    const drawn = ways.find((way) => way.value === "drawn");
    let last = "";

    const at = (event) => {
      const box = pad.getBoundingClientRect();
      const x = clamp(((event.clientX - box.left) / box.width) * WIDTH, WIDTH);
      const y = clamp(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT);
      return `${x} ${y}`;
    };
    const add = (move, point) => {
      if (field.value.length > MOST || (move === "L" && point === last)) return;
      last = point;
      field.value = `${field.value}${field.value ? " " : ""}${move}${point}`;
      shown.setAttribute("d", field.value);
    };

    pad.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      drawn.checked = true;
      add("M", at(event));
    });
    pad.addEventListener("pointermove", (event) => {
      if (pad.hasPointerCapture(event.pointerId)) add("L", at(event));
    });
    part.querySelector("[data-rf-sign-clear]").addEventListener("click", () => {
      field.value = "";
      last = "";
      shown.setAttribute("d", "");
    });
    shown.setAttribute("d", field.value);
    part.hidden = false;
  };

  document.querySelectorAll("[data-rf-sign]").forEach(open);
})();
