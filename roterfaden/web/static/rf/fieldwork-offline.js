/* The page of the device: opens the folder, lists what is in it, takes down contacts and photos, sends when it can.
   Nothing of it is in the page that the browser keeps; it comes out of the sealed folder. */
(() => {
  "use strict";
  const { words, openByLogin, sendAll, decide, drop, forget } = window.rfSync;
  const folder = window.rfFolder;
  const PAUSE = 400;
  const AGAIN = 20000;
  const AWAY = 300000;
  const LATE = 3 * 3600000;
  const MOST_PHOTOS = 10;
  const LONGEST_SIDE = 1600;
  const VIEWS = ["absent", "locked", "list", "record"];
  const part = (name) => document.querySelector(`[data-rf-folder="${name}"]`);
  const field = (name) => document.getElementById(`record_${name}`);
  const NAMES = ["kind", "text", "result", "next_step", "minutes", "travel_minutes", "travel_km", "photo_kind"];
  let pack = null;
  let current = null;
  let timer = 0;
  let hiddenAt = 0;

  /* Words and elements */
  const say = (text) => { part("say").textContent = text || ""; };
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const button = (label, act, kind = "secondary") => {
    const element = make("button", `kern-btn kern-btn--${kind}`);
    element.type = "button";
    element.append(make("span", "kern-label", label));
    element.addEventListener("click", () => act(element));
    return element;
  };
  const view = (name) => {
    for (const one of VIEWS) part(one).hidden = one !== name;
    const head = part(name).querySelector("h2");
    if (head) head.focus();
  };
  // a browser calls any network a connection: what was tried last knows better
  const net = (trouble = "") => {
    const on = navigator.onLine && trouble !== "offline";
    part("net").textContent = on ? words.online : words.offline;
    part("net").dataset.state = on ? "on" : "off";
  };

  /* The list */
  const fact = (list, label, value, href) => {
    if (!value) return;
    const [pair, text] = [make("div"), make("dd")];
    if (href) {
      const link = make("a", "rf-target", value);
      link.href = href;
      text.append(link);
    } else text.textContent = value;
    pair.append(make("dt", "", label), text);
    list.append(pair);
  };
  const began = (row) => Date.parse(row.starts) <= Date.now();
  const article = (row) => {
    const box = make("section", "rf-box rf-stack");
    const list = make("dl", "rf-facts rf-facts--list");
    box.append(make("h3", "", `${row.time} · ${row.name}`), make("p", "rf-meta", `${row.day} · ${row.kind_label}${row.recorded ? ` · ${words.recorded}` : ""}`));
    fact(list, words.place, row.place);
    fact(list, words.phone, row.phone, `tel:${row.phone.replace(/[^\d+]/g, "")}`);
    fact(list, words.ways, row.ways.join(", "));
    fact(list, words.step, row.step);
    fact(list, words.number, row.file_number);
    box.append(list);
    if (row.writes) {
      const act = button(words.contact, () => start(row), "primary");
      act.append(make("span", "rf-sr", `: ${row.name}, ${row.time}`));
      box.append(act);
    }
    return box;
  };
  const sure = (element, act) => {
    if (element.dataset.sure) return act();
    element.dataset.sure = "1";
    element.querySelector(".kern-label").textContent = words.removeSure;
    return null;
  };
  const actions = (record) => {
    const row = make("div", "rf-row-actions");
    if (record.state === "refused" && record.url) row.append(button(words.decide, async () => {
      const opened = await openByLogin();
      if (opened.trouble) say(words[opened.trouble]);
      else decide(record, opened.who);
    }, "primary"));
    if (record.decided) row.append(button(words.retry, () => sendPhotos(record)));
    else if (record.state !== "refused") row.append(button(words.edit, () => edit(record)));
    else row.append(button(words.retry, async () => {
      await folder.keepRecord({ ...record, state: "ready" });
      await send();
    }));
    row.append(button(words.remove, (element) => sure(element, async () => {
      await folder.removeRecord(record.token);
      await list();
    }), "tertiary"));
    return row;
  };
  const line = (record) => {
    const item = make("li", "rf-stack");
    item.append(make("p", "rf-title", `${record.name}, ${record.day} ${record.time}: ${words[record.state]}`));
    if (record.why && record.state === "refused") item.append(make("p", "", record.why));
    if (record.state === "refused") item.append(make("p", "rf-keep rf-meta", record.fields.text));
    item.append(actions(record));
    return item;
  };
  const list = async () => {
    const lock = await folder.lock();
    if (!lock) return absent(words.gone);
    const records = await folder.records();
    part("rows").replaceChildren(...pack.rows.map(article));
    if (!pack.rows.length) part("rows").append(make("p", "rf-meta", words.noAppointments));
    part("records").replaceChildren(...records.map(line));
    part("waiting").hidden = !records.length;
    part("day").textContent = pack.day;
    part("until").textContent = words.until.replace("%s", lock.until);
    if (records.length && lock.ends - Date.now() < LATE) part("until").textContent += ` ${words.soon}`;
    return view("list");
  };
  const absent = (text) => {
    pack = null;
    view("absent");
    say(text || "");
  };

  /* One contact */
  const radios = () => [...document.querySelectorAll('[name="attendance"]')];
  const typed = () => ({
    ...Object.fromEntries(NAMES.map((name) => [name, field(name).value])),
    attendance: (radios().find((one) => one.checked) || {}).value || "",
  });
  const save = async () => {
    window.clearTimeout(timer);
    timer = 0;
    if (!current || !folder.isOpen()) return;
    current.fields = typed();
    current.at = new Date().toISOString();
    await folder.keepRecord(current);
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    part("kept").textContent = words.kept.replace("%s", now);
  };
  const start = (row) => edit({
    token: crypto.randomUUID(), at: new Date().toISOString(), state: "open", code: row.code, appointment: row.appointment,
    revision: row.revision, name: row.name, day: row.day, time: row.time, with_client: row.with_client,
    outcome: began(row) && !row.recorded, fields: { kind: began(row) ? row.kind : "note" },
  });
  const edit = async (record) => {
    current = { ...record, state: "open" };
    for (const name of NAMES) field(name).value = record.fields[name] || "";
    if (![...field("kind").options].some((one) => one.selected)) field("kind").value = "meeting";
    for (const one of radios()) one.checked = one.value === record.fields.attendance;
    part("came").hidden = !(record.outcome && record.with_client);
    part("kind").hidden = record.outcome;
    part("whose").textContent = `${record.name}, ${record.day} ${record.time}`;
    part("kept").textContent = "";
    part("error").hidden = true;
    say(record.outcome || record.state !== "open" ? "" : words.notYet);
    await photos();
    view("record");
  };
  const wrong = (text, element) => {
    part("error").hidden = false;
    part("wrong").textContent = text;
    element.focus();
  };
  const finish = async (event) => {
    event.preventDefault();
    const [fields, absentNow] = [typed(), radios().some((one) => one.checked && one.value !== "attended")];
    if (current.outcome && current.with_client && !fields.attendance) return wrong(words.came, radios()[0]);
    if (!fields.text.trim() && !(current.outcome && absentNow)) return wrong(words.empty, field("text"));
    current.state = "ready";
    await save();
    current = null;
    await list();
    return send();
  };
  const back = async () => {
    if (typed().text.trim() || (await folder.photoIds(current.token)).length) await save();
    current = null;
    await list();
  };

  /* Photos: made small, which also takes away place and camera */
  const photos = async () => {
    const shown = [];
    const found = await folder.photoIds(current.token);
    for (const [number, id] of found.entries()) {
      const item = make("li", "rf-stack");
      const picture = make("canvas", "rf-folder__photo");
      const bitmap = await createImageBitmap(await folder.photo(id));
      Object.assign(picture, { width: bitmap.width, height: bitmap.height });
      picture.getContext("2d").drawImage(bitmap, 0, 0);
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", words.photo.replace("%s", number + 1));
      const gone = button(words.removePhoto, async () => { await folder.removePhoto(id); await photos(); }, "tertiary");
      gone.append(make("span", "rf-sr", ` ${number + 1}`));
      item.append(picture, gone);
      shown.push(item);
    }
    part("photos").replaceChildren(...shown);
    part("photokind").hidden = !shown.length;
  };
  const addPhoto = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    if ((await folder.photoIds(current.token)).length >= MOST_PHOTOS) return say(words.mostPhotos);
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) return say(words.photoBad);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = make("canvas");
    Object.assign(canvas, { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    await folder.keepPhoto(current.token, blob);
    await save();
    return photos();
  };
  const sendPhotos = async (record) => {
    const { decided, why, url, form, ...rest } = record;
    const fields = { kind: "note", text: words.photoText.replace("%s", `${record.day} ${record.time}`), photo_kind: record.fields.photo_kind };
    await folder.keepRecord({ ...rest, state: "ready", outcome: false, fields });
    await send();
  };

  /* Sending */
  const send = async () => {
    if (!folder.isOpen() || current) return;
    const { trouble, sent } = await sendAll();
    net(trouble);
    if (trouble === "gone") return absent(words.gone);
    if (current) return;
    await list();
    // that there is no connection stands in the head already
    say(trouble ? (trouble === "offline" ? "" : words[trouble]) : words.sent.replace("%s", sent));
    part("login").hidden = trouble !== "login";
  };
  const sendIfWaiting = async () => {
    if (folder.isOpen() && !current && (await folder.records()).some((one) => one.state === "ready")) await send();
  };

  /* Opening and closing */
  const opened = async () => {
    pack = await folder.pack();
    part("code").value = "";
    say("");
    await list();
    await sendIfWaiting();
  };
  const unlock = async (event) => {
    event.preventDefault();
    const answer = await folder.unlock(part("code").value);
    if (answer.open) return opened();
    if (answer.left > 0) return say(words.codeWrong.replace("%s", answer.left));
    return absent(words.codeOver);
  };
  const close = async () => {
    await save();
    current = null;
    folder.close();
    view("locked");
  };
  const leave = async () => {
    if (document.visibilityState === "hidden") {
      hiddenAt = Date.now();
      await save();
    } else if (!(await folder.lock())) {
      if (pack) absent(words.gone);
    } else if (folder.isOpen() && Date.now() - hiddenAt > AWAY) await close();
    else await sendIfWaiting();
  };

  const begin = async () => {
    net();
    if (!folder.can()) return absent(words.unsupported);
    if (!(await folder.lock())) return absent("");
    const { trouble } = navigator.onLine ? await openByLogin() : { trouble: "offline" };
    net(trouble);
    if (!trouble) return opened();
    if (trouble === "gone") return absent(words.gone);
    part("login").hidden = trouble !== "login";
    return view("locked");
  };

  part("unlock").addEventListener("submit", unlock);
  part("form").addEventListener("submit", finish);
  part("form").addEventListener("input", () => { window.clearTimeout(timer); timer = window.setTimeout(save, PAUSE); });
  part("back").addEventListener("click", back);
  part("camera").addEventListener("change", addPhoto);
  part("send").addEventListener("click", send);
  part("close").addEventListener("click", close);
  for (const one of document.querySelectorAll('[data-rf-folder="clear"]')) {
    one.addEventListener("click", () => sure(one, async () => { await drop(); await forget(); absent(words.wiped); }));
  }
  window.addEventListener("online", () => { net(); sendIfWaiting(); });
  window.addEventListener("offline", () => net());
  document.addEventListener("visibilitychange", leave);
  window.setInterval(async () => {
    if (pack && !(await folder.lock())) absent(words.gone);
    else await sendIfWaiting();
  }, AGAIN);
  begin();
})();
