// Keys, the lock's countdown and small comforts. Every page works without it.
"use strict";
(() => {
  const $ = (sel) => document.querySelector(sel);
  const cookie = "bedside_keys";
  const keysOn = () => !document.cookie.split("; ").includes(cookie + "=off");

  for (const el of document.querySelectorAll("[data-js]")) el.hidden = false;

  // Dialogs, printing, copying: by attributes on buttons.
  document.addEventListener("click", async (e) => {
    const b = e.target.closest("[data-open],[data-print],[data-copy]");
    if (!b) return;
    if (b.dataset.open) $("#" + b.dataset.open)?.showModal();
    else if ("print" in b.dataset) window.print();
    else {
      await navigator.clipboard.writeText($("#" + b.dataset.copy).textContent.trim());
      b.querySelector("span").textContent = "Copied";
    }
  });

  // Single keys: a sequence such as "g t", or one key. Never while typing.
  const single = $("#single-keys");
  if (single) {
    single.checked = keysOn();
    single.addEventListener("change", () => {
      document.cookie = `${cookie}=${single.checked ? "on" : "off"}; path=/; max-age=31536000; samesite=lax`;
    });
  }
  let began = -1e9; // when the g of "g t" was pressed
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !keysOn()) return;
    if (e.target.closest("input,select,textarea,dialog[open],[contenteditable]")) return;
    const key = e.key, second = e.timeStamp - began < 1500;
    const go = (el) => { if (el) { e.preventDefault(); el.click(); } };
    began = -1e9;
    if (second) return go($(`.rail a[data-key="${CSS.escape(key)}"]`));
    if (key === "g") began = e.timeStamp;
    else if (key === "/") {
      const q = $("[data-search]"), patients = $('.rail a[data-key="p"]');
      if (q || patients) e.preventDefault();
      if (q) q.focus(); else if (patients) location.href = patients.href + "#find";
    }
    else if (key === "?") { e.preventDefault(); $("#keys")?.showModal(); }
    else if (key === "t") go($("[data-today]"));
    else if (key === "[") go($("a[rel=prev]"));
    else if (key === "]") go($("a[rel=next]"));
  });
  if (location.hash === "#find") $("[data-search]")?.focus();

  // The lock: says how long, asks a minute before, then shows the sign-in page.
  const lock = $("[data-lock]");
  if (lock) {
    let end = Date.now() + lock.dataset.lock * 1000;
    const full = lock.dataset.lock * 1000, ask = $("#stay");
    const tick = () => {
      const left = end - Date.now();
      if (left <= 0) return location.reload();
      const min = Math.ceil(left / 60000);
      lock.textContent = left < 60000 ? "locks in under a minute" : `locks in ${min} min`;
      if (left < 60000 && ask && !ask.open) ask.showModal();
    };
    ask?.addEventListener("close", async () => {
      const r = await fetch("/console/stay", { method: "POST" });
      if (r.ok) { end = Date.now() + full; tick(); } else location.reload();
    });
    document.addEventListener("bedside:used", () => { end = Date.now() + full; tick(); });
    setInterval(tick, 10000);
    tick();
  }
})();
