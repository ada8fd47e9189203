package store_test

import (
	"context"
	"log/slog"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// closed is a gate that lets nothing pass.
type closed struct{ asked int }

func (c *closed) MayPublish(context.Context, edition.Candidate) error {
	c.asked++
	return fault.New(fault.Invalid, "test", "Not today.")
}

func TestEditionsAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error {
			s := practice.Defaults()
			s.Name = "Lakeside"
			return r.practice.SaveSettings(ctx, t, s)
		}))
		s := &edition.Service{DB: r.Store, Store: r.Store.Editions(), Practice: r.practice, Staff: r.Store.Identity(), Audit: r.practice.Audit}
		off := func(by actor.Actor, name string) (v edition.Version, err error) {
			err = r.do(by, func(ctx context.Context, t tx.Tx) error {
				v, err = s.Change(ctx, t, func(e *flow.Edition) error {
					e.Changes = append(e.Changes, flow.Change{Name: name, Off: true})
					return nil
				})
				return err
			})
			return v, err
		}
		now := func() (n int64) {
			must(t, r.View(ctx, owner, func(t tx.Tx) (err error) { n, err = s.Published(ctx, t); return err }))
			return n
		}
		read := func(n int64) (e flow.Edition) {
			must(t, r.View(ctx, owner, func(t tx.Tx) (err error) { e, err = s.Edition(ctx, t, n); return err }))
			return e
		}
		if now() != 0 || len(read(0).Changes) != 0 {
			t.Error("something is published before anybody did")
		}
		for name, by := range map[string]actor.Actor{"front desk": frontDesk, "doctor": doctor, "visitor": actor.Visitor()} {
			_, err := off(by, "refill")
			wantKind(t, name+" changes", err, fault.Forbidden)
			_, err = s.Publish(ctx, by, edition.Mark{}, "why")
			wantKind(t, name+" publishes", err, fault.Forbidden)
		}
		_, err := s.Publish(ctx, owner, edition.Mark{}, "There is none.")
		wantKind(t, "no draft", err, fault.Conflict)

		first, err := off(owner, "refill")
		must(t, err)
		if first.Number != 1 || first.Revision != 1 || first.Base != 0 || first.State != edition.Draft || now() != 0 {
			t.Errorf("the first draft is %+v", first)
		}
		second, err := off(owner, "records")
		must(t, err)
		if second.Number != 1 || second.Revision != 2 {
			t.Errorf("the draft goes on as %+v", second)
		}
		_, err = s.Publish(ctx, owner, first.Mark(), "A stale one.")
		wantKind(t, "stale", err, fault.Conflict)
		_, err = s.Publish(ctx, owner, second.Mark(), " ")
		wantKind(t, "no reason", err, fault.Invalid)
		gate := &closed{}
		s.Gate = gate
		if _, err = s.Publish(ctx, owner, second.Mark(), "Why."); fault.Message(err) != "Not today." || gate.asked != 1 || now() != 0 {
			t.Errorf("the gate was asked %d times: %v", gate.asked, err)
		}
		s.Gate = nil
		one, err := s.Publish(ctx, owner, second.Mark(), " We send these to the portal. ")
		must(t, err)
		if one.State != edition.Published || one.Note != "We send these to the portal." || string(one.PublishedBy) != owner.ID || !one.PublishedAt.Equal(r.clock.Now()) || now() != 1 {
			t.Errorf("published %+v", one)
		}
		if !read(1).Change("refill").Off || !read(1).Change("records").Off {
			t.Errorf("kept %+v", read(1))
		}

		draft, err := off(owner, "billing")
		must(t, err)
		if draft.Number != 2 || draft.Base != 1 {
			t.Errorf("the next draft is %+v", draft)
		}
		back, err := s.GoBack(ctx, owner, 0, "As it was.")
		must(t, err)
		if back.Number != 3 || back.Base != 0 || now() != 3 || len(read(3).Changes) != 0 {
			t.Errorf("went back to %+v", back)
		}
		_, err = s.GoBack(ctx, owner, 3, "Again.")
		wantKind(t, "back to what is published", err, fault.Conflict)
		_, err = s.GoBack(ctx, owner, 2, "To a draft.")
		wantKind(t, "back to a draft", err, fault.Conflict)
		_, err = s.GoBack(ctx, owner, 99, "To nothing.")
		wantKind(t, "back to nothing", err, fault.NotFound)
		_, err = s.Publish(ctx, owner, draft.Mark(), "Billing too.")
		wantKind(t, "somebody published meanwhile", err, fault.Conflict)
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error { return s.CarryOver(ctx, t, draft.Mark()) }))
		draft.Revision++
		_, err = s.Publish(ctx, owner, draft.Mark(), "Billing too.")
		must(t, err)
		if now() != 4 {
			t.Errorf("%d is published", now())
		}

		// Of many who publish the same draft at once, one does.
		draft, err = off(owner, "referral")
		must(t, err)
		done := make(chan error)
		for range 8 {
			go func() { _, err := s.Publish(ctx, owner, draft.Mark(), "At once."); done <- err }()
		}
		won := 0
		for range 8 {
			switch err := <-done; {
			case err == nil:
				won++
			case !fault.Is(err, fault.Conflict):
				t.Errorf("published at once: %v", err)
			}
		}
		if won != 1 || now() != draft.Number {
			t.Errorf("%d published, and callers hear %d", won, now())
		}

		aside, err := off(owner, "book")
		must(t, err)
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error { return s.PutAside(ctx, t, aside.Mark()) }))
		wantKind(t, "put aside twice", r.do(owner, func(ctx context.Context, t tx.Tx) error { return s.PutAside(ctx, t, aside.Mark()) }), fault.Conflict)
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error { return s.TakeUp(ctx, t, aside.Number) }))
		must(t, r.View(ctx, owner, func(x tx.Tx) error {
			again, err := s.Draft(ctx, x)
			if e, _ := again.Edition(); !e.Change("book").Off || again.Number == aside.Number {
				t.Errorf("taken up: %+v", again)
			}
			all, err2 := s.List(ctx, x)
			if len(all) != 5 || all[0].State != edition.Published {
				t.Errorf("the list: %+v, %v", all, err2)
			}
			return err
		}))
	})
}
