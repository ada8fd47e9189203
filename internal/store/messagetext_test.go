package store_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/outreach/template"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// A practice's own words of a message: drafted, published, taken back, put aside; refused where they would leak; by whom
// is in the log; and what is sent is always one of them or what Bedside ships with.
func TestMessageTextsAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error {
			s := practice.Defaults()
			s.Name, s.Phone = "Lakeside", "+12185550100"
			return r.practice.SaveSettings(ctx, t, s)
		}))
		g, err := guard.New(nil, guard.Own{Names: []string{"Lakeside"}, Phones: []string{"+12185550100"}}, time.Now)
		must(t, err)
		s := &template.Service{Store: r.Store.MessageTexts(), Practice: r.practice, Guard: g, Audit: r.practice.Audit}
		k := template.Key{Kind: template.Reminder1, Channel: template.SMS, Language: "en"}
		words := func(more string) template.Text {
			return template.Text{Body: strings.Replace(template.Default(k).Body, "Reply C", more+" Reply C", 1)}
		}
		save := func(by actor.Actor, m template.Mark, text template.Text) (e template.Edition, err error) {
			err = r.do(by, func(ctx context.Context, t tx.Tx) error { e, err = s.Save(ctx, t, k, m, text); return err })
			return e, err
		}
		do := func(by actor.Actor, f func(ctx context.Context, t tx.Tx) error) error { return r.do(by, f) }
		sent := func() (text template.Text) {
			must(t, r.View(ctx, actor.System(), func(t tx.Tx) (err error) { text, err = s.Text(ctx, t, k); return err }))
			return text
		}
		publish := func(by actor.Actor, m template.Mark) error {
			return do(by, func(ctx context.Context, t tx.Tx) error { return s.Publish(ctx, t, k, m) })
		}
		back := func(n int64) error {
			return do(owner, func(ctx context.Context, t tx.Tx) error { return s.TakeBack(ctx, t, k, n) })
		}
		if sent() != template.Default(k) {
			t.Errorf("at first %q is sent", sent().Body)
		}
		for name, by := range map[string]actor.Actor{"front desk": frontDesk, "doctor": doctor, "visitor": actor.Visitor()} {
			_, err := save(by, template.Mark{}, words("See you soon."))
			wantKind(t, name+" saves", err, fault.Forbidden)
			wantKind(t, name+" publishes", publish(by, template.Mark{}), fault.Forbidden)
			wantKind(t, name+" takes back", do(by, func(ctx context.Context, t tx.Tx) error { return s.TakeBack(ctx, t, k, 0) }), fault.Forbidden)
		}
		_, err = save(owner, template.Mark{}, words("Your oncology visit is near."))
		wantKind(t, "a leak", err, fault.Invalid)
		var refused *template.Refused
		if !errors.As(err, &refused) || len(refused.Problems) == 0 || refused.Problems[0].Rule != "message.specialty" {
			t.Errorf("refused for %v", refused)
		}
		wantKind(t, "no draft", publish(owner, template.Mark{}), fault.Conflict)

		first, err := save(owner, template.Mark{}, words("See you soon."))
		must(t, err)
		if first.Number != 1 || first.Revision != 1 || sent() != template.Default(k) {
			t.Errorf("the first draft is %+v", first)
		}
		_, err = save(owner, template.Mark{}, words("Unseen."))
		wantKind(t, "unseen", err, fault.Conflict)
		second, err := save(owner, first.Mark(), words("We will see you soon."))
		must(t, err)
		wantKind(t, "stale", publish(owner, first.Mark()), fault.Conflict)
		must(t, publish(owner, second.Mark()))
		if sent() != words("We will see you soon.") {
			t.Errorf("published, %q is sent", sent().Body)
		}
		third, err := save(owner, template.Mark{}, words("Until then."))
		must(t, err)
		must(t, publish(owner, third.Mark()))
		must(t, back(1))
		if sent() != words("We will see you soon.") {
			t.Errorf("taken back, %q is sent", sent().Body)
		}
		wantKind(t, "what is sent already", back(3), fault.NotFound)
		fourth, err := save(owner, template.Mark{}, words("Never sent."))
		must(t, err)
		must(t, back(0))
		if sent() != template.Default(k) {
			t.Errorf("reset, %q is sent", sent().Body)
		}
		must(t, do(owner, func(ctx context.Context, t tx.Tx) error { return s.PutAside(ctx, t, k, fourth.Mark()) }))
		wantKind(t, "what was never sent", back(4), fault.NotFound)

		must(t, r.View(ctx, owner, func(tr tx.Tx) error {
			h, err := s.Of(ctx, tr, k)
			if err != nil {
				return err
			}
			var states []string
			for _, e := range h.Past {
				states = append(states, string(e.State))
				if e.SavedBy == "" || e.SavedAt.IsZero() || (e.State == template.Past) == e.PublishedAt.IsZero() {
					t.Errorf("edition %d does not say who and when: %+v", e.Number, e)
				}
			}
			if h.Draft != nil || h.Sent.Number != 0 || strings.Join(states, " ") != "aside past past past" {
				t.Errorf("the history is %v, the draft %v", states, h.Draft)
			}
			now, err := s.Now(ctx, tr)
			if len(now) != 0 {
				t.Errorf("still drafted or published: %+v", now)
			}
			return err
		}))
		must(t, r.View(ctx, owner, func(tr tx.Tx) error {
			all, err := r.practice.Audit.Store.Find(ctx, tr, audit.Filter{Subject: audit.Ref{Kind: "message text", ID: k.String()}, Limit: 50})
			if len(all) != 9 {
				t.Errorf("%d events", len(all))
			}
			for _, e := range all {
				for _, v := range e.Facts {
					if strings.Contains(v, "soon") {
						t.Errorf("%s repeats the words: %v", e.Verb, e.Facts)
					}
				}
			}
			return err
		}))
	})
}
