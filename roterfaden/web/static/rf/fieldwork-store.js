/* The folder on this device: everything in it is sealed with AES-GCM under one key. The key comes from the server after
   a login, or out of its wrapping by the code of the user; it is never stored open. docs/decisions/0102 */
window.rfFolder = (() => {
  "use strict";
  const DATABASE = "rf-unterwegs";
  const ROUNDS = 600000;
  const MOST_TRIES = 5;
  const CLOCK_BACK = 600000;
  const STORES = ["meta", "records", "photos"];
  let key = null;
  let opened = null;

  /* The database of the browser */
  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const database = () => {
    if (!opened) {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => { for (const name of STORES) request.result.createObjectStore(name); };
      opened = asked(request).then((base) => {
        base.onversionchange = () => { base.close(); opened = null; };
        return base;
      });
    }
    return opened;
  };
  const store = async (name, mode = "readonly") => (await database()).transaction(name, mode).objectStore(name);
  const get = async (name, id) => asked((await store(name)).get(id));
  const put = async (name, id, value) => asked((await store(name, "readwrite")).put(value, id));
  const remove = async (name, id) => asked((await store(name, "readwrite")).delete(id));
  const ids = async (name) => asked((await store(name)).getAllKeys());

  const wipe = async () => {
    key = null;
    const base = opened && await opened.catch(() => null);
    if (base) base.close();
    opened = null;
    await new Promise((done) => {
      const request = indexedDB.deleteDatabase(DATABASE);
      request.onsuccess = done;
      request.onerror = done;
      request.onblocked = done;
    });
  };

  /* Bytes */
  const bytes = (text) => new TextEncoder().encode(text);
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const random = (count) => crypto.getRandomValues(new Uint8Array(count));
  const bound = (lock, what) => bytes(`${lock.owner}|${lock.device}|${what}`);
  const imported = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const sealed = async (lock, what, plain, by = key) => {
    const iv = random(12);
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(lock, what) }, by, plain);
    return { iv, data };
  };
  const plain = (lock, what, kept, by = key) => crypto.subtle.decrypt(
    { name: "AES-GCM", iv: kept.iv, additionalData: bound(lock, what) }, by, kept.data,
  );
  const wrapping = async (code, salt) => {
    const typed = bytes(code.replace(/[\s-]/g, "").normalize("NFC"));
    const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
    return crypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
    );
  };

  /* The lock: whose folder, until when, the wrapped key. After its end, or with the clock turned back, all goes. */
  const lock = async () => {
    const known = (await indexedDB.databases()).some((one) => one.name === DATABASE);
    const found = known ? await get("meta", "lock").catch(() => null) : null;
    if (found && (Date.now() >= found.ends || Date.now() < found.made - CLOCK_BACK)) {
      await wipe();
      return null;
    }
    return found || null;
  };

  const make = async (given, code) => {
    const raw = fromBase64(given.key);
    const salt = random(32);
    const head = { owner: given.owner, device: given.device, salt, tries: 0, made: Date.now(), ends: Date.parse(given.ends), until: given.until };
    head.wrapped = await sealed(head, "key", raw, await wrapping(code, salt));
    key = await imported(raw);
    raw.fill(0);
    await put("meta", "lock", head);
    return head;
  };

  /* With the code: true, or how many tries are left; the last one clears everything away */
  const unlock = async (code) => {
    const head = await lock();
    if (!head) return { left: 0 };
    head.tries += 1;
    await put("meta", "lock", head);
    try {
      const raw = new Uint8Array(await plain(head, "key", head.wrapped, await wrapping(code, head.salt)));
      key = await imported(raw);
      raw.fill(0);
    } catch {
      if (head.tries >= MOST_TRIES) await wipe();
      return { left: MOST_TRIES - head.tries };
    }
    head.tries = 0;
    await put("meta", "lock", head);
    return { open: true };
  };

  /* Packed again: it holds from now on, under the same code */
  const renew = async (given) => {
    const head = await lock();
    await put("meta", "lock", { ...head, made: Date.now(), ends: Date.parse(given.ends), until: given.until });
  };

  const unlockWith = async (given) => {
    const raw = fromBase64(given.key);
    key = await imported(raw);
    raw.fill(0);
  };

  /* What lies in it */
  const keepText = async (name, id, what, value) => {
    const head = await lock();
    if (!head || !key) throw new Error("locked");
    await put(name, id, await sealed(head, what, bytes(JSON.stringify(value))));
  };
  const readText = async (name, id, what) => {
    const [head, kept] = [await lock(), await get(name, id)];
    return head && kept && key ? JSON.parse(new TextDecoder().decode(await plain(head, what, kept))) : null;
  };
  const keepPack = (pack) => keepText("meta", "pack", "pack", pack);
  const pack = () => readText("meta", "pack", "pack");
  const keepRecord = (record) => keepText("records", record.token, `record:${record.token}`, record);
  const record = (token) => readText("records", token, `record:${token}`);
  const records = async () => {
    const found = [];
    for (const token of await ids("records")) found.push(await record(token));
    return found.filter(Boolean).sort((one, other) => one.at.localeCompare(other.at));
  };
  const waiting = async () => ((await lock()) ? (await ids("records")).length : 0);
  const photoIds = async (token) => (await ids("photos")).filter((id) => id.startsWith(`${token}/`)).sort();
  const keepPhoto = async (token, blob) => {
    const head = await lock();
    if (!head || !key) throw new Error("locked");
    const id = `${token}/${String(Date.now()).padStart(15, "0")}-${crypto.randomUUID()}`;
    await put("photos", id, await sealed(head, `photo:${id}`, await blob.arrayBuffer()));
    return id;
  };
  const photo = async (id) => {
    const [head, kept] = [await lock(), await get("photos", id)];
    return new Blob([await plain(head, `photo:${id}`, kept)], { type: "image/jpeg" });
  };
  const removePhoto = (id) => remove("photos", id);
  const removeRecord = async (token) => {
    for (const id of await photoIds(token)) await removePhoto(id);
    await remove("records", token);
  };

  /* Twelve digits in groups of four; each of them equally likely */
  const drawCode = () => {
    const digits = [];
    while (digits.length < 12) for (const one of random(16)) if (one < 250 && digits.length < 12) digits.push(one % 10);
    return digits.join("").replace(/(\d{4})(?=\d)/g, "$1 ");
  };
  const fits = (code) => code.replace(/[\s-]/g, "").length >= 12 && new Set(code.replace(/[\s-]/g, "")).size > 3;

  return {
    lock, make, renew, unlock, unlockWith, wipe, keepPack, pack, keepRecord, record, records, waiting,
    keepPhoto, photo, photoIds, removePhoto, removeRecord, drawCode, fits,
    isOpen: () => Boolean(key), close: () => { key = null; },
    can: () => Boolean(window.isSecureContext && crypto.subtle && window.indexedDB && indexedDB.databases && navigator.serviceWorker),
  };
})();
