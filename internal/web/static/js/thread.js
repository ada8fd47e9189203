// A conversation in the console: new lines come in, and the guard reads a reply while it is written. The page works without.
"use strict";
(() => {
  const talk = document.querySelector("[data-thread]");
  if (!talk) return;
  const lines = talk.querySelector("#lines"), url = talk.dataset.thread;
  let after = Number(talk.dataset.after), patience = 30; // looks for what became of a text
  const toEnd = () => { lines.scrollTop = lines.scrollHeight; };

  const look = async () => {
    if (document.hidden) return;
    const again = lines.querySelector("[data-open]") && patience-- > 0;
    try {
      const r = await fetch(`${url}/since?after=${after}${again ? "&again=1" : ""}`);
      if (!r.ok || r.redirected) return;
      const box = document.createElement("template");
      box.innerHTML = await r.text();
      const version = box.content.querySelector("data")?.value;
      for (const v of version ? document.querySelectorAll(`form[action^="${url}/"] [name=version]`) : []) v.value = version;
      let fresh = false;
      for (const l of box.content.querySelectorAll(".line")) {
        const old = lines.querySelector(`[data-seq="${l.dataset.seq}"]`);
        if (!old) { lines.append(l); after = Number(l.dataset.seq); fresh = true; }
        else if (old.outerHTML !== l.outerHTML) old.replaceWith(l);
      }
      if (fresh) { patience = 30; toEnd(); }
    } catch { /* the next look */ }
  };
  setInterval(look, 2000);
  toEnd();

  const reply = talk.querySelector("[data-reply]"), findings = talk.querySelector("[data-findings]");
  if (!reply) return;
  let timer, asked = 0;
  reply.elements.text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked, text = reply.elements.text.value;
      if (!text.trim()) { findings.replaceChildren(); return; }
      const r = await fetch(`${url}/check`, { method: "POST", body: new URLSearchParams({ text }) }).catch(() => null);
      if (r?.ok && mine === asked) findings.innerHTML = await r.text();
    }, 300);
  });
  reply.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); reply.requestSubmit(); }
  });
})();
