// The calendar without reloading: its columns follow what others change, a visit opens beside it, keys go from visit to
// visit. Everything works without it.
"use strict";
(() => {
  const { $, $$, fill, become, keeping, listenTo, piece } = window.calendarLive;
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
    if (text && !stay) hush = setTimeout(() => { saying.hidden = true; }, back ? 30000 : 7000);
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

  const cal = $(".cal");
  if (!cal) return;
  const narrow = matchMedia("(max-width: 760px)");
  const columns = () => $$(".cal-column", cal), visitsOf = (c) => $$(".visit > a", c);
  const link = (href) => $(`.visit > a[href="${CSS.escape(href)}"]`, cal);
  const keysOn = () => !document.cookie.split("; ").includes("bedside_keys=off");
  const calendar = window.calendar = { cal, columns, say, used, $, $$, link, narrow, busy: false };

  // The line of now moves with the practice's clock.
  const began = performance.now(), minutes = Number(cal.dataset.now);
  const placeNow = () => {
    const at = Math.floor((minutes + (performance.now() - began) / 60000 - Number(cal.dataset.from)) / 5) + 1;
    for (const line of $$(".nowline", cal)) { line.className = `nowline at-${at}`; line.hidden = at > 288; }
  };
  setInterval(placeNow, 20000);

  // What others change: the stream says which columns are no longer as they were, and those are asked for anew. A column
  // is known by its provider, in a week by its day.
  const id = (c) => "week" in cal.dataset ? c.dataset.date : c.dataset.provider;
  const columnOf = (k) => columns().find((c) => id(c) === k), waits = (c) => "more" in c.dataset;
  const changed = (li) => { // seen at a glance for a moment
    li.dataset.fresh = "";
    setTimeout(() => { delete li.dataset.fresh; }, 4000);
    if ($("a", li).getAttribute("href") === opened) stale = true;
  };
  let stale = false; // the open card
  const refresh = async (keys) => {
    const content = await piece(cal.dataset.calendar, keys?.map((k) => `&only=${encodeURIComponent(k)}`).join("")), fresh = content && $(".cal", content);
    if (!fresh) setTimeout(() => settle(), 5000); // no answer: another time
    if (!fresh || calendar.busy && !keys) return false;
    const shape = (c) => `${c.dataset.from} ${$$(".cal-hours span", c).length} ${c.className}`, other = shape(fresh) !== shape(cal), again = [];
    if (other && calendar.busy) return false;
    for (const c of $$("[data-more]", fresh)) { // it has come without its visits, which are here
      const old = columnOf(id(c));
      if (!old || waits(old)) continue;
      if (other || old.dataset.pulse !== c.dataset.pulse) again.push(id(c));
      c.replaceWith(old.cloneNode(true));
    }
    const there = opened && link(opened);
    keeping(cal, () => {
      if (other) {
        cal.className = fresh.className;
        cal.dataset.from = fresh.dataset.from;
        fill($(".cal-hours", cal), $(".cal-hours", fresh));
      }
      if (!keys) fill($(".cal-columns", cal), $(".cal-columns", fresh), changed);
      else for (const c of $$(".cal-column", fresh)) {
        const old = columnOf(id(c));
        if (old) become(old, c, changed);
      }
    }, (at) => at.closest(".cal-column")?.querySelector("h2 a"));
    placeNow();
    watch();
    if (other && keys) await refresh();
    else if (again.length) await refresh(again);
    if (opened && (stale || there && !link(opened))) await renew();
    return true;
  };
  Object.assign(calendar, { refresh, id });
  let latest, unknown = "";
  const settle = () => {
    if (!latest || calendar.busy) return;
    const pulse = (c) => latest.by[c.dataset.provider] ?? latest.all;
    const keys = columns().filter((c) => pulse(c) !== c.dataset.pulse).map(id), have = new Set(columns().map((c) => c.dataset.provider));
    const others = "week" in cal.dataset || !cal.dataset.calendar.includes("who=all") ? "" : JSON.stringify(Object.entries(latest.by).filter(([k]) => !have.has(k)).sort());
    const before = unknown, more = others !== before && before !== "";
    unknown = others;
    if (more) refresh().then((done) => { if (!done) unknown = before; });
    else if (keys.length) refresh(keys).then(() => {
      $("#heard").textContent = "Changed: " + columns().filter((c) => keys.includes(id(c))).map((c) => $("h2", c).textContent.trim()).join(", ");
    });
  };
  calendar.settle = settle;
  listenTo(cal.dataset.calendar, (data) => {
    latest = JSON.parse(data);
    calendar.busy ? calendar.changed?.() : settle();
  });

  // Columns that came without their visits are drawn before somebody sees them.
  const wanted = new Set();
  const draw = async () => {
    const keys = [...wanted];
    wanted.clear();
    if (keys.length) await refresh(keys);
  };
  const near = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) if (isIntersecting && waits(target)) wanted.add(id(target));
    draw();
  }, { root: narrow.matches ? null : cal, rootMargin: "600px" });
  const watch = () => { for (const c of columns()) waits(c) ? near.observe(c) : near.unobserve(c); };

  // A visit opens beside the calendar.
  const card = $("#card");
  let opened = "";
  const renew = async () => { // somebody else changed the visit
    stale = false;
    const was = opened, r = await fetch(`/console/calendar/${opened}`).catch(() => null), box = document.createElement("template");
    if (!r?.ok || r.redirected) return;
    box.innerHTML = await r.text();
    if (opened === was) keeping(card, () => fill(card, box.content), () => $("h2", card));
    link(opened)?.setAttribute("aria-expanded", "true");
  };
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
    const a = link(opened), column = a && id(a.closest(".cal-column")), said = (await r.json()).said;
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
  watch();

  // Arrows go from visit to visit; outside of one, into the day or to the days beside it.
  const arrow = async (to) => {
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
      const all = columns().filter((c) => c === column || waits(c) || visitsOf(c).length), beside = all[all.indexOf(column) + step];
      if (beside && waits(beside)) await refresh([id(beside)]);
      if (beside && visitsOf(beside).length) next = visitsOf(beside).reduce((a, b) => Math.abs(y(b) - y(at)) < Math.abs(y(a) - y(at)) ? b : a);
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
