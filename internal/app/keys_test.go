package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bedside/internal/testkit"
)

// TestKeys walks the console without a pointer: the sequences of the rail, search, help, and the calendar.
func TestKeys(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	ctx := testkit.Chrome(t)
	d.signIn(t, ctx)
	a := d.somebody(t)
	day := "/console/calendar?view=day&date=" + a.DayOf().String() + "&location=" + string(a.Location)
	visit := `.visit > a[href="visits/` + string(a.ID) + `"]`
	press := func(keys string) { testkit.Do(t, ctx, chromedp.KeyEvent(keys)) }
	open := func(path string) { testkit.Do(t, ctx, chromedp.Navigate(d.url+path)) }

	for keys, path := range map[string]string{"gc": "/console/calendar", "gp": "/console/patients", "go": "/console/outbox", "gs": "/console/practice/all", "gt": "/console"} {
		open("/console/practice")
		press(keys)
		at(t, ctx, keys, "location.pathname", path)
	}

	open("/console/outbox")
	press("/")
	at(t, ctx, "/", "location.pathname", "/console/patients")
	at(t, ctx, "/", "document.activeElement.matches('[data-search]')", "true")
	press("gc")
	at(t, ctx, "g c while typing", "document.activeElement.value", "gc")

	open("/console")
	press("?")
	at(t, ctx, "?", "document.querySelector('#keys').open", "true")

	open(day)
	press("]")
	at(t, ctx, "]", "new URLSearchParams(location.search).get('date')", a.DayOf().AddDays(1).String())
	press("[")
	at(t, ctx, "[", "new URLSearchParams(location.search).get('date')", a.DayOf().String())
	press(kb.ArrowRight)
	at(t, ctx, "arrow right", "new URLSearchParams(location.search).get('date')", a.DayOf().AddDays(1).String())
	press(kb.ArrowLeft)
	at(t, ctx, "arrow left", "new URLSearchParams(location.search).get('date')", a.DayOf().String())

	// From visit to visit: what the tabulator reaches in a column comes in the order of time.
	const times = `[...document.activeElement.closest('.cal-column').querySelectorAll('.visit > a')]`
	testkit.Do(t, ctx, chromedp.Focus(chromedp.CSS(visit)))
	at(t, ctx, "the order of time", times+`.every((v, i, all) => !i || v.getBoundingClientRect().top > all[i-1].getBoundingClientRect().top)`, "true")
	testkit.Do(t, ctx, chromedp.Evaluate[chromedp.Void](times+"[0].focus()"))
	press(kb.ArrowDown)
	at(t, ctx, "arrow down", times+".indexOf(document.activeElement)", "1")
	press(kb.ArrowUp)
	at(t, ctx, "arrow up", times+".indexOf(document.activeElement)", "0")
	press(kb.Enter)
	at(t, ctx, "enter", "!document.querySelector('#card').hidden && document.activeElement.matches('#card h2')", "true")
	press(kb.Escape)
	at(t, ctx, "escape", "document.querySelector('#card').hidden && "+times+".indexOf(document.activeElement)", "0")
	press("?")
	at(t, ctx, "? in the calendar", "document.querySelector('#cal-keys').open", "true")

	open(day)
	press("t")
	at(t, ctx, "t", "document.querySelector('[data-today]') === null", "true")
	at(t, ctx, "the line of now, while somebody works", "!document.querySelector('.nowline') || document.querySelector('.nowline').getBoundingClientRect().width > 60", "true")
}

// at waits until an expression has a value.
func at(t *testing.T, ctx context.Context, after, expression, want string) {
	t.Helper()
	testkit.Eventually(t, fmt.Sprintf("after %q: %s is %q", after, expression, want), func() bool {
		return testkit.Get(t, ctx, chromedp.Evaluate[string]("document.readyState === 'complete' ? String("+strings.TrimSpace(expression)+") : 'loading'")) == want
	})
}

// TestShortVisitsCanBeRead measures every visit of a day and of a week: time and name are wholly inside their block.
func TestShortVisitsCanBeRead(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	ctx := testkit.Chrome(t)
	d.signIn(t, ctx)
	a := d.somebody(t)
	where := "&date=" + a.DayOf().String() + "&location=" + string(a.Location)
	for _, path := range []string{"?view=day" + where, "?view=week&provider=" + string(a.Provider) + where} {
		testkit.Do(t, ctx, testkit.Desktop(), chromedp.Navigate(d.url+"/console/calendar"+path))
		cut := testkit.Get(t, ctx, chromedp.Evaluate[string](`[...document.querySelectorAll(".visit")].filter((v) => {
			const block = v.getBoundingClientRect();
			return [v.querySelector("time"), v.querySelector("b")].some((e) => {
				const r = e.getBoundingClientRect(), text = document.createRange();
				text.selectNodeContents(e);
				const middle = text.getBoundingClientRect();
				return r.width < 20 || middle.top + 2 < block.top || middle.bottom - 2 > block.bottom;
			});
		}).map((v) => v.textContent).join("; ")`))
		if cut != "" {
			t.Errorf("%s: cut off: %s", path, cut)
		}
		if n := testkit.Get(t, ctx, chromedp.Evaluate[int](`document.querySelectorAll(".visit").length`)); n == 0 {
			t.Errorf("%s shows no visit", path)
		}
	}
}
