/* The page of today's appointments: take them along, send what waits, clear the device. Without script it only lists. */
(() => {
  "use strict";
  const { here, words, login, post, json, sendAll, drop, forget } = window.rfSync;
  const folder = window.rfFolder;
  const part = (name) => document.querySelector(`[data-rf-folder="${name}"]`);
  const say = (text) => { part("say").textContent = text || ""; };
  const show = (name, shown) => { const one = part(name); if (one) one.hidden = !shown; };

  const state = async () => {
    const lock = await folder.lock();
    show("take", true);
    show("held", Boolean(lock));
    show("new", !lock);
    if (!lock) return;
    const count = await folder.waiting();
    part("until").textContent = words.until.replace("%s", lock.until);
    part("count").textContent = count ? `${count} × ${words.ready}` : words.nothing;
  };

  const worker = async () => {
    await navigator.serviceWorker.register(here.worker, { scope: "/" });
    await navigator.serviceWorker.ready;
  };

  const take = async (event) => {
    event.preventDefault();
    const [code, sure] = [part("code"), part("sure")];
    const lock = await folder.lock();
    if (!lock && !folder.fits(code.value)) return say(words.codeShort);
    if (!sure.checked) return say(words.consent);
    say(words.packing);
    const who = await login();
    if (who.trouble) return say(words[who.trouble]);
    const device = lock ? lock.device : crypto.randomUUID();
    const answer = await post(here.take, who.token, { device });
    if (!answer || !answer.ok) {
      say((answer && (await json(answer)).sentence) || words.failed);
      return;
    }
    const given = await answer.json();
    if (lock) {
      await folder.unlockWith(given);
      await folder.renew(given);
    } else await folder.make(given, code.value);
    await folder.keepPack(given.pack);
    await worker();
    code.value = "";
    await state();
    say(words.packed.replace("%s", given.until));
  };

  const send = async () => {
    const { trouble, sent } = await sendAll();
    await state();
    say(trouble ? words[trouble] : words.sent.replace("%s", sent));
  };

  let warned = false;
  const clear = async () => {
    const count = await folder.waiting();
    if (count && !warned) {
      warned = true;
      say(words.wipeAsk.replace("%s", count));
      return;
    }
    await drop();
    await forget();
    await state();
    say(words.wiped);
  };

  const begin = async () => {
    if (!here.allowed) return forget();
    if (!folder.can()) return say(words.unsupported);
    const lock = await folder.lock();
    if (lock && lock.owner !== here.owner) await forget();
    part("code").value = lock ? "" : folder.drawCode();
    part("draw").addEventListener("click", () => { part("code").value = folder.drawCode(); });
    part("form").addEventListener("submit", take);
    part("send").addEventListener("click", send);
    part("clear").addEventListener("click", clear);
    await state();
    if (lock && await folder.waiting()) await send();
  };
  begin();
})();
