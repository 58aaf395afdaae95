/* Draws a draft with bpmn-js, with the constructs of our chains only. The drawing lies as BPMN in the text field of the
   form, so it is sent, kept as a draft and refused like any other text. Without this file the text field is there. */
(() => {
  "use strict";
  const holder = document.querySelector("[data-rf-model]");
  if (!holder || !window.BpmnJS) return;
  const find = (name) => holder.querySelector(name);
  const field = document.getElementById(holder.dataset.rfModel);
  for (const part of holder.querySelectorAll("[data-rf-drawing]")) part.hidden = false;
  const form = field.form;
  const NS = "https://roter-faden.example/bpmn/1";
  const KINDS = {
    start: { type: "bpmn:StartEvent", id: "Start_b" },
    step: { type: "bpmn:UserTask", id: "Step_x" },
    call: { type: "bpmn:CallActivity", id: "Step_k" },
    question: { type: "bpmn:ExclusiveGateway", id: "Question_f", options: { isMarkerVisible: true } },
    parallel: { type: "bpmn:ParallelGateway", id: "Split_n" },
    some: { type: "bpmn:InclusiveGateway", id: "Split_m", own: ["rf:parallel", { mode: "at_least_one" }] },
    end: { type: "bpmn:EndEvent", id: "End_e", options: { eventDefinitionType: "bpmn:TerminateEventDefinition" } },
    handover: { type: "bpmn:EndEvent", id: "End_u", own: ["rf:end", { kind: "handover" }] },
  };
  const colours = { defaultFillColor: "var(--rf-surface)", defaultStrokeColor: "var(--rf-muted)", defaultLabelColor: "var(--rf-ink)" };
  const modeler = new window.BpmnJS({
    container: find(".rf-bpmn__canvas"),
    bpmnRenderer: colours,
    textRenderer: { defaultStyle: { fontFamily: "Fira Sans, sans-serif" } },
    // our buttons stand beside the drawing, where the keyboard reaches them
    additionalModules: [{ paletteProvider: ["value", {}], contextPadProvider: ["value", {}], replaceMenuProvider: ["value", {}] }],
  });
  const get = (name) => modeler.get(name);
  const isNode = (element) => element && !element.labelTarget && element.businessObject?.$instanceOf?.("bpmn:FlowNode") && element.type !== "bpmn:BoundaryEvent";
  const nodes = () => get("elementRegistry").filter(isNode);
  const titleOf = (element) => element.businessObject.name || element.id;
  const chosen = () => {
    const [element] = get("selection").get();
    return element && element.labelTarget ? element.labelTarget : element;
  };

  /* The drawing and the text field */
  let running = null;
  const write = () => {
    const mine = modeler.saveXML({ format: true }).then(({ xml }) => {
      if (running !== mine) return;
      field.value = xml;
      running = null;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    running = mine;
  };
  // before drafts.js, which listens at the document
  window.addEventListener("submit", (event) => {
    if (event.target !== form || !running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    running.then(() => window.setTimeout(() => form.requestSubmit(event.submitter)));
  }, true);

  /* What is wrong, at its element */
  const tellFaults = () => {
    for (const line of document.querySelectorAll("[data-rf-fault]")) {
      const element = get("elementRegistry").get(line.dataset.rfFault);
      if (!element) continue;
      const html = document.createElement("p");
      html.className = "rf-bpmn__fault";
      html.textContent = line.querySelector("span").textContent;
      get("overlays").add(element, { position: { bottom: -4, left: 0 }, html });
      get("canvas").addMarker(element, "rf-fault");
      const show = line.querySelector("button");
      show.hidden = false;
      show.addEventListener("click", () => choose(element));
    }
  };

  const choose = (element) => {
    get("selection").select(element);
    get("canvas").scrollToElement(element, { top: 80, right: 80, bottom: 80, left: 80 });
  };
  const load = async () => {
    await modeler.importXML(field.value);
    const canvas = get("canvas");
    if (canvas.zoom("fit-viewport") < 0.6) {
      canvas.zoom(0.8, { x: 0, y: 0 });
      const [first] = nodes();
      if (first) canvas.scrollToElement(first, { left: 200, top: 100, right: 200, bottom: 100 });
    }
    tellFaults();
    list();
    holder.dataset.rfDrawn = "true";
  };

  /* Put something in */
  const freshId = (start) => {
    let number = 1;
    while (get("elementRegistry").get(`${start}${number}`)) number += 1;
    return `${start}${number}`;
  };
  const make = (kind, name) => {
    const { type, id, own, options } = KINDS[kind];
    const shape = get("elementFactory").createShape({ type, ...options });
    const thing = shape.businessObject;
    thing.id = freshId(id);
    shape.id = thing.id;
    if (name) thing.name = name;
    if (own) {
      thing.extensionElements = get("moddle").create("bpmn:ExtensionElements", { values: [get("moddle").createAny(own[0], NS, own[1])] });
      thing.extensionElements.$parent = thing;
    }
    return shape;
  };
  const middle = (element) => ({ x: element.x + element.width / 2, y: element.y + element.height / 2 });
  const add = (kind, name) => {
    const at = chosen();
    const shape = make(kind, name);
    const modeling = get("modeling");
    const way = at && at.waypoints ? at : at && at.outgoing?.length === 1 && !/Gateway/.test(at.type) ? at.outgoing[0] : null;
    const source = way ? way.source : at;
    if (!isNode(source) || source.type === "bpmn:EndEvent" || kind === "start") {
      const last = nodes().at(-1) || get("canvas").getRootElement();
      modeling.createShape(shape, { x: (last.x || 0) + 260, y: (last.y || 0) + 60 }, last.parent || last);
    } else {
      get("autoPlace").append(source, shape);
      if (way && shape.type !== "bpmn:EndEvent") {
        const { target } = way;
        [...shape.incoming].forEach((one) => modeling.removeConnection(one));
        modeling.reconnectEnd(way, shape, middle(shape));
        modeling.connect(shape, target);
      }
    }
    choose(shape);
    const first = find('[data-rf-prop="name"]');
    first.focus();
    first.select();
  };

  /* Everything that the mouse does, by keyboard: choose an element, lead on to another, take one out */
  const list = () => {
    for (const select of holder.querySelectorAll("[data-rf-nodes]")) {
      const before = select.value;
      select.replaceChildren(new Option("–", ""), ...nodes().map((one) => new Option(titleOf(one), one.id)));
      select.value = before;
    }
  };
  const actions = {
    add: (target) => add(target.dataset.rfAdd, target.dataset.rfName),
    connect: () => {
      const to = get("elementRegistry").get(find('[data-rf-nodes="target"]').value);
      if (to && isNode(chosen())) get("modeling").connect(chosen(), to);
    },
    remove: () => chosen() && get("modeling").removeElements([chosen()]),
    undo: () => get("commandStack").canUndo() && get("commandStack").undo(),
    redo: () => get("commandStack").canRedo() && get("commandStack").redo(),
    in: () => get("canvas").zoom(get("canvas").zoom() * 1.3),
    out: () => get("canvas").zoom(get("canvas").zoom() / 1.3),
    fit: () => get("canvas").zoom("fit-viewport"),
  };
  holder.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rf-do]");
    if (button) actions[button.dataset.rfDo](button);
  });
  holder.addEventListener("change", (event) => {
    const element = event.target.dataset.rfNodes === "chosen" && get("elementRegistry").get(event.target.value);
    if (element) choose(element);
  });
  modeler.on("commandStack.changed", () => {
    write();
    list();
  });
  form.addEventListener("reset", () => window.setTimeout(load));

  window.rfModel = { modeler, get, chosen, isNode, holder, NS };
  find("[data-rf-source]").open = false;
  load().then(() => document.dispatchEvent(new Event("rf:drawn")));
})();
