// Moving a visit in the calendar, with the mouse, a finger or the keys. Where it may go is asked before anything is
// dropped, of the rules that decide the move itself. Everything works without it, by the visit's own pages.
"use strict";
(() => {
  const calendar = window.calendar;
  if (!calendar || !("edit" in calendar.cal.dataset)) return;
  const { cal, columns, say, used, $, $$ } = calendar;
  const step = Number(cal.dataset.step);
  let from, cells; // what the picture shows, which may grow while nothing is moved
  const measure = () => { from = Number(cal.dataset.from) / 5; cells = $$(".cal-hours span", cal).length * 12; };
  const query = new URLSearchParams(cal.dataset.calendar);
  const clock = (cell) => {
    const m = (from + cell - 1) * 5, h = Math.floor(m / 60) % 24;
    return `${h % 12 || 12}:${String(m % 60).padStart(2, "0")} ${h < 12 ? "am" : "pm"}`;
  };
  const wall = (cell) => { const m = (from + cell - 1) * 5; return `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`; };
  const name = (c) => $("h2", c).textContent.trim();
  const place = (li) => ({ cell: Number(/\bat-(\d+)/.exec(li.className)[1]), span: Number(/\bfor-(\d+)/.exec(li.className)[1]) });
  const entry = (c, key, value, cell, span) => {
    const li = document.createElement("li");
    li.dataset[key] = value;
    li.className = `at-${cell} for-${span}`;
    li.setAttribute("aria-hidden", "true");
    $("ol", c).append(li);
    return li;
  };

  let now = null; // the move that goes on

  // What the rules say of every start of a day, once a day and move.
  const fits = (move, date) => {
    if (!move.id || move.fits.has(date)) return;
    move.fits.set(date, null);
    move.asked = Promise.all([move.asked, ask(move, date)]);
  };
  const ask = async (move, date) => {
    const q = new URLSearchParams({ visit: move.id, date, location: cal.dataset.location, from: from * 5, to: (from + cells) * 5 });
    const r = await fetch(`/console/calendar/fits?${q}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (now !== move) return;
    if (!r || r.redirected) return location.reload();
    used();
    const f = await r.json();
    if (!r.ok) { stop(); return say(f.said); }
    move.fits.set(date, f);
    move.version ??= f.version;
    move.span ??= f.span;
    shade();
    show();
  };
  const verdict = (c, cell) => {
    if (!now.id) return { kind: "", why: "" };
    const f = now.fits.get(c.dataset.date);
    if (!f) return { kind: "", why: "Asking whether it fits" };
    const runs = f.by[c.dataset.provider];
    if (!runs) return { kind: 2, why: `${name(c)} ${f.none}.` };
    const at = from + cell - 1, run = runs.find((r) => r[0] <= at && at <= r[1]);
    return run ? { kind: run[2], why: f.why[run[3]] ?? "" } : { kind: 2, why: "That is outside of what is shown." };
  };
  const shade = () => {
    for (const old of $$("[data-fit]", cal)) old.remove();
    for (const c of columns()) {
      const f = now.fits.get(c.dataset.date);
      if (!f) continue;
      for (const [first, last, kind] of f.by[c.dataset.provider] ?? [[from, from + cells - 1, 2]]) {
        const a = Math.max(first - from, 0), b = Math.min(last - from, cells - 1);
        if (a <= b) entry(c, "fit", kind, a + 1, b - a + 1);
      }
    }
  };
  const words = { "": "", 0: "free", 1: "overbook", 2: "not possible" };
  const show = () => {
    const { column, cell } = now;
    now.ghost?.remove();
    if (!column) return;
    const v = verdict(column, cell), text = [clock(cell), words[v.kind]].filter(Boolean).join(", ");
    now.ghost = entry(column, "ghost", v.kind, cell, Math.min(now.span ?? 4, cells - cell + 1));
    now.ghost.textContent = text;
    const at = `${clock(cell)}, ${name(column)}`;
    say(!now.id ? `${at}. Enter or a second click books here, Escape leaves.` : v.kind === 0 ? `${at}: free.` : `${clock(cell)}: ${v.why}${v.kind === 1 && !v.why.includes("overbook") ? " It can be overbooked, with a reason." : ""}`, null, true);
  };
  const start = (move) => {
    stop();
    measure();
    now = move;
    calendar.busy = true;
    cal.dataset.busy = "";
    calendar.close(false);
    if (move.li) move.li.dataset.lifted = "";
    for (const c of columns()) fits(move, c.dataset.date);
  };
  const stop = (quiet) => {
    if (!now) return;
    for (const el of $$("[data-fit],[data-ghost]", cal)) el.remove();
    for (const el of $$("[data-lifted]", cal)) delete el.dataset.lifted;
    const href = now.href;
    now = null;
    calendar.busy = false;
    delete cal.dataset.busy;
    if (!quiet) say("");
    if (href) calendar.link(href)?.focus({ preventScroll: true });
    calendar.settle();
  };
  calendar.changed = () => { // somebody changed the book while a visit is in the hand
    if (!now?.id) return;
    const dates = [...now.fits.keys()];
    now.fits.clear();
    for (const d of dates) fits(now, d);
  };

  // Dropping it: what came in between is said, and it goes back to where it was.
  const reason = () => new Promise((done) => {
    const ask = $("#over"), text = $("textarea", ask);
    text.value = "";
    $("[data-why]", ask).textContent = verdict(now.column, now.cell).why;
    ask.addEventListener("close", () => done(ask.returnValue === "over" ? text.value.trim() : ""), { once: true });
    ask.returnValue = "";
    ask.showModal();
  });
  const post = async (id, fields) => {
    const r = await fetch(`/console/visits/${id}/move`, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(fields) }).catch(() => null);
    if (r?.redirected) location.reload();
    used();
    return r ? { ok: r.ok, ...(await r.json()) } : { ok: false, said: "The server did not answer. The visit is where it was." };
  };
  const drop = async () => {
    const move = now, { column, cell } = move;
    if (!column || move.dropping) return;
    if (!move.id) {
      const q = new URLSearchParams({ provider: column.dataset.provider, location: cal.dataset.location, on: column.dataset.date, at: wall(cell) });
      location.href = `/console/book?${q}`;
      return;
    }
    if (move.home && move.home.column === column && move.home.cell === cell) return stop();
    move.dropping = true;
    await move.asked; // who drops it sooner than the rules have answered waits for them
    if (now !== move) return;
    move.dropping = false;
    Object.assign(move, { column, cell });
    const v = verdict(column, cell);
    if (v.kind === "" || v.kind === 2) {
      if (move.drag) { stop(true); say(v.why || "It is where it was."); }
      return;
    }
    const over = v.kind === 1 ? await reason() : "";
    if (now !== move) return;
    if (v.kind === 1 && !over) return move.drag ? stop() : show();
    move.dropping = true;
    const to = { provider: column.dataset.provider, on: column.dataset.date, at: wall(cell), location: cal.dataset.location };
    const was = await post(move.id, { ...to, key: move.version, overbook: over });
    const keys = [move.home?.column, column].filter(Boolean).map(calendar.id);
    stop(true);
    await calendar.refresh([...new Set(keys)]);
    backTo(move.id);
    if (!was.ok) return say(was.said + " The visit is where it was.");
    say(was.said, async () => {
      const back = await post(move.id, { ...was.undo, key: was.version, overbook: was.undo.over ? "Put back to where it was." : "" });
      await calendar.refresh([...new Set(keys)]);
      say(back.ok ? was.undo.said : back.said);
      backTo(move.id);
    });
  };

  // Focus goes back to the visit, unless somebody has gone on to another meanwhile.
  const backTo = (id) => {
    if (!document.activeElement?.closest(".visit")) calendar.link(`visits/${id}`)?.focus({ preventScroll: true });
  };

  // By the keys: the ghost goes five minutes or a column, with Shift to the next free start.
  const movable = (li) => li.matches(".visit") && !li.matches(".shared,.fulfilled,.noshow,.cancelled,.arrived,.checked-in");
  calendar.move = (a) => {
    const li = a.closest(".visit");
    if (!movable(li)) return say("This visit cannot be moved here. Open it to see what can be done.");
    const column = li.closest(".cal-column"), at = place(li);
    start({ id: a.getAttribute("href").slice("visits/".length), href: a.getAttribute("href"), li, column, ...at, home: { column, cell: at.cell }, fits: new Map() });
    cal.focus({ preventScroll: true });
    show();
  };
  calendar.choose = (a) => {
    measure();
    const li = a?.closest?.(".visit"), line = $(".nowline", cal), column = li?.closest(".cal-column") ?? columns()[0];
    if (!column) return;
    const cell = li ? place(li).cell + place(li).span : line ? Number(/at-(\d+)/.exec(line.className)[1]) : 13;
    start({ column, cell: Math.min(Math.ceil((cell - 1) / step) * step + 1, cells), span: step, fits: new Map() });
    cal.focus({ preventScroll: true });
    show();
  };
  const nextFree = (by) => {
    for (let cell = now.cell + by; cell >= 1 && cell <= cells; cell += by) if (verdict(now.column, cell).kind === 0) return cell;
    return now.cell;
  };
  document.addEventListener("keydown", (e) => {
    if (!now || now.drag && e.key !== "Escape" || e.target.closest("dialog[open]")) return;
    const keys = {
      ArrowUp: () => { now.cell = e.shiftKey ? nextFree(-1) : Math.max(1, now.cell - 1); },
      ArrowDown: () => { now.cell = e.shiftKey ? nextFree(1) : Math.min(cells, now.cell + 1); },
      ArrowLeft: () => { const all = columns(); now.column = all[Math.max(0, all.indexOf(now.column) - 1)]; },
      ArrowRight: () => { const all = columns(); now.column = all[Math.min(all.length - 1, all.indexOf(now.column) + 1)]; },
      Enter: drop, Escape: () => stop(),
      "[": () => carry("prev"), "]": () => carry("next"),
    };
    if (!keys[e.key]) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    keys[e.key]();
    if (e.key.startsWith("Arrow")) {
      show();
      now.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }, true);
  const carry = (rel) => { if (now.id) location.href = `${$(`a[rel=${rel}]`).href}&move=${now.id}`; };

  // With the mouse or a finger: a press that moves, or on glass one that stays.
  let press = null, frame;
  const spot = (x, y) => {
    measure();
    const column = columns().find((c) => { const r = c.getBoundingClientRect(); return x >= r.left && x < r.right; });
    if (!column) return null;
    const box = $("ol", column).getBoundingClientRect();
    return { column, cell: (y - box.top) / (box.height / cells) };
  };
  const follow = (e) => {
    const at = spot(e.clientX, e.clientY - now.grab);
    if (!at) return;
    const snap = e.altKey ? 1 : step, cell = Math.max(0, Math.min(cells - 1, Math.round(at.cell / snap) * snap)) + 1;
    if (now.column === at.column && now.cell === cell && now.ghost) return;
    Object.assign(now, { column: at.column, cell });
    show();
  };
  const edges = (e) => { // near an edge the calendar goes along
    cancelAnimationFrame(frame);
    if (!now?.drag) return;
    const r = cal.getBoundingClientRect(), near = 44, by = (at, low, high) => at < low + near ? -10 : at > high - near ? 10 : 0;
    const x = by(e.clientX, r.left + 52, r.right), y = by(e.clientY, r.top + 46, r.bottom);
    if (!x && !y) return;
    cal.scrollBy(x, y);
    follow(e);
    frame = requestAnimationFrame(() => edges(e));
  };
  const lift = (e) => {
    const { a, li } = press, column = li.closest(".cal-column"), at = place(li), box = li.getBoundingClientRect();
    start({ id: a.getAttribute("href").slice("visits/".length), href: a.getAttribute("href"), li, drag: true, grab: press.y - box.top, column, ...at, home: { column, cell: at.cell }, fits: new Map() });
    cal.setPointerCapture(press.pointer);
    follow(e);
  };
  cal.addEventListener("dragstart", (e) => e.preventDefault());
  cal.addEventListener("contextmenu", (e) => { if (now?.drag) e.preventDefault(); }); // of a finger that stays
  cal.addEventListener("pointerdown", (e) => {
    const a = e.target.closest(".visit > a");
    if (!a || e.button || calendar.narrow.matches || now || !movable(a.closest(".visit"))) return;
    press = { a, li: a.closest(".visit"), pointer: e.pointerId, x: e.clientX, y: e.clientY };
    if (e.pointerType === "touch") press.timer = setTimeout(() => { if (press) lift(e); }, 400);
  });
  cal.addEventListener("pointermove", (e) => {
    if (now?.drag) { follow(e); edges(e); return; }
    if (!press || e.pointerId !== press.pointer) return;
    const far = Math.hypot(e.clientX - press.x, e.clientY - press.y) > 6;
    if (far && e.pointerType === "touch") { clearTimeout(press.timer); press = null; }
    else if (far) lift(e);
  });
  addEventListener("touchmove", (e) => { if (now?.drag) e.preventDefault(); }, { passive: false });
  const release = (e, let_go) => {
    clearTimeout(press?.timer);
    cancelAnimationFrame(frame);
    press = null;
    if (!now?.drag) return;
    calendar.dropped = e.timeStamp;
    let_go ? drop() : stop();
  };
  cal.addEventListener("pointerup", (e) => release(e, true));
  cal.addEventListener("pointercancel", (e) => release(e, false));

  // An empty place books there.
  cal.addEventListener("click", (e) => {
    const list = e.target.closest(".cal-column .cells");
    if (!list || calendar.narrow.matches || e.target.closest(".visit") || calendar.dropped && e.timeStamp - calendar.dropped < 300) return;
    if (now) {
      if (now.drag) return;
      const at = spot(e.clientX, e.clientY);
      Object.assign(now, { column: at.column, cell: Math.floor(at.cell / (e.altKey ? 1 : step)) * (e.altKey ? 1 : step) + 1 });
      show();
      return void drop();
    }
    if (!$("#card").hidden) return calendar.close();
    const at = spot(e.clientX, e.clientY);
    start({ column: at.column, cell: Math.floor(at.cell / step) * step + 1, span: step, fits: new Map() });
    cal.focus({ preventScroll: true });
    show();
  });

  // A visit that was carried here from another day.
  const carried = cal.dataset.moving;
  if (carried && columns().length) {
    const here = calendar.link(`visits/${carried}`);
    if (here) calendar.move(here);
    else {
      start({ id: carried, column: columns().find((c) => c.dataset.provider) ?? columns()[0], cell: 13, fits: new Map() });
      cal.focus({ preventScroll: true });
      show();
    }
  }
})();
