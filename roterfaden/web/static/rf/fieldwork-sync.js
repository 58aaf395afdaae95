/* To the server: what waits in the folder, one after the other, each once. Used by both pages of the folder. */
window.rfSync = (() => {
  "use strict";
  const folder = window.rfFolder;
  const here = JSON.parse(document.getElementById("rf-fieldwork").textContent);
  const { words } = here;
  const WORKING = { OFFLINE: "offline", LOGIN: "login", GONE: "gone", OTHER: "gone" };
  let running = null;

  /* Who is logged in now, and a token to send with; or why nothing can be sent */
  const login = async () => {
    const answer = await fetch(here.fresh, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
    if (!answer) return { trouble: WORKING.OFFLINE };
    if (answer.redirected || !answer.ok) return { trouble: WORKING.LOGIN };
    return answer.json();
  };
  const post = (url, csrf, values) => {
    const body = values instanceof FormData ? values : new FormData();
    if (!(values instanceof FormData)) for (const [name, value] of Object.entries(values)) for (const one of [].concat(value)) body.append(name, one);
    body.set("csrfmiddlewaretoken", csrf);
    return fetch(url, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
  };
  const json = (answer) => answer.json().catch(() => ({}));

  /* A login gives the key back; a folder that is over, or of somebody else, goes */
  const openByLogin = async () => {
    const lock = await folder.lock();
    if (!lock) return { trouble: WORKING.GONE };
    const who = await login();
    if (who.trouble) return who;
    if (who.owner !== lock.owner) {
      await folder.wipe();
      return { trouble: WORKING.OTHER };
    }
    if (folder.isOpen()) return { who, lock };
    const answer = await post(here.key, who.token, { device: lock.device });
    if (!answer) return { trouble: WORKING.OFFLINE };
    if (answer.status === 410) {
      await folder.wipe();
      return { trouble: WORKING.GONE };
    }
    if (!answer.ok) return { trouble: WORKING.LOGIN };
    await folder.unlockWith(await answer.json());
    return { who, lock };
  };

  const FIELDS = ["attendance", "kind", "text", "result", "next_step", "minutes", "travel_minutes", "travel_km", "photo_kind"];
  const bodyOf = async (record, lock) => {
    const body = new FormData();
    body.set("device", lock.device);
    body.set("token", record.token);
    body.set("recorded_at", record.at);
    body.set("code", record.code);
    for (const name of FIELDS) body.set(name, record.fields[name] || "");
    if (record.outcome) {
      body.set("appointment", record.appointment);
      body.set("revision", record.revision);
    } else body.set("attendance", "");
    for (const id of await folder.photoIds(record.token)) body.append("photos", await folder.photo(id), "foto.jpg");
    return body;
  };

  const sendOne = async (record, { who, lock }) => {
    const answer = await post(here.send, who.token, await bodyOf(record, lock));
    if (!answer || answer.status >= 500 || answer.status === 403) return WORKING.OFFLINE;
    if (answer.redirected) return WORKING.LOGIN;
    if (answer.status === 410) {
      await folder.wipe();
      return WORKING.GONE;
    }
    if (answer.ok) {
      await folder.removeRecord(record.token);
      return "";
    }
    const told = await json(answer);
    const why = answer.status === 404 ? words.noAccess : told.sentence || words.failed;
    await folder.keepRecord({ ...record, state: "refused", why, url: told.url || "", form: told.fields || [] });
    return "";
  };

  /* Refused ones that were decided on the pages of the case: their text is done, photos may be left */
  const settle = async ({ who }) => {
    const open = (await folder.records()).filter((one) => one.state === "refused" && one.url);
    if (!open.length) return;
    const answer = await post(here.standing, who.token, { tokens: open.map((one) => one.token) });
    const { decided = [] } = answer && answer.ok ? await json(answer) : {};
    for (const record of open.filter((one) => decided.includes(one.token))) {
      const photos = await folder.photoIds(record.token);
      if (photos.length) await folder.keepRecord({ ...record, url: "", form: [], decided: true, why: words.photosLeft });
      else await folder.removeRecord(record.token);
    }
  };

  const run = async () => {
    const opened = await openByLogin();
    if (opened.trouble) return { trouble: opened.trouble, sent: 0 };
    await settle(opened);
    const ready = (await folder.records()).filter((one) => one.state === "ready");
    for (const record of ready) {
      const trouble = await sendOne(record, opened);
      if (trouble) return { trouble, sent: 0, who: opened.who };
    }
    const left = new Set((await folder.records()).map((one) => one.token));
    return { sent: ready.filter((one) => !left.has(one.token)).length, who: opened.who };
  };
  // one at a time, over all tabs of this browser
  const sendAll = () => {
    if (!running) running = navigator.locks.request("rf-unterwegs", run).finally(() => { running = null; });
    return running;
  };

  /* The ordinary form of the case, sent with what was typed: it answers with both texts, or says why not */
  const decide = (record, who) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = record.url;
    const pairs = [...record.form, ["csrfmiddlewaretoken", who.token], ["rf_draft", record.token]];
    for (const [name, value] of pairs) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  };

  const drop = async () => {
    const lock = await folder.lock();
    const who = lock ? await login() : null;
    if (lock && who && !who.trouble) await post(here.drop, who.token, { device: lock.device });
    await folder.wipe();
  };
  const forget = async () => {
    if (!folder.can()) return;
    await folder.wipe();
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) if (name.startsWith("rf-")) await caches.delete(name);
  };

  return { here, words, login, post, json, openByLogin, sendAll, decide, drop, forget };
})();
