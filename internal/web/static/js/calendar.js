// The calendar without reloading: what others change appears, a visit opens beside it, keys go from visit to visit.
// Everything works without it.
"use strict";
(() => {
  const $ = (sel, at = document) => at.querySelector(sel), $$ = (sel, at = document) => [...at.querySelectorAll(sel)];
  const used = () => document.dispatchEvent(new Event("bedside:used")); // somebody clicked: the session does not lock
  for (const el of $$("[data-plain]")) el.hidden = true;

  // What is shown is chosen without a button.
  const chooser = $("[data-chooser]");
  chooser?.addEventListener("change", (e) => {
    if (e.target.name === "location" || e.target.name === "date" && e.target.value > "2000") chooser.requestSubmit();
  });
  const clear = () => { for (const box of $$("[name=who]", chooser)) box.checked = false; };
  $("[data-nobody]")?.addEventListener("click", clear);
  $("[data-everybody]")?.addEventListener("click", () => { clear(); chooser.requestSubmit(); });
  document.addEventListener("click", (e) => {
    for (const open of $$("details.drop[open]")) if (!open.contains(e.target)) open.open = false;
  });

  // What is said: to everybody at the foot, or to a screen reader alone.
  const saying = $("#saying"), words = $("span", saying), undo = $("[data-undo]", saying);
  let hush;
  const say = (text, back, stay) => {
    clearTimeout(hush);
    words.textContent = text;
    undo.hidden = !back;
    undo.onclick = () => { undo.hidden = true; back(); };
    saying.hidden = !text;
    if (text && !stay) hush = setTimeout(() => { saying.hidden = true; }, back ? 12000 : 7000);
  };
  $("[data-hush]", saying).addEventListener("click", () => say(""));

  // A patient's visits are found without leaving the page.
  const find = $("[data-find]"), found = $("#found");
  find?.addEventListener("submit", async (e) => {
    e.preventDefault();
    const r = await fetch(find.action, { method: "POST", headers: { Accept: "text/x-lines" }, body: new URLSearchParams(new FormData(find)) }).catch(() => null);
    if (!r?.ok || r.redirected) return find.submit();
    used();
    $("[data-found]", found).innerHTML = await r.text();
    found.showModal();
  });
  found?.addEventListener("click", (e) => { if (e.target.closest("a")) found.close(); });

  // The stream says when the book is no longer as it was; a page that nobody looks at does not listen.
  const listenTo = (query, changed) => {
    let stream;
    const listen = () => {
      stream?.close();
      if (document.hidden) return;
      stream = new EventSource(`/console/calendar/stream?${query}`);
      stream.addEventListener("book", (e) => changed(e.data));
    };
    document.addEventListener("visibilitychange", listen);
    addEventListener("pagehide", () => stream?.close());
    listen();
  };
  const columnsOf = (query, only = "") => fetch(`/console/calendar/columns?${query}${only}`).then((r) => r.ok && !r.redirected ? r.text() : null).catch(() => null);

  // The list is drawn anew as a whole; who reads in it stays where they are.
  const list = $("[data-list]");
  if (list) {
    let last;
    listenTo(list.dataset.list, async (now) => {
      const before = last;
      last = now;
      if (before === undefined || before === now) return;
      const html = await columnsOf(list.dataset.list), back = list.contains(document.activeElement) && document.activeElement.getAttribute("href");
      if (!html) return;
      list.innerHTML = html;
      if (back) $(`a[href="${CSS.escape(back)}"]`, list)?.focus({ preventScroll: true });
    });
  }

  const cal = $(".cal");
  if (!cal) return;
  const from = Number(cal.dataset.from), narrow = matchMedia("(max-width: 760px)");
  const columns = () => $$(".cal-column", cal), visitsOf = (c) => $$(".visit > a", c);
  const link = (href) => $(`.visit > a[href="${CSS.escape(href)}"]`, cal);
  const keysOn = () => !document.cookie.split("; ").includes("bedside_keys=off");
  const calendar = window.calendar = { cal, columns, say, used, $, $$, link, narrow, busy: false };

  // The line of now moves with the practice's clock.
  const began = performance.now();
  const placeNow = () => {
    const at = Math.floor((Number(cal.dataset.now) + (performance.now() - began) / 60000 - from) / 5) + 1;
    for (const line of $$(".nowline", cal)) { line.className = `nowline at-${at}`; line.hidden = at > 288; }
  };
  setInterval(placeNow, 20000);

  // What others change: the stream says which columns are no longer as they were, and those are asked for anew.
  const drawn = new WeakMap(); // the html of each entry as the server made it
  const remember = (c) => { for (const li of $$("li", c)) drawn.set(li, li.outerHTML); };
  columns().forEach(remember);
  const morph = (old, fresh) => {
    const at = document.activeElement, back = old.contains(at) ? at.getAttribute("href") : "", open = $("[aria-expanded]", old)?.getAttribute("href");
    old.dataset.pulse = fresh.dataset.pulse;
    $("small", old).textContent = $("small", fresh).textContent;
    const had = new Map($$("ol > li", old).map((li) => [drawn.get(li), li]));
    const list = $$("ol > li", fresh).map((li) => {
      const same = had.get(li.outerHTML);
      if (same) return same;
      drawn.set(li, li.outerHTML);
      if (li.matches(".visit")) li.dataset.fresh = "";
      return li;
    });
    $("ol", old).replaceChildren(...list);
    if (open) link(open)?.setAttribute("aria-expanded", "true");
    if (back) (link(back) ?? $("h2 a", old)).focus({ preventScroll: true });
  };
  const refresh = async (keys) => {
    const only = keys?.map((k) => `&only=${encodeURIComponent(k)}`).join("") ?? "";
    const html = await columnsOf(cal.dataset.calendar, only), box = document.createElement("template");
    if (html === null) return;
    box.innerHTML = html;
    if (calendar.busy && !keys) return;
    const fresh = $$(".cal-column", box.content), ids = (all) => all.map((c) => c.dataset.key).join();
    if (!keys && ids(fresh) !== ids(columns())) {
      fresh.forEach(remember);
      $(".cal-columns", cal).replaceChildren(...fresh);
    } else for (const c of fresh) {
      const old = columns().find((o) => o.dataset.key === c.dataset.key);
      if (old) morph(old, c);
    }
    placeNow();
  };
  calendar.refresh = refresh;
  let latest, unknown = "";
  const settle = () => {
    if (!latest || calendar.busy) return;
    const pulse = (c) => latest.by[c.dataset.provider] ?? latest.all;
    const stale = columns().filter((c) => pulse(c) !== c.dataset.pulse).map((c) => c.dataset.key);
    const have = new Set(columns().map((c) => c.dataset.provider));
    const others = "week" in cal.dataset || !cal.dataset.calendar.includes("who=all") ? "" : JSON.stringify(Object.entries(latest.by).filter(([k]) => !have.has(k)).sort());
    const more = others !== unknown && unknown !== "";
    unknown = others;
    if (more) refresh();
    else if (stale.length) refresh(stale);
  };
  calendar.settle = settle;
  listenTo(cal.dataset.calendar, (data) => {
    latest = JSON.parse(data);
    calendar.busy ? calendar.changed?.() : settle();
  });

  // A visit opens beside the calendar.
  const card = $("#card");
  let opened = "";
  const open = async (a, focus = true) => {
    const r = await fetch(`/console/calendar/${a.getAttribute("href")}`).catch(() => null);
    if (!r?.ok || r.redirected) { location.href = a.href; return false; }
    used();
    close(false);
    opened = a.getAttribute("href");
    card.innerHTML = await r.text();
    card.hidden = false;
    a.setAttribute("aria-expanded", "true");
    if (focus) $("h2", card).focus();
    return true;
  };
  const close = (focus = true) => {
    const a = opened && link(opened);
    for (const o of $$("[aria-expanded]", cal)) o.removeAttribute("aria-expanded");
    if (focus && a && card.contains(document.activeElement)) a.focus({ preventScroll: true });
    card.hidden = true;
    opened = "";
  };
  calendar.close = close;
  cal.addEventListener("click", (e) => {
    const a = e.target.closest(".visit > a");
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    e.preventDefault();
    if (calendar.dropped && e.timeStamp - calendar.dropped < 300) return; // the end of a drag is no click
    opened === a.getAttribute("href") ? close() : open(a, e.detail === 0 || narrow.matches);
  });
  card.addEventListener("click", (e) => {
    const move = e.target.closest("[data-move]");
    if (e.target.closest("[data-close]")) close();
    else if (move && !narrow.matches && link(opened) && calendar.move) {
      e.preventDefault();
      const a = link(opened);
      close(false);
      calendar.move(a);
    }
  });
  card.addEventListener("submit", async (e) => {
    e.preventDefault();
    const form = e.target, r = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form, e.submitter)) }).catch(() => null);
    if (!r || r.redirected) return location.reload();
    const a = link(opened), column = a?.closest(".cal-column").dataset.key, said = (await r.json()).said;
    say(said);
    if (column) await refresh([column]);
    const again = link(opened);
    again ? await open(again) : close();
  });
  const shown = () => {
    const a = location.hash.length > 20 && link("visits/" + location.hash.slice(1));
    if (a) { a.scrollIntoView({ block: "center", inline: "center" }); a.focus({ preventScroll: true }); }
    return a;
  };
  addEventListener("hashchange", shown);

  // Arrows go from visit to visit; outside of one, into the day or to the days beside it.
  const arrow = (to) => {
    const at = document.activeElement.closest?.(".visit > a"), step = to === "Left" || to === "Up" ? -1 : 1;
    if (!at) {
      if (to === "Left" || to === "Right") return void $(`a[rel=${step < 0 ? "prev" : "next"}]`)?.click();
      const all = $$(".visit > a", cal);
      return (all.find((a) => !a.closest(".past")) ?? all[0])?.focus();
    }
    const column = at.closest(".cal-column"), y = (v) => v.getBoundingClientRect().top;
    let next;
    if (to === "Up" || to === "Down") next = visitsOf(column)[visitsOf(column).indexOf(at) + step];
    else {
      const all = columns().filter((c) => c === column || visitsOf(c).length), beside = all[all.indexOf(column) + step];
      if (beside) next = visitsOf(beside).reduce((a, b) => Math.abs(y(b) - y(at)) < Math.abs(y(a) - y(at)) ? b : a);
    }
    next?.focus();
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  let g = -1e9;
  document.addEventListener("keydown", async (e) => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || calendar.busy) return;
    if (e.key === "Escape" && !card.hidden && !$("dialog[open]")) return close();
    if (!keysOn() || e.target.closest("input,select,textarea,dialog[open],[contenteditable],summary")) return;
    const second = e.timeStamp - g < 1500, a = document.activeElement.closest?.(".visit > a") ?? (opened && link(opened));
    g = e.key === "g" ? e.timeStamp : -1e9;
    if (second) return;
    const take = () => { e.preventDefault(); e.stopImmediatePropagation(); };
    if (e.key.startsWith("Arrow") && !card.contains(e.target)) { take(); arrow(e.key.slice(5)); }
    else if (e.key === "?") { take(); $("#cal-keys").showModal(); }
    else if (e.key === "m" && a && calendar.move) { take(); close(false); calendar.move(a); }
    else if (e.key === "n" && calendar.choose) { take(); close(false); calendar.choose(a); }
    else if (e.key === "c" && a) {
      take();
      if (!await open(a)) return;
      const b = $("[value=checked-in]", card);
      b ? b.click() : say("This visit cannot be checked in now.");
    }
  }, true);

  // It opens where the day is.
  if (!shown() && !narrow.matches) {
    const line = $(".nowline", cal) ?? $(".visit", cal);
    if (line) cal.scrollTop = Math.max(0, line.offsetTop - cal.clientHeight / 3);
  }
})();
