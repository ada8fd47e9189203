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
  let before = "";
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !keysOn()) return;
    if (e.target.closest("input,select,textarea,dialog[open],[contenteditable]")) return;
    const key = e.key;
    const go = (el) => { if (el) { e.preventDefault(); el.click(); } };
    if (before === "g") go($(`.rail a[data-key="${CSS.escape(key)}"]`));
    else if (key === "/") { const q = $("[data-search]"); if (q) { e.preventDefault(); q.focus(); } else go($('.rail a[data-key="p"]')); }
    else if (key === "?") { e.preventDefault(); $("#keys")?.showModal(); }
    else if (key === "[") go($("a[rel=prev]"));
    else if (key === "]") go($("a[rel=next]"));
    before = key === "g" && before !== "g" ? "g" : "";
  });

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
    setInterval(tick, 10000);
    tick();
  }

  // A calendar opens where the day is.
  const now = $(".nowline");
  if (now && getComputedStyle(now).display !== "none" && !location.hash) {
    const y = now.getBoundingClientRect().top;
    if (y > innerHeight) scrollTo({ top: y - innerHeight / 2 });
  }
})();
