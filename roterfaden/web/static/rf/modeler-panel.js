/* The words of the element that is chosen in the drawing: a small form of our own beside it. All changes can be undone. */
(() => {
  "use strict";
  const model = window.rfModel;
  if (!model) return;
  const { modeler, get, chosen, isNode, holder, NS } = model;
  const fields = [...holder.querySelectorAll("[data-rf-prop]")];
  const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
  const WORDS = { "bpmn:StartEvent": "start", "bpmn:UserTask": "step", "bpmn:Task": "step", "bpmn:ManualTask": "step", "bpmn:CallActivity": "call", "bpmn:ExclusiveGateway": "question", "bpmn:EndEvent": "end", "bpmn:SequenceFlow": "way" };
  const TAGS = { start: "rf:start", step: "rf:step", call: "rf:step", question: "rf:question", end: "rf:end", way: "rf:outcome" };

  /* Our own elements among the extensions of an element */
  const valuesOf = (thing) => (thing.extensionElements && thing.extensionElements.values) || [];
  const ownOf = (element) => valuesOf(element.businessObject).find((one) => one.$type === TAGS[WORDS[element.type]]);
  const attributesOf = (any) => Object.fromEntries(Object.entries(any || {}).filter(([name]) => !name.startsWith("$")));
  const childrenOf = (any, tag) => ((any && any.$children) || []).filter((one) => one.$type === tag);
  const putOwn = (element, attributes, children) => {
    const moddle = get("moddle");
    const thing = element.businessObject;
    const before = ownOf(element);
    const changed = moddle.createAny(TAGS[WORDS[element.type]], NS, { ...attributesOf(before), ...attributes, $children: children || (before && before.$children) || [] });
    const values = [...valuesOf(thing).filter((one) => one !== before), changed];
    const holding = moddle.create("bpmn:ExtensionElements", { values });
    holding.$parent = thing;
    get("modeling").updateProperties(element, { extensionElements: holding });
  };
  const putChildren = (element, tag, made) => {
    const others = ((ownOf(element) || {}).$children || []).filter((one) => one.$type !== tag);
    putOwn(element, {}, [...others, ...made]);
  };

  /* The timer at the edge of a step is its deadline */
  const timerOf = (element) => (element.attachers || []).find((one) => one.businessObject.eventDefinitions?.[0]?.$type === "bpmn:TimerEventDefinition");
  const durationOf = (element) => {
    const found = /^P(\d+)([DWMY])$/.exec(timerOf(element)?.businessObject.eventDefinitions[0].timeDuration?.body || "");
    return found ? { amount: found[1], unit: found[2] } : { amount: "", unit: "D" };
  };
  const putDuration = (element, amount, unit) => {
    const modeling = get("modeling");
    let timer = timerOf(element);
    if (!amount) return timer && modeling.removeShape(timer);
    if (!timer) {
      const shape = get("elementFactory").createShape({ type: "bpmn:BoundaryEvent", eventDefinitionType: "bpmn:TimerEventDefinition", cancelActivity: false });
      timer = modeling.createShape(shape, { x: element.x + element.width - 24, y: element.y + element.height }, element, { attach: true });
    }
    const definition = timer.businessObject.eventDefinitions[0];
    const body = get("moddle").create("bpmn:FormalExpression", { body: `P${amount}${unit}` });
    body.$parent = definition;
    modeling.updateModdleProperties(timer, definition, { timeDuration: body });
    return timer;
  };

  const documentsOf = (element, required) => childrenOf(ownOf(element), "rf:document")
    .filter((one) => (one.required === "true") === required).map((one) => one.$body || "");
  const putDocuments = (element, required, titles) => {
    const known = childrenOf(ownOf(element), "rf:document");
    const others = known.filter((one) => (one.required === "true") !== required);
    const made = titles.map((title) => get("moddle").createAny("rf:document", NS, {
      direction: known.find((one) => one.$body === title)?.direction || "in", required: String(required), $body: title,
    }));
    putChildren(element, "rf:document", required ? [...made, ...others] : [...others, ...made]);
  };

  const text = (tag) => ({
    read: (element) => childrenOf(ownOf(element), tag).map((one) => one.$body || "").join("\n"),
    put: (element, value) => putChildren(element, tag, lines(value).map((line) => get("moddle").createAny(tag, NS, { $body: line }))),
  });
  const attribute = (name) => ({
    read: (element) => (ownOf(element) || {})[name] || "",
    put: (element, value) => putOwn(element, { [name]: value || undefined }),
  });
  const PROPERTIES = {
    name: { read: (element) => element.businessObject.name || "", put: (element, value) => get("modeling").updateProperties(element, { name: value.trim() }) },
    hints: {
      read: (element) => (element.businessObject.documentation || []).map((one) => one.text).join("\n"),
      put: (element, value) => get("modeling").updateProperties(element, {
        documentation: lines(value).map((line) => get("moddle").create("bpmn:Documentation", { text: line })),
      }),
    },
    guidance: text("rf:guidance"),
    required: { read: (element) => documentsOf(element, true).join("\n"), put: (element, value) => putDocuments(element, true, lines(value)) },
    optional: { read: (element) => documentsOf(element, false).join("\n"), put: (element, value) => putDocuments(element, false, lines(value)) },
    amount: { read: (element) => durationOf(element).amount, put: (element, value) => putDuration(element, /^\d{1,3}$/.test(value) ? value : "", durationOf(element).unit) },
    unit: { read: (element) => durationOf(element).unit, put: (element, value) => durationOf(element).amount && putDuration(element, durationOf(element).amount, value) },
    called: { read: (element) => element.businessObject.calledElement || "", put: (element, value) => get("modeling").updateProperties(element, { calledElement: value.trim() }) },
    kind: attribute("kind"),
    chain: attribute("chain"),
    entersAt: attribute("entersAt"),
    note: attribute("note"),
  };

  /* Show what is chosen; keep what is typed */
  const show = () => {
    const element = chosen();
    const word = element && (isNode(element) || WORDS[element.type] === "way") ? WORDS[element.type] || "other" : "";
    holder.querySelector("[data-rf-panel]").hidden = !word;
    holder.querySelector("[data-rf-unchosen]").hidden = Boolean(word);
    const select = holder.querySelector('[data-rf-nodes="chosen"]');
    select.value = word && word !== "way" ? element.id : "";
    if (!word) return;
    for (const field of fields) {
      const fits = (field.dataset.rfFor || "").split(" ").includes(word) || !field.dataset.rfFor;
      field.closest("[data-rf-row]").hidden = !fits;
      if (fits && field !== document.activeElement) field.value = PROPERTIES[field.dataset.rfProp].read(element);
    }
  };
  for (const field of fields) {
    field.addEventListener("change", () => {
      const element = chosen();
      const property = PROPERTIES[field.dataset.rfProp];
      if (element && field.value !== property.read(element)) property.put(element, field.value);
    });
  }
  modeler.on("selection.changed", () => {
    if (fields.includes(document.activeElement)) document.activeElement.blur();
    show();
  });
  modeler.on("commandStack.changed", show);
  document.addEventListener("rf:drawn", show);
  show();
})();
