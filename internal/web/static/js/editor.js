// Writing with the guard: what is typed is read after a pause, underlined where it could hurt, and kept. Works without.
"use strict";
(() => {
  const pocket = document.querySelector("[data-pocket]"), form = document.querySelector("[data-editor]") || pocket;
  if (!form) return;
  const $ = (sel, in_ = document) => in_.querySelector(sel), $$ = (sel, in_ = document) => [...in_.querySelectorAll(sel)];
  for (const el of $$("[data-plain]")) el.hidden = true;

  // Parts of the page by name: an answer holds some of them anew.
  const put = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    for (const part of $$("[data-part]", box.content)) {
      for (const old of $$(`[data-part="${CSS.escape(part.dataset.part)}"]`)) if (old.innerHTML !== part.innerHTML) {
        const open = $$("details[data-fold][open]", old).map((d) => d.dataset.fold); // what somebody unfolded stays so
        old.innerHTML = part.innerHTML;
        for (const d of $$("details[data-fold]", old)) d.open = open.includes(d.dataset.fold);
      }
    }
    for (const el of $$("[data-js]")) if (!el.closest("[data-keep-hidden]")) el.hidden = false;
  };

  // Underlines: behind each textarea lies a copy of its text with the findings marked. Offsets are code points.
  const tones = ["stop", "caution", "note"];
  const spans = (field) => $$("li[data-field]").filter((f) => f.dataset.field === field.id && Number(f.dataset.end) > Number(f.dataset.start))
    .map((f) => ({ start: Number(f.dataset.start), end: Number(f.dataset.end), tone: tones.find((t) => f.classList.contains(t)) }));
  const paint = (field, found) => {
    const points = [...field.value], marks = found ?? spans(field), mirror = field.previousElementSibling;
    const over = new Array(points.length).fill(tones.length); // the worst tone of each code point
    for (const m of marks) for (let i = m.start; i < Math.min(m.end, points.length); i++) over[i] = Math.min(over[i], tones.indexOf(m.tone));
    const out = [];
    for (let i = 0; i < points.length;) {
      let j = i;
      while (j < points.length && over[j] === over[i]) j++;
      const text = document.createTextNode(points.slice(i, j).join(""));
      if (over[i] < tones.length) {
        const mark = document.createElement("mark");
        mark.className = tones[over[i]];
        mark.append(text);
        out.push(mark);
      } else out.push(text);
      i = j;
    }
    mirror.replaceChildren(...out, field.value && !field.value.endsWith("\n") ? "" : "\u200b");
    field.marks = marks;
  };
  const fields = $$(".ink textarea");
  const paintAll = () => fields.forEach((f) => paint(f));
  // While typing, the underlines move along with their words until the guard has read again.
  const shift = (field) => {
    const was = [...field.before], is = [...field.value];
    let head = 0, tail = 0;
    while (head < was.length && head < is.length && was[head] === is[head]) head++;
    while (tail < was.length - head && tail < is.length - head && was[was.length - 1 - tail] === is[is.length - 1 - tail]) tail++;
    const edge = was.length - tail, by = is.length - was.length;
    paint(field, (field.marks ?? []).filter((m) => m.end <= head || m.start >= edge).map((m) => m.start >= edge ? { ...m, start: m.start + by, end: m.end + by } : m));
    field.before = field.value;
  };

  // The guard reads after a pause; what is typed is kept after a longer one.
  const send = (url) => fetch(url, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  let asked = 0, checking, keeping, dirty = false, busy = false;
  const check = async () => {
    const mine = ++asked, typed = fields.map((f) => f.value);
    const r = await send(form.dataset.check ?? (pocket ? "/check/live" : "/console/posts/check"));
    if (!r?.ok || r.redirected || mine !== asked || fields.some((f, i) => f.value !== typed[i])) return;
    put(await r.text());
    paintAll();
  };
  const keep = async () => {
    clearTimeout(keeping);
    if (!("auto" in form.dataset) || !dirty || busy) return;
    busy = true; dirty = false;
    const r = await send("/console/posts/keep");
    busy = false;
    if (!r || r.redirected || ![200, 400, 409].includes(r.status)) {
      dirty = true;
      $('[data-part="kept"]').textContent = "Not saved yet";
      keeping = setTimeout(keep, 5000);
      return;
    }
    put(await r.text());
    if (r.status === 409) delete form.dataset.auto; // somebody else wrote: a person decides
    const id = form.elements.id.value;
    if (id && location.pathname.endsWith("/new")) history.replaceState(null, "", `/console/posts/${id}/edit`);
    if (dirty) keeping = setTimeout(keep, 1500);
  };
  const changed = () => {
    dirty = true;
    clearTimeout(checking); clearTimeout(keeping);
    checking = setTimeout(check, 250);
    keeping = setTimeout(keep, 1500);
  };
  for (const f of fields) {
    f.before = f.value;
    f.addEventListener("input", () => shift(f));
  }
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => { dirty = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !pocket) keep(); });
  addEventListener("beforeunload", (e) => { if (dirty && !pocket && "auto" in form.dataset) { keep(); e.preventDefault(); } });

  // Fixes: a button, or Alt and the number of the finding. They go through the browser, so that they can be undone.
  const write = (field, start, end, text) => {
    const points = [...field.value], at = (n) => points.slice(0, n).join("").length;
    field.focus();
    field.setSelectionRange(at(start), at(end));
    if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
      field.setRangeText(text, at(start), at(end), "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const fix = (finding) => {
    if (!finding?.dataset.edits) return;
    for (const [id, start, end, text] of JSON.parse(finding.dataset.edits).reverse()) { // from the end: what stands before keeps its place
      const field = document.getElementById(id);
      show(field);
      write(field, start, end, text);
    }
  };
  document.addEventListener("click", (e) => {
    const what = e.target.closest("[data-do]")?.dataset.do, finding = e.target.closest("li[data-field]");
    if (what === "fix") fix(finding);
    else if (what === "rewrite") {
      const body = $("#f-body");
      show(body);
      write(body, 0, [...body.value].length, $("[data-rewrite]", e.target.closest("details")).textContent);
    } else if (finding && finding.dataset.field) {
      const field = document.getElementById(finding.dataset.field), points = [...field.value], at = (n) => points.slice(0, n).join("").length;
      show(field);
      field.focus();
      field.setSelectionRange(at(Number(finding.dataset.start)), at(Number(finding.dataset.end)));
    }
  });
  document.addEventListener("keydown", (e) => {
    const n = e.altKey && !e.ctrlKey && !e.metaKey && /^Digit[1-9]$/.test(e.code) && e.code.slice(5);
    const finding = n && $(`li[data-number="${n}"]`);
    if (finding) { e.preventDefault(); fix(finding); }
  });

  // Tabs: the words, then each channel that is chosen.
  const tabs = $$('[role="tab"]', form);
  const open = (tab) => {
    for (const t of tabs) {
      t.setAttribute("aria-selected", String(t === tab));
      t.tabIndex = t === tab ? 0 : -1;
      document.getElementById(t.getAttribute("aria-controls")).hidden = t !== tab;
    }
  };
  const show = (field) => { const panel = field.closest('[role="tabpanel"]'); if (panel?.hidden) open(tabs.find((t) => t.getAttribute("aria-controls") === panel.id)); };
  const chosen = () => {
    const on = $$("[name=channel]:checked", form).map((c) => c.value);
    for (const t of tabs.slice(1)) t.hidden = !on.includes(t.id.slice("tab-".length));
    if (tabs.find((t) => t.getAttribute("aria-selected") === "true")?.hidden) open(tabs[0]);
  };
  for (const t of tabs) t.addEventListener("click", () => open(t));
  $('[role="tablist"]', form)?.addEventListener("keydown", (e) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key], seen = tabs.filter((t) => !t.hidden);
    if (!step) return;
    const next = seen[(seen.indexOf(document.activeElement) + step + seen.length) % seen.length];
    e.preventDefault(); open(next); next.focus();
  });
  form.addEventListener("change", (e) => { if (e.target.name === "channel") chosen(); });
  if (tabs.length) { open(tabs[0]); chosen(); }
  paintAll();
  if (!pocket || $("#f-body").value) check();
})();
