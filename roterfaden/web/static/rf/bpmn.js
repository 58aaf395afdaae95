/* Draws a chain with bpmn-js beside its list; without this file the list and our own drawing are there all the same. */
(() => {
  "use strict";

  const words = (text) => (text || "").split(" ").filter(Boolean);

  const days = () => [...document.querySelectorAll("[data-rf-stay]")]
    .map((row) => [row.dataset.rfStay, row.querySelector("[data-rf-days]")?.textContent])
    .filter(([element, text]) => element && text);

  const mark = (viewer, holder) => {
    const canvas = viewer.get("canvas");
    const registry = viewer.get("elementRegistry");
    const add = (ids, marker) => words(ids).filter((id) => registry.get(id)).forEach((id) => canvas.addMarker(id, marker));
    add(holder.dataset.walked, "rf-walked");
    add(holder.dataset.flows, "rf-walked");
    add(holder.dataset.opened, "rf-open");
    days().filter(([element]) => registry.get(element)).forEach(([element, text]) => {
      const html = document.createElement("span");
      html.className = "rf-bpmn__days";
      html.textContent = text;
      viewer.get("overlays").add(element, { position: { bottom: 8, left: 4 }, html });
    });
  };

  const draw = async (holder) => {
    const answer = await fetch(holder.dataset.rfBpmn, { credentials: "same-origin" });
    if (!answer.ok) return;
    holder.hidden = false;
    const colours = {
      defaultFillColor: "var(--rf-surface)",
      defaultStrokeColor: "var(--rf-muted)",
      defaultLabelColor: "var(--rf-ink)",
    };
    const container = holder.querySelector(".rf-bpmn__canvas");
    const viewer = new window.BpmnJS({ container, bpmnRenderer: colours, textRenderer: { defaultStyle: { fontFamily: "Fira Sans, sans-serif" } } });
    await viewer.importXML(await answer.text());
    mark(viewer, holder);
    const canvas = viewer.get("canvas");
    // long chains would be too small to read: begin where the case stands
    if (canvas.zoom("fit-viewport") < 0.6) {
      const first = words(holder.dataset.opened)[0] || words(holder.dataset.walked)[0];
      canvas.zoom(0.8, { x: 0, y: 0 });
      const shape = first && viewer.get("elementRegistry").get(first);
      if (shape) canvas.scrollToElement(shape, { left: 200, top: 100, right: 200, bottom: 100 });
    }
    holder.dataset.rfDrawn = "true";
    holder.addEventListener("click", (event) => {
      const how = event.target.closest("[data-rf-zoom]")?.dataset.rfZoom;
      if (how === "fit") canvas.zoom("fit-viewport");
      else if (how) canvas.zoom(canvas.zoom() * (how === "in" ? 1.3 : 1 / 1.3));
    });
  };

  document.querySelectorAll("[data-rf-bpmn]").forEach((holder) => draw(holder));
})();
