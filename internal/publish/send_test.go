package publish_test

import (
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// onBluesky is a post that Ben approved and that goes out on the network at once.
func (h *house) onBluesky() publish.PostID {
	h.Helper()
	c := article
	c.Channels = []publish.Channel{publish.Bluesky}
	d := h.submitted(c, h.clock.Now())
	_, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, phi.Text{})
	must(h, err)
	return d.ID
}

// What a platform does, what becomes of the publication, and how often the post was made public.
func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		script string
		state  publish.State
		where  string
		made   int
	}{
		{"ok", publish.Published, "bluesky published", 1},
		{"busy ok", publish.Published, "bluesky published", 1},
		{"busy busy busy ok", publish.Published, "bluesky published", 1},
		{"no", publish.Partly, "bluesky failed (refused)", 0},
		{"lost ok", publish.Published, "bluesky published", 1},              // it was there
		{"hung ok ok", publish.Published, "bluesky published", 1},           // it was not, so it goes again
		{"lost dumb dumb ok", publish.Published, "bluesky published", 1},    // the platform cannot say at first
		{"hung dumb ok busy ok", publish.Published, "bluesky published", 1}, // all of it
		{"lost " + strings.Repeat("dumb ", 60), publish.Partly, "bluesky unknown (no_answer)", 1},
		{strings.Repeat("busy ", 60), publish.Partly, "bluesky failed (out_of_time)", 0},
	} {
		t.Run(strings.ReplaceAll(c.script[:min(20, len(c.script))], " ", "-"), func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			i := h.onBluesky()
			h.net.script = strings.Fields(c.script)
			h.run()
			for range 40 {
				h.after(time.Minute)
			}
			for range 30 {
				h.after(time.Hour)
			}
			h.is(i, c.state, c.where)
			if code := h.get(i).Publications[0].Code; (code == "") == (c.state == publish.Partly) && !strings.Contains(c.script, "dumb") {
				t.Errorf("the code is %q", code)
			}
			made := 0
			for _, n := range h.net.made {
				made += n
			}
			if made != c.made {
				t.Errorf("made public %d times, want %d", made, c.made)
			}
			if needs := h.told.count(publish.ToFind); (needs > 0) != (c.state == publish.Partly) {
				t.Errorf("%d errands for a person", needs)
			}
		})
	}
}

// An account that is not configured is waited for, half a day; what a person finds out or wants tried again holds.
func TestPeopleDecide(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.net.off = true
	i := h.onBluesky()
	h.run()
	h.is(i, publish.Publishing, "bluesky waiting (no_channel)")
	h.after(13 * time.Hour)
	h.is(i, publish.Partly, "bluesky failed (out_of_time)")
	h.net.off = false
	u := h.get(i).Publications[0].ID
	h.refused(h.Settle(ctx, ana, u, true, "https://x.example/1"), fault.Conflict, "meanwhile")
	h.refused(h.Again(ctx, guest, u), fault.Forbidden, "role")
	h.net.script = append([]string{"lost"}, strings.Fields(strings.Repeat("dumb ", 40))...)
	must(t, h.Again(ctx, ana, u))
	for range 40 {
		h.after(time.Minute)
	}
	h.is(i, publish.Partly, "bluesky unknown (no_answer)")
	must(t, h.Settle(ctx, ana, u, false, ""))
	h.is(i, publish.Partly, "bluesky failed (not_posted)")
	h.net.script = append([]string{"lost"}, strings.Fields(strings.Repeat("dumb ", 40))...)
	must(t, h.Again(ctx, ana, u))
	for range 40 {
		h.after(time.Minute)
	}
	h.refused(h.Settle(ctx, ana, u, true, "there"), fault.Invalid, "https://")
	must(t, h.Settle(ctx, ana, u, true, "https://bsky.example/1"))
	h.is(i, publish.Published, "bluesky published (found_posted)")
	all, err := h.TakeDown(ctx, ana, i, phi.Text{})
	must(t, err)
	if len(all) != 1 || all[0].Status != publish.Lost || all[0].URL != "https://bsky.example/1" {
		t.Errorf("what only a person found is %+v", all)
	}
}

// What stood when it was approved and does not stand when it is due keeps a post back.
func TestTheWorldIsReadAnew(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	d := h.submitted(article, noon.Add(time.Hour))
	_, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, phi.Text{})
	must(t, err)
	h.Guard = stern{h.Guard}
	h.after(time.Hour)
	h.is(d.ID, publish.Partly, "site failed (guard), bluesky failed (guard)")
	h.Guard = h.Guard.(stern).Clearer
	for _, u := range h.get(d.ID).Publications {
		must(t, h.Again(ctx, ana, u.ID))
	}
	h.run()
	h.is(d.ID, publish.Published, "site published, bluesky published")
}

// A post whose time is moved while a worker already looks at it does not go at the old one.
func TestMovedWhileClaimed(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	i := h.onBluesky()
	claimed, err := h.Queue.Claim(ctx, []string{publish.SendJob}, 5, time.Minute)
	must(t, err)
	_, err = h.Schedule(ctx, ana, i, h.get(i).Row, noon.Add(time.Hour))
	must(t, err)
	must(t, h.Send(ctx, claimed[0]))
	h.after(59 * time.Minute)
	h.is(i, publish.Scheduled, "bluesky waiting")
	h.after(time.Minute)
	h.is(i, publish.Published, "bluesky published")
}

// An account that is gone can be asked nothing, and a person is told.
func TestTheAccountIsGone(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	doubt, public := h.onBluesky(), h.published(article).ID
	h.net.script = []string{"lost"}
	h.is(doubt, publish.Published, "bluesky published")
	doubt = h.onBluesky()
	h.run()
	_, err := h.TakeDown(ctx, ana, public, phi.Text{})
	must(t, err)
	delete(h.Publishers, publish.Bluesky)
	h.after(time.Minute)
	h.is(doubt, publish.Partly, "bluesky unknown (no_answer)")
	h.is(public, publish.Down, "site down, bluesky lost (by_hand)")
	if h.told.count(publish.ToFind) != 1 || h.told.count(publish.ToRemove) != 1 {
		t.Error("nobody was told")
	}
}

// An approval that is in the database and that nobody could have given lets nothing go.
func TestAForgedApproval(t *testing.T) {
	for _, forged := range []publish.Approval{
		{By: "ana", Verdict: publish.Approve},
		{By: "ben", Verdict: publish.Return},
		{By: "ben", Verdict: publish.Approve, Hash: strings.Repeat("0", 64)},
	} {
		h := openHouse(t, testkit.SQLite(t))
		i := h.onBluesky()
		d := h.get(i)
		if forged.Hash == "" {
			forged.Hash = d.Words.Hash
		}
		forged.ID, forged.Post, forged.Version, forged.At = "zz", i, d.Current, noon // the last one counts
		must(t, h.Do(ctx, actor.System(), func(tr tx.Tx) error {
			if err := h.Service.Store.AddApproval(ctx, tr, forged); err != nil {
				return err
			}
			return h.Service.Audit.Record(ctx, tr, "tested", audit.Ref{Kind: "test"}, "", nil)
		}))
		h.run()
		h.is(i, publish.Partly, "bluesky failed (not_approved)")
	}
}

// An adapter lets nothing through but the words that were cleared, for its channel.
func TestAdmit(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	i := publish.Item{Title: "Twice", Text: "Measure twice.", Media: []publish.File{{Alt: "A cuff."}}}
	clear := func(title, body string, ch publish.Channel) guard.Cleared {
		c, _, err := h.Guard.Clear(guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: ch,
			Title: []guard.Part{guard.Literal(title)}, Body: []guard.Part{guard.Literal(body)}})
		must(t, err)
		return c
	}
	title, body := i.Words()
	must(t, i.Admit(clear(title, body, publish.X), publish.X))
	for _, c := range []guard.Cleared{{}, clear(title, body, publish.Bluesky), clear("Once", body, publish.X), clear(title, "Measure twice.", publish.X)} {
		h.refused(i.Admit(c, publish.X), fault.Forbidden, "cleared")
	}
}

// A published post is corrected in sight of everybody, where it stands, after a second person approved; until then the
// old words stand.
func TestCorrection(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		d := h.published(article)
		c := article
		c.Title, c.Body = "A new title", "Measure three times."
		p := h.save(ana, publish.Draft{ID: d.ID, Row: d.Row, Content: c})
		_, err := h.Submit(ctx, ana, p.ID, p.Row)
		h.refused(err, fault.Invalid, "what is corrected")
		c.Correction, c.Channels = "We wrote two and meant three.", []publish.Channel{publish.SiteChannel}
		p = h.save(ana, publish.Draft{ID: d.ID, Row: p.Row, Content: c})
		_, err = h.Submit(ctx, ana, p.ID, p.Row)
		h.refused(err, fault.Invalid, "goes there too")
		c.Channels = article.Channels
		p = h.save(ana, publish.Draft{ID: d.ID, Row: p.Row, Content: c})
		p, err = h.Submit(ctx, ana, p.ID, p.Row)
		must(t, err)
		h.is(p.ID, publish.Submitted, "site published, bluesky published")
		if got := h.net.words(); !strings.Contains(got[0], "again") {
			t.Errorf("before approval the network shows %q", got)
		}
		v := h.get(p.ID).Words
		h.clock.Advance(time.Hour)
		p, err = h.Approve(ctx, ben, p.ID, v.Hash, phi.Text{})
		must(t, err)
		_, err = h.Schedule(ctx, ana, p.ID, p.Row, time.Time{})
		must(t, err)
		h.net.script = []string{"lost"} // the update's answer never comes, so it is made again
		h.run()
		h.after(time.Minute)
		h.is(p.ID, publish.Published, "site replaced, bluesky replaced, site published, bluesky published")
		want := "Measure three times.\n\nCorrected on November 23, 2026: We wrote two and meant three."
		if got := h.net.words(); len(got) != 1 || got[0] != want {
			t.Errorf("the network shows %q", got)
		}
		must(t, h.View(ctx, actor.Visitor(), func(tr tx.Tx) error {
			o, err := h.PublishedPost(ctx, tr, "why-we-check-blood-pressure-twice")
			if o.Version.Title != "A new title" || len(o.Corrections) != 1 || !o.Changed.After(o.First) {
				t.Errorf("the site shows %s with %d corrections", o.Version.Title, len(o.Corrections))
			}
			return err
		}))
		_, err = h.TakeDown(ctx, cleo, p.ID, phi.Text{})
		must(t, err)
		h.run()
		if n := len(h.net.words()); n != 0 {
			t.Errorf("%d posts are left on the network", n)
		}
	})
}

// Down is down everywhere, or said where it is not.
func TestTakeDown(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := article
	c.Channels = []publish.Channel{publish.SiteChannel, publish.WordPress, publish.Bluesky, publish.X}
	d := h.submitted(c, noon)
	_, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, phi.Text{})
	must(t, err)
	h.run()
	h.is(d.ID, publish.Publishing, "site published, wordpress published, bluesky published, x confirm")
	must(t, h.Confirm(ctx, desk, h.get(d.ID).Publications[3].ID, "https://x.example/1"))
	h.is(d.ID, publish.Published, "site published, wordpress published, bluesky published, x published (by_hand)")

	_, err = h.TakeDown(ctx, desk, d.ID, phi.Text{})
	h.refused(err, fault.Forbidden, "role")
	h.press.script = []string{"no"}
	h.net.script = []string{"busy", "lost"}
	_, err = h.TakeDown(ctx, ben, d.ID, phi.NewText("wrong dose"))
	must(t, err)
	h.is(d.ID, publish.Down, "site down, wordpress published, bluesky published, x lost (by_hand)")
	must(t, h.View(ctx, actor.Visitor(), func(tr tx.Tx) error {
		o, err := h.PublishedPost(ctx, tr, "why-we-check-blood-pressure-twice")
		if !o.Gone || o.HTML != "" || o.Version.Title != "" {
			t.Error("the site still shows something")
		}
		all, other := h.Published(ctx, tr, 10, 0)
		if other != nil || len(all) != 0 {
			t.Errorf("the site lists %d posts, %v", len(all), other)
		}
		return err
	}))
	for range 3 {
		h.after(time.Minute)
	}
	h.is(d.ID, publish.Down, "site down, wordpress lost (cannot_remove), bluesky down, x lost (by_hand)")
	if n := h.told.count(publish.ToRemove); n != 2 {
		t.Errorf("%d errands to remove something, want 2", n)
	}
	must(t, h.Again(ctx, ana, h.get(d.ID).Publications[1].ID))
	h.run()
	must(t, h.Removed(ctx, ana, h.get(d.ID).Publications[3].ID))
	h.is(d.ID, publish.Down, "site down, wordpress down, bluesky down, x down (removed_by_person)")
	if len(h.net.words())+len(h.press.words()) != 0 {
		t.Error("something is left")
	}
	_, err = h.Save(ctx, ana, publish.Draft{ID: d.ID, Row: h.get(d.ID).Row, Content: article})
	h.refused(err, fault.Conflict, "taken down")
}

// Ordered down while it is on its way, at every outcome that may follow: in the end nothing is public.
func TestTakeDownOnTheWay(t *testing.T) {
	for _, then := range []string{"lost ok ok", "hung ok", "lost dumb ok busy ok", "lost ok lost ok"} {
		t.Run(strings.ReplaceAll(then, " ", "-"), func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			i := h.onBluesky()
			h.net.script = strings.Fields(then)
			h.run()
			h.is(i, publish.Publishing, "bluesky sending (no_answer)")
			_, err := h.TakeDown(ctx, ana, i, phi.Text{})
			must(t, err)
			for range 5 {
				h.after(time.Minute)
			}
			h.is(i, publish.Down, "bluesky down")
			if n := len(h.net.words()); n != 0 {
				t.Errorf("%d posts are left", n)
			}
		})
	}
	h := openHouse(t, testkit.SQLite(t))
	i := h.onBluesky()
	h.net.script = strings.Fields("lost " + strings.Repeat("dumb ", 60))
	h.run()
	_, err := h.TakeDown(ctx, ana, i, phi.Text{})
	must(t, err)
	for range 40 {
		h.after(time.Minute)
	}
	h.is(i, publish.Down, "bluesky lost (no_answer)")
}
