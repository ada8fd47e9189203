// The demo's telephones: buttons without reloading, the browser's voice for what is said, its ears for what you say.
"use strict";
(() => {
  const phone = document.querySelector("[data-phone]");
  if (!phone) return;
  const piece = { Accept: "text/x-lines" };
  let last = phone.innerHTML, spoken = 0, voice = false;
  for (const l of phone.querySelectorAll(".phone-call .line")) spoken = Math.max(spoken, Number(l.dataset.seq) || 0);

  const speak = () => {
    for (const l of phone.querySelectorAll(".phone-call .line:not(.mine):not(.event)")) {
      const seq = Number(l.dataset.seq);
      if (seq <= spoken) continue;
      spoken = seq;
      if (!voice || !window.speechSynthesis) continue;
      const u = new SpeechSynthesisUtterance(l.querySelector("p").textContent);
      u.lang = l.querySelector("p").lang || "en-US";
      speechSynthesis.speak(u);
    }
  };
  const toEnd = () => { for (const box of phone.querySelectorAll(".lines")) box.scrollTop = box.scrollHeight; };
  const show = (html) => {
    if (html === last) return;
    const at = document.activeElement, id = phone.contains(at) ? at.id : "", typed = {};
    for (const i of phone.querySelectorAll("input.in")) typed[i.id] = i.value;
    phone.innerHTML = last = html;
    for (const el of phone.querySelectorAll("[data-js]")) el.hidden = !(window.SpeechRecognition || window.webkitSpeechRecognition);
    for (const [k, v] of Object.entries(typed)) { const i = phone.querySelector("#" + k); if (i && k !== cleared) i.value = v; }
    cleared = "";
    if (id) phone.querySelector("#" + id)?.focus();
    toEnd();
    speak();
  };
  let cleared = "";
  const look = async () => {
    if (document.hidden) return;
    try {
      const r = await fetch(phone.dataset.phone, { headers: piece });
      if (r.ok) show(await r.text());
    } catch { /* the next look */ }
  };
  setInterval(look, 1500);

  const send = async (form, what, text) => {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", what);
    if (text !== undefined) body.set("text", text);
    window.speechSynthesis?.cancel();
    voice = true;
    cleared = form.querySelector("input.in")?.id ?? "";
    const r = await fetch("/demo/phone", { method: "POST", headers: piece, body }).catch(() => null);
    if (r?.ok) { last = ""; show(await r.text()); }
  };
  phone.addEventListener("submit", (e) => {
    e.preventDefault();
    send(e.target, e.submitter?.value ?? (e.target.matches("[data-text]") ? "text" : "say"));
  });
  phone.addEventListener("click", (e) => {
    const mic = e.target.closest("[data-mic]");
    if (!mic) return;
    const Ears = window.SpeechRecognition || window.webkitSpeechRecognition, ears = new Ears();
    ears.lang = phone.querySelector(".phone-call").dataset.lang || "en-US";
    mic.disabled = true;
    window.speechSynthesis?.cancel();
    ears.onresult = (r) => send(mic.form ?? phone.querySelector("[data-call]"), "say", r.results[0][0].transcript);
    ears.onend = () => { mic.disabled = false; };
    ears.start();
  });
  for (const el of phone.querySelectorAll("[data-js]")) el.hidden = !(window.SpeechRecognition || window.webkitSpeechRecognition);
  toEnd();
})();
