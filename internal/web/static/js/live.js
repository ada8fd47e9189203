// The list of what is going on, looked at again every two seconds. The page works without.
"use strict";
(() => {
  const box = document.querySelector("[data-live]");
  if (!box) return;
  let last = box.innerHTML;
  setInterval(async () => {
    if (document.hidden || box.contains(document.activeElement)) return;
    try {
      const r = await fetch(box.dataset.live);
      if (!r.ok || r.redirected) return;
      const html = await r.text();
      if (html !== last) { box.innerHTML = html; last = html; }
    } catch { /* the next look */ }
  }, 2000);
})();
