package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/schedule/feed"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// A provider's calendar follows their visits and tells nothing of patients; a revoked one is silent at once.
func TestCalendarFeeds(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		s := &feed.Service{DB: o.Store, Store: o.CalendarFeeds(), Visits: o.Store.Schedule(), Practice: o.practice, Audit: &audit.Log{Store: o.Store.Audit(), Keys: phi.NewKeys(), IDs: o.ids}, IDs: o.ids, Random: rand.Reader}
		at := func(day, hour, minute int) time.Time {
			return civil.Date{Year: 2026, Month: 11, Day: day}.At(civil.NewClock(hour, minute), time.FixedZone("CST", -6*3600))
		}
		book := func(n int, start time.Time, who int) schedule.Appointment {
			r := o.request(o.who[who], start, n)
			r.Reason = phi.NewText("a secret reason")
			a, err := o.Book(ctx, actor.Visitor(), r)
			must(t, err)
			return a
		}
		a, b, gone := book(1, at(24, 9, 0), 0), book(2, at(24, 9, 40), 0), book(3, at(24, 10, 20), 0)
		book(4, at(24, 9, 0), 1)
		_, err := o.Cancel(ctx, frontDesk, gone.ID, gone.Version, "patient")
		must(t, err)

		mine, err := s.Make(ctx, owner, feed.Feed{Provider: o.who[0]})
		must(t, err)
		house, err := s.Make(ctx, owner, feed.Feed{Location: o.at, Services: true})
		must(t, err)
		write := func(token string) []byte {
			t.Helper()
			body, err := s.Write(ctx, token)
			must(t, err)
			return body
		}
		first := write(mine)
		o.clock.Advance(2 * time.Minute)
		if !bytes.Equal(first, write(mine)) {
			t.Error("nothing has changed, and the feed is another")
		}
		for _, secret := range []string{"Stranger", "secret", "example.com", string(a.Patient), "DESCRIPTION", "ATTENDEE"} {
			if bytes.Contains(first, []byte(secret)) || bytes.Contains(write(house), []byte(secret)) {
				t.Errorf("a feed says %s", secret)
			}
		}
		if n := bytes.Count(write(house), []byte("BEGIN:VEVENT")); n != 3 || !bytes.Contains(write(house), []byte(`SUMMARY:Visit\, Test Osei\, MD`)) {
			t.Errorf("the location's calendar has %d visits\n%s", n, write(house))
		}

		_, err = o.Move(ctx, frontDesk, schedule.Move{ID: b.ID, Version: b.Version, Start: at(25, 10, 0), Provider: o.who[0], Location: o.at})
		must(t, err)
		moved := write(mine)
		if !testkit.Skipped("icaljs") {
			read := testkit.ICalJS(t, first, moved)
			if len(read[0].Events) != 2 || len(read[1].Events) != 2 || read[0].Events[1].UID != read[1].Events[1].UID {
				t.Fatalf("%+v", read)
			}
			was, is := read[0].Events[1], read[1].Events[1]
			if was.Start != "2026-11-24T15:40:00Z" || is.Start != "2026-11-25T16:00:00Z" || is.Sequence <= was.Sequence || is.Summary != "Visit" || is.Location != "Harbor Street" {
				t.Errorf("before the move %+v, after it %+v", was, is)
			}
			if c := read[0]; c.Method != "PUBLISH" || c.Name == "" || !strings.HasPrefix(c.Name, "Test Marlow") || c.Refresh != "PT15M" {
				t.Errorf("%+v", c)
			}
		}

		var all []feed.Feed
		list := func() {
			must(t, o.View(ctx, owner, func(tr tx.Tx) (err error) {
				all, err = s.All(ctx, tr)
				return err
			}))
		}
		if list(); len(all) != 2 || all[0].Location == "" || all[1].Fetched.IsZero() || all[1].By != owner.ID {
			t.Fatalf("%+v", all)
		}
		must(t, s.Revoke(ctx, owner, all[1].ID))
		if list(); len(all) != 1 {
			t.Errorf("%d feeds after one was revoked", len(all))
		}
		_, err = s.Write(ctx, mine)
		wantKind(t, "a revoked feed", err, fault.NotFound)
		_, err = s.Write(ctx, "")
		wantKind(t, "no token", err, fault.NotFound)
		wantKind(t, "revoking twice", s.Revoke(ctx, owner, all[0].ID+"x"), fault.NotFound)
		_, err = s.Make(ctx, frontDesk, feed.Feed{Location: o.at})
		wantKind(t, "made by the front desk", err, fault.Forbidden)
		_, err = s.Make(ctx, owner, feed.Feed{Location: o.at, Provider: o.who[0]})
		wantKind(t, "of two", err, fault.Invalid)
		_, err = s.Make(ctx, owner, feed.Feed{})
		wantKind(t, "of nobody", err, fault.Invalid)
	})
}
