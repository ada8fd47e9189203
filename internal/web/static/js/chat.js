// The chat without reloading: what is written goes out, what is answered comes in. Everything works without it.
"use strict";
(() => {
  const talk = document.querySelector("[data-chat]");
  if (!talk) return;
  const lines = talk.querySelector("#lines"), form = talk.querySelector("[data-say]");
  const text = form.elements.text, turn = form.elements.turn, send = form.querySelector("button");
  const waiting = talk.querySelector("[data-waiting]");
  let after = Number(talk.dataset.after), stream, lost = false;

  const toEnd = () => { lines.scrollTop = lines.scrollHeight; };
  const add = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    for (const line of box.content.querySelectorAll(".line")) {
      const seq = Number(line.dataset.seq);
      if (seq && seq <= after) continue;
      if (seq) after = seq;
      lines.append(line);
    }
    toEnd();
  };
  const fresh = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    turn.value = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  };
  const listen = () => {
    stream?.close();
    stream = new EventSource(`${talk.dataset.stream}${talk.dataset.stream.includes("?") ? "&" : "?"}after=${after}`);
    stream.addEventListener("lines", (e) => add(e.data));
    stream.addEventListener("over", () => stream.close());
  };
  const busy = (on) => { waiting.hidden = !on; send.disabled = on; if (on) toEnd(); };
  const problem = (words) => {
    let box = talk.querySelector(".notice");
    if (!words) return box?.remove();
    if (!box) {
      box = document.createElement("div");
      box.className = "notice stop";
      box.setAttribute("role", "alert");
      form.before(box);
    }
    box.textContent = words;
  };

  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (!text.value.trim() || send.disabled) return;
    problem("");
    busy(true);
    try {
      const r = await fetch(form.action, { method: "POST", headers: { Accept: "text/x-lines", "X-After": after }, body: new URLSearchParams(new FormData(form)) });
      const body = await r.text();
      if (!r.ok) throw new Error(body);
      text.value = "";
      lost = false;
      fresh();
      add(body);
      if (!stream || stream.readyState === EventSource.CLOSED) listen();
    } catch (err) {
      lost = true;
      problem((err.message && err.message.length < 300 && err.message) || talk.dataset.lost);
    } finally {
      busy(false);
      text.focus();
    }
  });
  // What is sent again as it was counts once; what was changed is something new.
  text.addEventListener("input", () => { if (lost) { lost = false; fresh(); } });
  text.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); form.requestSubmit(); }
  });
  toEnd();
  if (after > 0) {
    form.scrollIntoView({ block: "nearest" }); // on a telephone it stands below the first page
    listen();
  }
})();
