package elsewhere_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/elsewhere"
	"bedside/internal/fault"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

const secret = "Colonoscopy of Agnes Tester"

func calendar(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n")
	for _, e := range events {
		b.WriteString("BEGIN:VEVENT\r\nSUMMARY:" + secret + "\r\n" + strings.ReplaceAll(e, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

func nine(uid string) string {
	return "UID:" + uid + "\nDTSTART;TZID=Eastern Standard Time:20481124T090000\nDURATION:PT1H"
}

func (h *house) feed() elsewhere.Feed {
	h.Helper()
	var all []elsewhere.Feed
	must(h, h.View(context.Background(), owner, func(t tx.Tx) (err error) {
		all, err = h.door.Feeds(context.Background(), t)
		return err
	}))
	if len(all) != 1 {
		h.Fatalf("%d calendars", len(all))
	}
	return all[0]
}

// What a calendar says is taken is offered to nobody, until it says something else; what cannot be read changes nothing.
func TestCalendar(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := open(t, dsn)
		h.web.body = calendar(nine("1"), "UID:2\nDTSTART:20481125T150000Z\nDURATION:PT10M\nRRULE:FREQ=WEEKLY")
		i, err := h.AddFeed(ctx, owner, elsewhere.NewFeed{Provider: h.who[0], Location: h.at, Address: "webcal://calendar.example/private-1", Every: 15 * time.Minute})
		must(t, err)
		if !h.free(h.who[0], at(9, 0)) {
			t.Fatal("taken before it was read")
		}
		h.work()
		for _, c := range []struct {
			start time.Time
			free  bool
		}{{at(9, 0), false}, {at(9, 30), false}, {at(10, 0), true}, {at(10, 0).AddDate(0, 0, 1), false}, {at(10, 30).AddDate(0, 0, 1), true}, {at(10, 0).AddDate(0, 0, 8), false}} {
			if got := h.free(h.who[0], c.start); got != c.free {
				t.Errorf("%s is free: %t", c.start, got)
			}
		}
		if !h.free(h.who[1], at(9, 0)) {
			t.Error("somebody else's calendar counts")
		}
		if f := h.feed(); f.Problem != "" || f.Events != 2 || f.Name != "Calendar of Test Marlow, MD" || f.Address.Reveal() != "https://calendar.example/private-1" || !f.Next.Equal(monday.Add(15*time.Minute)) {
			t.Errorf("%+v", f)
		}

		whole := h.web.body
		for _, bad := range []string{whole[:len(whole)-20], "<html>", calendar("UID:3\nDTSTART:20200101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY")} {
			h.clock.Advance(20 * time.Minute)
			h.web.body = bad
			h.work()
			if f := h.feed(); f.Problem == "" || h.free(h.who[0], at(9, 0)) {
				t.Errorf("%q: what was read before is gone", f.Problem)
			}
		}
		h.web.err = fault.New(fault.Unavailable, "web", "calendar.example does not answer.")
		h.clock.Advance(20 * time.Minute)
		h.work()
		if f := h.feed(); f.Problem != "calendar.example does not answer." || h.free(h.who[0], at(9, 0)) || len(h.tasks()) != 0 {
			t.Errorf("%q, %q", f.Problem, h.tasks())
		}

		h.web.err, h.web.body = nil, calendar("UID:2\nDTSTART:20481125T150000Z\nDURATION:PT10M")
		h.clock.Advance(20 * time.Minute)
		h.work()
		if f := h.feed(); f.Problem != "" || !h.free(h.who[0], at(9, 0)) || !h.free(h.who[0], at(10, 0).AddDate(0, 0, 8)) {
			t.Errorf("what was removed is still taken: %+v", f)
		}
		asked := h.web.asked
		must(t, h.PauseFeed(ctx, owner, i, true))
		h.clock.Advance(time.Hour)
		h.work()
		if h.web.asked != asked || h.free(h.who[0], at(10, 0).AddDate(0, 0, 1)) {
			t.Error("a pause reads, or frees")
		}
		must(t, h.PauseFeed(ctx, owner, i, false))
		must(t, h.RemoveFeed(ctx, owner, i))
		h.work()
		if !h.free(h.who[0], at(10, 0).AddDate(0, 0, 1)) {
			t.Error("a calendar that is gone takes time")
		}
	})
}

// A visit that is booked here stays; staff are told once, and again only if it happens anew.
func TestCalendarClashes(t *testing.T) {
	ctx := context.Background()
	h := open(t, testkit.SQLite(t))
	a, err := h.visits.Book(ctx, actor.Visitor(), h.request(h.who[0], at(9, 30)))
	must(t, err)
	h.web.body = calendar(nine("1"), "UID:"+string(a.ID)+"@bedside\nDTSTART:20481124T143000Z\nDURATION:PT30M")
	_, err = h.AddFeed(ctx, owner, elsewhere.NewFeed{Provider: h.who[0], Location: h.at, Address: "https://calendar.example/1", Every: 15 * time.Minute})
	must(t, err)
	for range 3 {
		h.work()
		h.clock.Advance(16 * time.Minute)
		h.web.body += " "
	}
	if got := h.tasks(); len(got) != 1 || !strings.Contains(got[0], "“Calendar of Test Marlow, MD” says is taken: Tue, November 24, 2048 at 9:30 am EST") {
		t.Fatalf("%q", got)
	}
	if h.free(h.who[0], at(9, 30)) {
		t.Error("the time of the visit is free")
	}
	_, err = h.visits.Cancel(ctx, desk, a.ID, 0, "patient")
	must(t, err)
	if h.free(h.who[0], at(9, 30)) {
		t.Error("the visit is gone, and what the calendar says with it")
	}
	_, err = h.visits.Book(ctx, desk, func() schedule.Request {
		r := h.request(h.who[0], at(9, 30))
		r.Overbook = text("she insists")
		return r
	}())
	must(t, err)
	h.work()
	if got := h.tasks(); len(got) != 1 {
		t.Errorf("what was overbooked on purpose is a clash: %q", got)
	}
}

// A calendar that has only the same to say is not parsed anew, and one that fails for a day becomes one task.
func TestCalendarGoesStale(t *testing.T) {
	ctx := context.Background()
	h := open(t, testkit.SQLite(t))
	h.web.body = calendar(nine("1"))
	_, err := h.AddFeed(ctx, owner, elsewhere.NewFeed{Name: "Hospital", Provider: h.who[0], Location: h.at, Address: "https://calendar.example/1", Every: time.Hour})
	must(t, err)
	h.work()
	first := h.feed().Read
	h.clock.Advance(61 * time.Minute)
	h.work()
	if f := h.feed(); !f.Read.Equal(first) || !f.Tried.After(first) {
		t.Errorf("read anew: %+v", f)
	}
	h.clock.Advance(20 * time.Hour)
	h.work()
	if f := h.feed(); !f.Read.After(first) {
		t.Error("the year ahead does not move on")
	}
	h.web.err = fault.New(fault.Unavailable, "web", "calendar.example does not answer.")
	for range 30 {
		h.clock.Advance(time.Hour + time.Minute)
		h.work()
	}
	if got := h.tasks(); len(got) != 1 || !strings.Contains(got[0], "“Hospital” has not been read for a day") {
		t.Errorf("%q", got)
	}
}

func TestFeedsAreRefused(t *testing.T) {
	ctx := context.Background()
	h := open(t, testkit.SQLite(t))
	good := elsewhere.NewFeed{Provider: h.who[0], Location: h.at, Address: "https://calendar.example/1", Every: time.Hour}
	for name, c := range map[string]struct {
		change func(*elsewhere.NewFeed)
		says   string
	}{
		"address": {func(n *elsewhere.NewFeed) { n.Address = "http://10.0.0.1/" }, "must begin with https"},
		"often":   {func(n *elsewhere.NewFeed) { n.Every = time.Second }, "every 5 minutes at most"},
		"nobody":  {func(n *elsewhere.NewFeed) { n.Provider = "" }, "Choose the provider"},
		"both":    {func(n *elsewhere.NewFeed) { n.Room = h.room }, "Choose the provider"},
		"nowhere": {func(n *elsewhere.NewFeed) { n.Location = "" }, "Choose the location"},
		"file":    {func(n *elsewhere.NewFeed) { n.File = []byte("a letter") }, "This is no calendar"},
	} {
		n := good
		c.change(&n)
		if _, err := h.AddFeed(ctx, owner, n); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.AddFeed(ctx, desk, good); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%v", err)
	}
	must(t, h.View(ctx, owner, func(t tx.Tx) error {
		if all, err := h.door.Feeds(ctx, t); err != nil || len(all) != 0 {
			h.Errorf("something was kept: %v %v", all, err)
		}
		return nil
	}))
	good.File, good.Provider, good.Room = []byte(calendar(nine("1"))), "", h.room
	_, err := h.AddFeed(ctx, owner, good)
	must(t, err)
	if h.free(h.who[0], at(9, 0)) {
		t.Error("the room is taken, and nobody noticed")
	}
}
