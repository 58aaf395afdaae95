/* The worker of the browser: keeps the page of the device and what it loads, never a page with content.
   SETTINGS stand before this text (web/fieldwork/shell.py). Decision 0103. */
"use strict";
const DATABASE = "rf-unterwegs";
const kept = new Set(SETTINGS.files);

const fill = async () => {
  const cache = await caches.open(SETTINGS.version);
  for (const url of [SETTINGS.page, ...SETTINGS.files]) {
    // without the login: the page holds nothing about whoever installs it
    const answer = await fetch(url, { credentials: "omit", cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error("incomplete");
    await cache.put(url, answer);
  }
};

const dropCaches = async (but) => {
  for (const name of await caches.keys()) if (name.startsWith("rf-") && name !== but) await caches.delete(name);
};

const inDatabase = (act) => new Promise((done) => {
  const asked = indexedDB.open(DATABASE);
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => done(null);
  asked.onsuccess = () => act(asked.result, done);
});

/* After 24 hours everything goes, whichever page is opened */
const forgetOld = async () => {
  const lock = await inDatabase((database, done) => {
    const asked = database.transaction("meta").objectStore("meta").get("lock");
    asked.onsuccess = () => { database.close(); done(asked.result || null); };
    asked.onerror = () => { database.close(); done(null); };
  });
  if (lock && (Date.now() >= lock.ends || Date.now() < lock.made - 600000)) indexedDB.deleteDatabase(DATABASE);
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  if (SETTINGS.on) event.waitUntil(fill());
});

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  if (SETTINGS.on) {
    await dropCaches(SETTINGS.version);
    await forgetOld();
    return self.clients.claim();
  }
  await dropCaches("");
  indexedDB.deleteDatabase(DATABASE);
  return self.registration.unregister();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!SETTINGS.on || request.method !== "GET" || url.origin !== self.location.origin) return;
  const cache = () => caches.open(SETTINGS.version);
  if (request.mode === "navigate") {
    event.waitUntil(forgetOld());
    event.respondWith(fetch(request).catch(async () => (await (await cache()).match(SETTINGS.page)) || Response.error()));
  } else if (kept.has(url.pathname)) {
    event.respondWith(cache().then((one) => one.match(url.pathname)).then((found) => found || fetch(request)));
  }
});
