package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// emptiest returns free starts of one provider on one day, apart enough for a visit each, for the service of like.
func (d demo) emptiest(t *testing.T, like schedule.Appointment) (free []schedule.Slot) {
	t.Helper()
	days := map[civil.Date][]schedule.Slot{}
	today := civil.DateOf(d.Now())
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		all, err := d.Schedule.Slots(context.Background(), tr, schedule.Query{Service: like.Service, Provider: like.Provider, Location: like.Location, From: today.AddDays(20), To: today.AddDays(50)})
		for _, s := range all {
			of := days[civil.DateOf(s.Start)]
			if n := len(of); n == 0 || s.Start.Sub(of[n-1].Start) == 20*time.Minute || s.Start.Sub(of[n-1].Start) >= time.Hour {
				days[civil.DateOf(s.Start)] = append(of, s)
			}
		}
		return err
	}))
	for _, of := range days {
		if len(of) > len(free) {
			free = of
		}
	}
	if len(free) < 7 {
		t.Fatalf("no day has room: %d starts", len(free))
	}
	return free
}

// TestTheCalendar: the front desk moves visits with the mouse and with the keys. Before anything is dropped it is said
// whether it fits; what somebody else does meanwhile is seen, here and in a second window, without loading the page.
func TestTheCalendar(t *testing.T) {
	testkit.Need(t, "browser")
	d, back := startDemo(t), context.Background()
	like := d.book(t, "Odalys", "Featherweight", "odalys@example.net")
	free := d.emptiest(t, like)
	book := func(n int, given string) schedule.Appointment {
		r := schedule.Request{Patient: d.book(t, given, "Featherweight", given+"@example.net").Patient, Provider: like.Provider, Location: like.Location, Service: like.Service, Start: free[n].Start, Channel: "console"}
		a, err := d.Schedule.Book(back, actor.System(), r)
		must(t, err)
		return a
	}
	a, b := book(0, "Ottoline"), book(3, "Bertrand")
	day := d.url + "/console/calendar?date=" + a.DayOf().String() + "&location=" + string(a.Location) + "&who=all"
	desk, other := testkit.Chrome(t), testkit.Chrome(t)
	for _, window := range []context.Context{desk, other} {
		d.visitAs(t, window, actor.FrontDesk)
		testkit.Do(t, window, chromedp.Navigate(day), chromedp.Evaluate[chromedp.Void]("window.same = true; 0"))
	}
	visit := func(i schedule.ID) string { return `.visit > a[href="visits/` + string(i) + `"]` }
	js := func(window context.Context, what, expression, want string) {
		t.Helper()
		at(t, window, what, expression, want)
	}
	top := func(window context.Context, selector string) float64 {
		return testkit.Get(t, window, chromedp.Evaluate[float64](`document.querySelector(`+quoted(selector)+`).getBoundingClientRect().top`))
	}
	const said = `document.querySelector("#saying span").textContent`
	ghost := func(what, kind string) {
		t.Helper()
		js(desk, what, `document.querySelector("[data-ghost]")?.dataset.ghost`, kind)
	}
	stands := func(what string, i schedule.ID, want time.Time) schedule.Appointment {
		t.Helper()
		var now schedule.Appointment
		testkit.Eventually(t, what, func() bool { now = d.visit(t, i); return now.Start.Equal(want) })
		return now
	}

	// With the mouse: over another visit it is not free, in between it is, and there it drops.
	testkit.Do(t, desk, chromedp.Evaluate[chromedp.Void](`document.querySelector(`+quoted(visit(a.ID))+`).scrollIntoView({block: "start"}); 0`))
	cell := testkit.Get(t, desk, chromedp.Evaluate[float64](`document.querySelector(".cells").getBoundingClientRect().height / (document.querySelectorAll(".cal-hours span").length * 12)`))
	x := testkit.Get(t, desk, chromedp.Evaluate[float64](`(r => r.left + 40)(document.querySelector(`+quoted(visit(a.ID))+`).getBoundingClientRect())`))
	y := top(desk, visit(a.ID)) + 6
	down := func(to time.Time) float64 { return y + cell*to.Sub(a.Start).Minutes()/5 }
	drag := func(to float64) {
		testkit.Do(t, desk, chromedp.MouseEvent(chromedp.MouseMoved, x, to-2, chromedp.ButtonLeft), chromedp.MouseEvent(chromedp.MouseMoved, x, to, chromedp.ButtonLeft))
	}
	testkit.Do(t, desk, chromedp.MouseEvent(chromedp.MousePressed, x, y, chromedp.ButtonLeft))
	drag(down(b.Start))
	ghost("over another visit", "1")
	if got := testkit.Get(t, desk, chromedp.Evaluate[string](said)); !containsAll(got, "taken at that time", "can be overbooked, with a reason") {
		t.Errorf("over another visit it says %q", got)
	}
	testkit.Screenshot(t, desk, "calendar-drag")
	drag(down(free[1].Start))
	ghost("over a free time", "0")
	if now := d.visit(t, a.ID); !now.Start.Equal(a.Start) {
		t.Error("it moved before it was dropped")
	}
	testkit.Do(t, desk, chromedp.MouseEvent(chromedp.MouseReleased, x, down(free[1].Start), chromedp.ButtonLeft))
	stands("dropped", a.ID, free[1].Start)
	js(desk, "dropped", said+`.startsWith("Moved to ")`, "true")
	seen := func(window context.Context, what string, want time.Time) {
		t.Helper()
		hour, minute := want.Hour()%12, want.Minute()
		if hour == 0 {
			hour = 12
		}
		js(window, what, `document.querySelector(`+quoted(visit(a.ID)+" time")+`)?.textContent`, fmt.Sprintf("%d:%02d", hour, minute))
	}
	seen(desk, "dropped", free[1].Start)
	seen(other, "in the second window", free[1].Start)

	// Undo takes it back through the same door.
	testkit.Do(t, desk, chromedp.Click(css("[data-undo]")))
	stands("taken back", a.ID, a.Start)
	seen(other, "taken back", a.Start)

	// With the keys, while somebody else books the free time that the ghost stands on: it is said before it is dropped.
	press := func(keys string, opts ...chromedp.KeyOption) { testkit.Do(t, desk, chromedp.KeyEvent(keys, opts...)) }
	testkit.Do(t, desk, chromedp.Focus(chromedp.CSS(visit(a.ID))))
	press("m")
	ghost("in its own place", "0")
	press(kb.ArrowDown, chromedp.KeyModifiers(chromedp.ModifierShift))
	ghost("the next free start", "0")
	for d := a.Start.Add(5 * time.Minute); d.Before(free[2].Start); d = d.Add(5 * time.Minute) {
		press(kb.ArrowDown)
	}
	ghost("a free start further on", "0")
	book(2, "Clementine")
	ghost("after somebody else booked it", "1")
	press(kb.Enter)
	js(desk, "dropped where only overbooking fits", `document.querySelector("#over").open`, "true")
	testkit.Axe(t, desk)
	testkit.Do(t, desk, chromedp.SendKeys(css("#f-overbook"), "Lives far away, and it hurts"), chromedp.Click(css(`#over [value="over"]`)))
	over := stands("overbooked", a.ID, free[2].Start)
	if over.Lane < 32 || over.Overbook.Reveal() != "Lives far away, and it hurts" {
		t.Errorf("overbooked with lane %d, because %q", over.Lane, over.Overbook.Reveal())
	}
	js(desk, "overbooked", `document.querySelector(`+quoted(visit(a.ID))+`).parentElement.dataset.beside`, "2-2")
	testkit.Screenshot(t, desk, "calendar-overbooked")

	// What changed under the hand is refused in a sentence, and everything is where it was.
	testkit.Do(t, desk, chromedp.Focus(chromedp.CSS(visit(b.ID))))
	press("m")
	ghost("the other visit", "0")
	moved, err := d.Schedule.Move(back, actor.System(), schedule.Move{ID: b.ID, Start: free[5].Start, Overbook: phi.NewText("test")})
	must(t, err)
	press(kb.ArrowDown, chromedp.KeyModifiers(chromedp.ModifierShift))
	ghost("somewhere free", "0")
	press(kb.Enter)
	js(desk, "dropped too late", said+`.includes("Somebody else changed this visit")`, "true")
	stands("where somebody else put it", b.ID, moved.Start)

	// By the menu: the card of a visit checks in, and says what it did.
	for _, window := range []context.Context{desk, other} {
		js(window, "never loaded again", "window.same", "true")
	}
	testkit.Do(t, desk, chromedp.Click(css(visit(a.ID))), chromedp.WaitVisible(css("#card [data-move]")))
	testkit.Axe(t, desk)
	testkit.Screenshot(t, desk, "calendar-card")
	press(kb.Escape)
	js(desk, "escape", `document.querySelector("#card").hidden`, "true")

	// Searching finds her visits and says nothing of her in an address.
	testkit.Do(t, other, chromedp.SendKeys(css("#f-q"), "Ottoline Featherweight"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(css("#found .found a")))
	js(other, "searching", `location.href.includes("ttoline") || document.title.includes("ttoline")`, "false")
}

func containsAll(s string, parts ...string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(s, p) })
}
