package app_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// crowded is a day of many providers, and what somebody else does to it.
type crowded struct {
	demo
	t      *testing.T
	where  practice.LocationID
	day    civil.Date
	visits [][]schedule.Appointment // of each provider, every 25 minutes from 8:00 on
}

func (d demo) crowded(t *testing.T, providers int) crowded {
	c := crowded{demo: d, t: t}
	var all []schedule.Appointment
	c.where, c.day, all = d.crowd(t, providers)
	for n := range providers {
		c.visits = append(c.visits, all[20*n:20*n+20])
	}
	return c
}

// address is a picture of the day.
func (c crowded) address(view string) string {
	return c.url + "/console/calendar?who=all&view=" + view + "&date=" + c.day.String() + "&location=" + string(c.where)
}

// at is a time of the day.
func (c crowded) at(hour, minute int) time.Time {
	return c.day.At(civil.Clock(60*hour+minute), c.visits[0][0].Start.Location())
}

// move is somebody else moving a visit, wherever it goes.
func (c crowded) move(a schedule.Appointment, to time.Time, with practice.ProviderID) {
	c.t.Helper()
	_, err := c.Schedule.Move(context.Background(), actor.System(), schedule.Move{ID: a.ID, Start: to, Provider: with, Overbook: phi.NewText("It is a test")})
	must(c.t, err)
}

func visitLink(a schedule.Appointment) string {
	return `.visit > a[href="visits/` + string(a.ID) + `"]`
}

// TestTheCalendarStaysInHand: while others change the book, a page that is open follows, and whoever works on it keeps
// what they have: the focus, a selection, what they type, a card that is open, a visit they drag. Columns that came
// without their visits are drawn when somebody comes near.
func TestTheCalendarStaysInHand(t *testing.T) {
	testkit.Need(t, "browser")
	c := startDemo(t).crowded(t, 14)
	desk := testkit.Chrome(t)
	c.visitAs(t, desk, actor.FrontDesk)
	testkit.Do(t, desk, chromedp.Navigate(c.address("day")), chromedp.Evaluate[chromedp.Void]("window.same = true; 0"))
	run := func(script string) { testkit.Do(t, desk, chromedp.Evaluate[chromedp.Void](script+"; 0")) }
	js := func(what, expression, want string) { t.Helper(); at(t, desk, what, expression, want) }
	el := func(selector string) string { return `document.querySelector(` + quoted(selector) + `)` }
	shows := func(what string, a schedule.Appointment, time string) {
		t.Helper()
		js(what, el(visitLink(a)+" time")+"?.textContent", time)
	}
	hold := func(selector string) { run(`window.kept = ` + el(selector) + `; kept.focus()`) }
	const kept = "document.activeElement === window.kept"
	v := c.visits

	testkit.Screenshot(t, desk, "calendar-crowded")

	hold(visitLink(v[0][0]))
	c.move(v[0][1], c.at(16, 30), "")
	shows("another visit of the column moved", v[0][1], "4:30")
	js("another visit of the column moved", kept, "true")
	c.move(v[0][0], c.at(17, 0), "")
	shows("the visit itself moved", v[0][0], "5:00")
	js("the visit itself moved", kept, "true")
	c.move(v[0][0], c.at(16, 30), v[1][0].Provider)
	shows("it went to another column", v[0][0], "4:30")
	js("it went to another column", `document.activeElement.getAttribute("href")`, "visits/"+string(v[0][0].ID))

	run(`getSelection().selectAllChildren(` + el(`[data-provider="`+string(v[2][0].Provider)+`"] h2`) + `); window.chosen = getSelection().toString()`)
	c.move(v[2][0], c.at(16, 30), "")
	shows("a column changed with a selection in it", v[2][0], "4:30")
	js("a column changed with a selection in it", "chosen !== '' && getSelection().toString() === chosen", "true")

	testkit.Do(t, desk, chromedp.Click(css(visitLink(v[3][0]))), chromedp.WaitVisible(css("#card [data-move]")))
	hold("#card [data-move]")
	c.move(v[3][0], c.at(16, 30), "")
	js("the visit of the open card moved", `document.querySelector("#card h2").textContent.includes("4:30 pm") && !document.querySelector("#card").hidden`, "true")
	js("the visit of the open card moved", kept, "true")
	js("the visit of the open card moved", el(visitLink(v[3][0]))+`.getAttribute("aria-expanded")`, "true")
	testkit.Do(t, desk, chromedp.KeyEvent(kb.Escape))

	testkit.Do(t, desk, chromedp.SendKeys(css("#f-q"), "Feat"))
	c.move(v[3][1], c.at(17, 0), "")
	shows("while somebody types", v[3][1], "5:00")
	testkit.Do(t, desk, chromedp.KeyEvent("her"))
	js("while somebody types", `document.querySelector("#f-q").value`, "Feather")

	// A visit in the hand: over a time that somebody else takes meanwhile, and then dropped at another.
	run(el(visitLink(v[4][19])) + `.scrollIntoView({block: "center"})`)
	spot := func(selector, side string) float64 {
		return testkit.Get(t, desk, chromedp.Evaluate[float64](el(selector)+".getBoundingClientRect()."+side))
	}
	cell := testkit.Get(t, desk, chromedp.Evaluate[float64](`document.querySelector(".cells").getBoundingClientRect().height / (document.querySelectorAll(".cal-hours span").length * 12)`))
	x, y := spot(visitLink(v[4][19]), "left")+30, spot(visitLink(v[4][19]), "top")+5
	over := func(hour, minute int) float64 { return y + cell*c.at(hour, minute).Sub(v[4][19].Start).Minutes()/5 }
	testkit.Do(t, desk, chromedp.MouseEvent(chromedp.MousePressed, x, y, chromedp.ButtonLeft), chromedp.MouseEvent(chromedp.MouseMoved, x, over(16, 58), chromedp.ButtonLeft), chromedp.MouseEvent(chromedp.MouseMoved, x, over(17, 0), chromedp.ButtonLeft))
	js("in the hand", `document.querySelector("[data-ghost]")?.dataset.ghost`, "0")
	c.move(v[4][0], c.at(17, 0), "")
	js("taken meanwhile", `document.querySelector("[data-ghost]")?.dataset.ghost`, "1")
	testkit.Do(t, desk, chromedp.MouseEvent(chromedp.MouseMoved, x, over(17, 20), chromedp.ButtonLeft))
	js("further down", `document.querySelector("[data-ghost]")?.dataset.ghost`, "0")
	testkit.Do(t, desk, chromedp.MouseEvent(chromedp.MouseReleased, x, over(17, 20), chromedp.ButtonLeft))
	shows("dropped", v[4][19], "5:20")
	shows("dropped", v[4][0], "5:00")

	js("before it is scrolled", `document.querySelectorAll("[data-more]").length > 0`, "true")
	run(`document.querySelector(".cal").scrollLeft = 1e6`)
	js("scrolled to the end", `document.querySelectorAll("[data-more]").length + " " + document.querySelectorAll(".visit").length`, "0 280")
	js("at the end", "window.same", "true")

	// What somebody looks for is there at once, without scripts by a page of its own.
	last := v[13][4]
	var slug string
	must(t, c.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		p, err := c.Practice.Get(context.Background(), tr)
		w, _ := p.Provider(last.Provider)
		slug = w.Slug
		return err
	}))
	testkit.Do(t, desk, chromedp.Navigate(c.address("day")+"&near="+slug+"#"+string(last.ID)))
	js("looked for", `document.activeElement.getAttribute("href")`, "visits/"+string(last.ID))
	plain := c.as(t, actor.FrontDesk)
	if page := plain.ask(t, "GET", strings.TrimPrefix(c.address("day"), c.url), nil).body; strings.Contains(page, string(last.ID)) || strings.Count(page, `class="more"`) == 0 || !strings.Contains(page, "who="+slug) {
		t.Error("a day of 280 visits brings all of them, or none stands for the others")
	}
	if page := plain.ask(t, "GET", "/console/calendar?"+url.Values{"who": {slug}, "date": {c.day.String()}, "location": {string(c.where)}}.Encode(), nil).body; !strings.Contains(page, string(last.ID)) {
		t.Error("the page of one provider does not bring the visits")
	}

	// The week of everybody, the month and the list follow as well, and leave the focus where it is.
	const all = `document.querySelector("[data-follow]").textContent`
	for n, view := range []string{"week", "month", "list"} {
		testkit.Do(t, desk, chromedp.Navigate(c.address(view)))
		run(`window.same = true; window.before = ` + all)
		hold("[data-follow] a")
		_, err := c.Schedule.Cancel(context.Background(), actor.System(), v[5][n].ID, 0, "practice")
		must(t, err)
		js(view+" follows", all+" !== before && window.same && "+kept, "true")
	}
}

// touch sends what a finger does.
func touch(kind input.DispatchTouchEventType, at ...*input.TouchPoint) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: at})
		return err
	})
}

// TestTheCalendarByTouch: a finger that stays on a visit lifts it, and it is dropped where the finger leaves; one that
// goes on scrolls, and one that only taps opens the visit.
func TestTheCalendarByTouch(t *testing.T) {
	testkit.Need(t, "browser")
	c := startDemo(t).crowded(t, 2)
	tablet := testkit.Chrome(t)
	c.visitAs(t, tablet, actor.FrontDesk)
	testkit.Do(t, tablet, chromedp.EmulateViewport(1024, 768, chromedp.EmulateTouch), chromedp.Navigate(c.address("day")), chromedp.Evaluate[chromedp.Void](`document.querySelector(".cal").scrollTop = 1e6; 0`))
	a := c.visits[0][19]
	js := func(what, expression, want string) { t.Helper(); at(t, tablet, what, expression, want) }
	number := func(expression string) float64 { return testkit.Get(t, tablet, chromedp.Evaluate[float64](expression)) }
	box := `document.querySelector(` + quoted(visitLink(a)) + `).getBoundingClientRect()`
	x, y := number(box+".left")+40, number(box+".top")+6
	cell := number(`document.querySelector(".cells").getBoundingClientRect().height / (document.querySelectorAll(".cal-hours span").length * 12)`)
	point := func(y float64) *input.TouchPoint { return &input.TouchPoint{X: x, Y: y} }
	const ghost, scrolled = `document.querySelector("[data-ghost]")?.dataset.ghost`, `document.querySelector(".cal").scrollTop`

	// It taps: the visit opens.
	testkit.Do(t, tablet, touch("touchStart", point(y)), touch("touchEnd"), chromedp.WaitVisible(css("#card [data-move]")))
	testkit.Do(t, tablet, chromedp.KeyEvent(kb.Escape))
	js("escape", `document.querySelector("#card").hidden`, "true")

	// It stays: the visit is in the hand, and goes with the finger while the page stands still.
	top := number(scrolled)
	testkit.Do(t, tablet, touch("touchStart", point(y)))
	js("a finger that stays", ghost, "0")
	down := func(minutes float64) float64 { return y + cell*minutes/5 }
	for m := 5.0; m <= 45; m += 5 {
		testkit.Do(t, tablet, touch("touchMove", point(down(m))))
	}
	testkit.Screenshot(t, tablet, "calendar-touch")
	js("carried", `document.querySelector("[data-ghost]")?.textContent`, "4:40 pm, free")
	testkit.Do(t, tablet, touch("touchEnd"))
	testkit.Eventually(t, "dropped", func() bool { return c.visit(t, a.ID).Start.Equal(c.at(16, 40)) })
	js("dropped", `document.querySelector(`+quoted(visitLink(a)+" time")+`)?.textContent`, "4:40")
	if got := number(scrolled); got != top {
		t.Errorf("the page went from %v to %v while a visit was carried", top, got)
	}
	js("dropped", `document.querySelector("#card").hidden`, "true")

	// It goes on: the page scrolls and nothing is lifted.
	y = number(box+".top") + 6
	testkit.Do(t, tablet, touch("touchStart", point(y)))
	for m := 10.0; m <= 120; m += 10 {
		testkit.Do(t, tablet, touch("touchMove", point(y+m)))
	}
	testkit.Do(t, tablet, touch("touchEnd"))
	testkit.Eventually(t, "the page scrolls", func() bool { return number(scrolled) < top })
	js("scrolled", "String("+ghost+")", "undefined")
	if now := c.visit(t, a.ID); !now.Start.Equal(c.at(16, 40)) {
		t.Errorf("a finger that scrolls moved the visit to %v", now.Start)
	}

}
