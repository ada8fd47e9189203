// What others change appears in a calendar that is open, and whatever is the same is left alone: who has the focus or a
// selection in it, an open card or a visit in the hand, keeps it. The calendar works without it.
"use strict";
(() => {
  const $ = (sel, at = document) => at.querySelector(sel), $$ = (sel, at = document) => [...at.querySelectorAll(sel)];
  const own = ["aria-expanded", "data-fresh", "data-lifted"], mine = (n) => n.nodeType === 1 && n.matches("[data-fit],[data-ghost]"); // what the page's scripts put there
  const key = (n) => n.nodeType !== 1 ? "" : n.matches("button") ? n.value : n.matches("a") ? n.getAttribute("href") : n.matches("li,tr,th,td,section") ? $("a", n)?.getAttribute("href") ?? "" : "";

  // fill gives an element the children of a fresh one, become its attributes too. Entries are known by where they lead.
  // Both say whether anything was not so before; changed is told of every visit that is new or another one.
  const fill = (old, fresh, changed) => {
    const left = [...old.childNodes].filter((n) => !mine(n));
    const pairs = [...fresh.childNodes].map((n) => {
      const i = left.findIndex((o) => o.nodeName === n.nodeName && key(o) === key(n));
      return [i < 0 ? null : left.splice(i, 1)[0], n];
    });
    let differs = left.length > 0, at = old.firstChild;
    const skip = () => { while (at && (mine(at) || left.includes(at))) at = at.nextSibling; };
    for (const [was, n] of pairs) {
      skip();
      const here = was && was === at;
      if (here) at = at.nextSibling; else old.insertBefore(was ?? n, at);
      const other = !was || (was.nodeType === 1 ? become(was, n, changed) : was.nodeValue !== n.nodeValue);
      if (other && was?.nodeType === 3) was.nodeValue = n.nodeValue;
      if (other && n.nodeType === 1 && n.matches(".visit")) changed?.(was ?? n);
      differs ||= other || !here;
    }
    for (const n of left) n.remove();
    return differs;
  };
  const become = (old, fresh, changed) => {
    let differs = false;
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !own.includes(name)) { old.removeAttribute(name); differs = true; }
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) { old.setAttribute(name, value); differs = true; }
    return fill(old, fresh, changed) || differs;
  };

  // keeping gives the focus back to who had it: to the same element, to what leads to the same place, or to a place near.
  const keeping = (root, change, near) => {
    const at = document.activeElement, had = root.contains(at), href = had && at.getAttribute("href"), close = had && near?.(at);
    change();
    if (!had || document.activeElement === at) return;
    const to = at.isConnected ? at : href && $(`a[href="${CSS.escape(href)}"]`, root);
    (to || close?.isConnected && close)?.focus({ preventScroll: true });
  };

  // The stream says when the book is no longer as it was; a page that nobody looks at does not listen.
  const listenTo = (query, told) => {
    let stream;
    const listen = () => {
      stream?.close();
      if (document.hidden) return;
      stream = new EventSource(`/console/calendar/stream?${query}`);
      stream.addEventListener("book", (e) => told(e.data));
    };
    document.addEventListener("visibilitychange", listen);
    addEventListener("pagehide", () => stream?.close());
    listen();
  };
  const piece = async (query, only = "") => {
    const r = await fetch(`/console/calendar/columns?${query}${only}`).catch(() => null);
    if (!r?.ok || r.redirected) return null;
    const box = document.createElement("template");
    box.innerHTML = await r.text();
    return box.content;
  };
  window.calendarLive = { $, $$, fill, become, keeping, listenTo, piece };

  // A list, a week of everybody and a month follow as a whole.
  const follower = $("[data-follow]");
  if (!follower) return;
  const query = follower.dataset.follow;
  listenTo(query, async (data) => {
    const { sum } = JSON.parse(data);
    if (sum === follower.dataset.pulse) return;
    const fresh = await piece(query);
    if (!fresh) return;
    follower.dataset.pulse = sum;
    keeping(follower, () => fill(follower, fresh));
  });
})();
