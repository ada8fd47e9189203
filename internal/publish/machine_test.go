package publish_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/testkit"
)

// Whatever people and platforms do in whatever order: nothing is public that nobody approved who may, no post is there
// twice, an edit voids, and what was taken down or rests on a revoked authorisation is gone in the end.
func TestAnythingInAnyOrder(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	reached := map[publish.Status]int{}
	people := []actor.Actor{ana, ben, cleo, desk, guest}
	rapid.Check(t, func(r *rapid.T) {
		h.net = newNetwork(publish.Bluesky)
		h.Publishers[publish.Bluesky] = h.net
		consent, err := h.AddAuthorisation(ctx, cleo, func() publish.Authorisation {
			a := form()
			a.Signed, a.Expires = day("2026-11-01"), day("2199-01-01")
			return a
		}())
		must(t, err)
		words := article
		words.Channels = []publish.Channel{publish.Bluesky, publish.SiteChannel}
		words.Story = publish.Story{Told: true, Whose: publish.Real, Authorisations: []publish.AuthorisationID{consent}}
		p := h.save(ana, publish.Draft{Content: words})
		approvals := map[publish.VersionID]string{} // by whom, as the service accepted it
		off := false                                // ordered down or revoked
		who := func() actor.Actor { return rapid.SampledFrom(people).Draw(r, "who") }
		now := func() publish.Detail { return h.get(p.ID) }
		check := func() {
			d := now()
			by := map[publish.VersionID]publish.Version{}
			for _, v := range d.Versions {
				by[v.ID] = v
			}
			for _, u := range d.Publications {
				v := by[u.Version]
				if n := h.net.made[string(u.ID)]; n > 1 {
					r.Fatalf("made public %d times", n)
				}
				public := h.net.made[string(u.ID)] > 0 || !u.Sent.IsZero()
				if public && (approvals[v.ID] == "" || approvals[v.ID] == string(d.Author) || approvals[v.ID] == string(v.By)) {
					r.Fatalf("version %d is public on %s and was approved by %q", v.Number, u.Channel, approvals[v.ID])
				}
				if public && u.Hash != v.Hash {
					r.Fatalf("version %d is public with another hash", v.Number)
				}
			}
			if n := len(h.net.words()); n > 1 {
				r.Fatalf("the post is there %d times", n)
			}
			for _, shown := range h.net.words() {
				known := false
				for _, v := range d.Versions {
					known = known || approvals[v.ID] != "" && strings.Contains(shown, h.Typeset.Plain(v.Body))
				}
				if !known {
					r.Fatalf("the network shows %q, which nobody approved", shown)
				}
			}
		}
		r.Repeat(map[string]func(*rapid.T){
			"": func(*rapid.T) { check() },
			"save": func(r *rapid.T) {
				c := words
				c.Body = fmt.Sprintf("Words number %d.", rapid.IntRange(1, 4).Draw(r, "words"))
				c.Correction = "Other words."
				d := now()
				_, _ = h.Save(ctx, who(), publish.Draft{ID: p.ID, Row: d.Row, Content: c, Due: h.clock.Now().Add(time.Duration(rapid.IntRange(0, 48).Draw(r, "due")) * time.Hour)})
			},
			"all the way": func(*rapid.T) {
				_, _ = h.Submit(ctx, ana, p.ID, now().Row)
				if d := now(); d.State == publish.Submitted {
					if _, err := h.Approve(ctx, ben, p.ID, d.Words.Hash, ok); err == nil {
						approvals[d.Current] = ben.ID
					}
				}
				h.after(24 * time.Hour)
				_, _ = h.Read(ctx, ana, p.ID, now().Words.Hash)
				_, _ = h.Schedule(ctx, ana, p.ID, now().Row, time.Time{})
				h.run()
			},
			"submit":  func(*rapid.T) { _, _ = h.Submit(ctx, who(), p.ID, now().Row) },
			"comment": func(*rapid.T) { _ = h.Comment(ctx, who(), p.ID, ok) },
			"return":  func(*rapid.T) { _, _ = h.Return(ctx, who(), p.ID, now().Words.Hash, ok) },
			"approve": func(r *rapid.T) {
				d, by := now(), who()
				read := rapid.SampledFrom(d.Versions).Draw(r, "read") // maybe words of yesterday
				if _, err := h.Approve(ctx, by, p.ID, read.Hash, ok); err == nil {
					if read.Hash != d.Words.Hash {
						r.Fatal("words were approved that nobody has read")
					}
					approvals[d.Current] = by.ID
				}
			},
			"read":     func(*rapid.T) { _, _ = h.Read(ctx, who(), p.ID, now().Words.Hash) },
			"schedule": func(*rapid.T) { _, _ = h.Schedule(ctx, who(), p.ID, now().Row, time.Time{}) },
			"again": func(*rapid.T) {
				for _, u := range now().Publications {
					_ = h.Again(ctx, who(), u.ID)
				}
			},
			"wait": func(r *rapid.T) {
				h.after(time.Duration(rapid.SampledFrom([]int{1, 60, 25 * 60}).Draw(r, "minutes")) * time.Minute)
			},
			"platform": func(r *rapid.T) {
				h.net.script = rapid.SliceOfN(rapid.SampledFrom([]string{"ok", "lost", "hung", "busy", "no"}), 1, 4).Draw(r, "does")
			},
			"take down": func(r *rapid.T) {
				if rapid.IntRange(0, 5).Draw(r, "really") == 0 {
					_, err := h.TakeDown(ctx, who(), p.ID, phi.Text{})
					off = off || err == nil
				}
			},
			"revoke": func(r *rapid.T) {
				if rapid.IntRange(0, 5).Draw(r, "really") == 0 {
					_, err := h.Revoke(ctx, desk, consent, day("2026-11-24"), ok)
					off = off || err == nil
				}
			},
		})
		h.net.script = nil
		for range 5 {
			h.after(time.Hour)
		}
		check()
		for _, u := range now().Publications {
			reached[u.Status]++
		}
		if d := now(); off {
			left := len(h.net.words())
			for _, u := range d.Publications {
				if u.Status == publish.Lost || u.Status == publish.Unknown { // a person was told
					left = 0
				}
				if u.Status == publish.Live || u.Status == publish.Sending || u.Status == publish.Waiting {
					r.Fatalf("taken down, and %s is %s", u.Channel, u.Status)
				}
			}
			if left > 0 {
				r.Fatal("taken down, still public, and nobody was told")
			}
		}
		if !off {
			_, err := h.TakeDown(ctx, ana, p.ID, phi.Text{})
			must(t, err)
			h.run()
		}
	})
	if !t.Failed() && (reached[publish.Live] == 0 || reached[publish.Gone] == 0 || reached[publish.Replaced] == 0) {
		t.Errorf("too little happened: %v", reached)
	}
}
