package publish_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var (
	civilDay = civil.Interval{From: 480, To: 1260}
	ctx      = context.Background()
	ok       = phi.NewText("Read and fine.")
)

// A notice passes untouched: written, submitted, approved by somebody else, public on the site and on the network.
func TestANoticePasses(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		c := article
		c.Kind, c.Title, c.Body = publish.News, "Flu shots on Saturday", "Walk in from 9 am to noon. No visit needed."
		d := h.submitted(c, noon.Add(time.Hour))
		if d.Words.Body != c.Body || !d.CoolUntil.Equal(noon) || d.ReadAgain || d.Checked.Verdict != "clear" {
			t.Errorf("changed or cooling: %s until %s, %s", d.State, d.CoolUntil, d.Checked.Verdict)
		}
		if h.told.count(publish.ToApprove) != 1 {
			t.Error("nobody was asked to approve")
		}
		if _, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, phi.Text{}); err != nil {
			t.Fatal(err)
		}
		h.is(d.ID, publish.Scheduled, "site waiting, bluesky waiting")
		h.after(59 * time.Minute)
		h.is(d.ID, publish.Scheduled, "site waiting, bluesky waiting")
		h.after(time.Minute)
		h.is(d.ID, publish.Published, "site published, bluesky published")
		if got := h.net.words(); len(got) != 1 || got[0] != c.Body {
			t.Errorf("the network shows %q", got)
		}
		must(t, h.View(ctx, actor.Visitor(), func(tr tx.Tx) error {
			p, err := h.PublishedPost(ctx, tr, "flu-shots-on-saturday")
			if err != nil {
				return err
			}
			if p.Version.Title != c.Title || !strings.Contains(p.HTML, "<p>Walk in") || p.ReviewedBy != "ben" || p.Author != "ana" || !p.First.Equal(noon.Add(time.Hour)) {
				t.Errorf("the site shows %s, reviewed by %s, first %s: %s", p.Version.Title, p.ReviewedBy, p.First, p.HTML)
			}
			all, err := h.Published(ctx, tr, 10, 0)
			if len(all) != 1 {
				t.Errorf("the site lists %d posts", len(all))
			}
			return err
		}))
	})
}

// Who may not approve, each with a sentence that says why.
func TestWhoApproves(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	d := h.submitted(article, time.Time{})
	for _, c := range []struct {
		by   actor.Actor
		hash string
		kind fault.Kind
		why  string
	}{
		{ana, d.Words.Hash, fault.Forbidden, "your own words"},
		{desk, d.Words.Hash, fault.Forbidden, "role"},
		{guest, d.Words.Hash, fault.Forbidden, "role"},
		{actor.System(), d.Words.Hash, fault.Forbidden, "person"},
		{actor.Visitor(), d.Words.Hash, fault.Forbidden, "role"},
		{ben, strings.Repeat("0", 64), fault.Conflict, "changed"},
	} {
		_, err := h.Approve(ctx, c.by, d.ID, c.hash, ok)
		h.refused(err, c.kind, c.why)
	}
	// Ben changes a word and submits: now these are his words too, and Ana began the post.
	words := article
	words.Body += " And again."
	p := h.save(ben, publish.Draft{ID: d.ID, Row: d.Row, Content: words})
	_, err := h.Submit(ctx, ben, p.ID, p.Row)
	must(t, err)
	d = h.get(p.ID)
	for _, by := range []actor.Actor{ana, ben} {
		_, err := h.Approve(ctx, by, d.ID, d.Words.Hash, ok)
		h.refused(err, fault.Forbidden, "your own words")
	}
	_, err = h.Approve(ctx, cleo, d.ID, d.Words.Hash, ok)
	must(t, err)
}

// An edit voids an approval, also one that puts the old words back.
func TestAnEditVoids(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	d := h.submitted(article, noon.Add(time.Hour))
	p, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, ok)
	must(t, err)
	for name, change := range map[string]func(*publish.Content){
		"title":      func(c *publish.Content) { c.Title += "!" },
		"words":      func(c *publish.Content) { c.Body += "!" },
		"channel":    func(c *publish.Content) { c.Channels = append(c.Channels, publish.X) },
		"own words":  func(c *publish.Content) { c.Texts = map[publish.Channel]string{publish.Bluesky: "Twice."} },
		"disclosure": func(c *publish.Content) { c.Disclosures = []string{"We own the device."} },
		"label": func(c *publish.Content) {
			c.Story = publish.Story{Told: true, Whose: publish.Invented, Label: "Invented."}
		},
		"kind":        func(c *publish.Content) { c.Kind = publish.Promotion },
		"source":      func(c *publish.Content) { c.Sources = []string{"https://practice.example/x"} },
		"language":    func(c *publish.Content) { c.Language = "es" },
		"and back":    func(*publish.Content) {},
		"whose words": func(c *publish.Content) { c.Account = publish.Own },
	} {
		c := article
		change(&c)
		if c.Hash() == article.Hash() && name != "and back" {
			t.Errorf("%s: the hash is the same", name)
		}
	}
	c := article
	c.Body += " Really."
	p = h.save(ana, publish.Draft{ID: p.ID, Row: p.Row, Due: p.Due, Content: c})
	h.is(p.ID, publish.Drafting, "site down, bluesky down")
	p = h.save(ana, publish.Draft{ID: p.ID, Row: p.Row, Due: p.Due, Content: article})
	p, err = h.Submit(ctx, ana, p.ID, p.Row)
	must(t, err)
	p, err = h.Schedule(ctx, ana, p.ID, p.Row, noon.Add(2*time.Hour))
	must(t, err)
	h.is(p.ID, publish.Submitted, "site down, bluesky down")
	h.after(2 * time.Hour)
	h.is(p.ID, publish.Expired, "site down, bluesky down")
	if n := len(h.net.words()); n != 0 {
		t.Errorf("%d posts are public", n)
	}
}

// An approval that comes late publishes nothing; one click gives a new time, and then it goes.
func TestLateIsNotPublished(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	d := h.submitted(article, noon.Add(time.Hour))
	h.clock.Advance(time.Hour + time.Second) // nobody has looked yet
	p, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, ok)
	must(t, err)
	h.run()
	h.is(p.ID, publish.Expired, "")
	if h.told.count(publish.ToTime) != 1 {
		t.Error("the author was not told")
	}
	_, err = h.Schedule(ctx, ana, p.ID, p.Row, noon)
	h.refused(err, fault.Invalid, "passed")
	p, err = h.Schedule(ctx, ana, p.ID, p.Row, time.Time{})
	must(t, err)
	h.run()
	h.is(p.ID, publish.Published, "site published, bluesky published")
	_, err = h.Schedule(ctx, ana, p.ID, h.get(p.ID).Row, time.Time{})
	h.refused(err, fault.Conflict, "not out yet")
}

// What the guard asks to look at twice cools off for twelve hours; a story for a day. Then its author reads it again,
// and nobody else, and not before.
func TestCoolingOff(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for want, change := range map[time.Duration]func(*publish.Content){
		0:              func(*publish.Content) {},
		12 * time.Hour: func(c *publish.Content) { c.Body += " A swirl." },
		24 * time.Hour: func(c *publish.Content) {
			c.Story = publish.Story{Told: true, Whose: publish.Invented, Label: "An invented story."}
		},
	} {
		c := article
		change(&c)
		if d := h.submitted(c, time.Time{}); !d.CoolUntil.Equal(noon.Add(want)) || d.ReadAgain != (want > 0) {
			t.Errorf("cools until %s, want %s", d.CoolUntil, want)
		}
	}
	c := article
	c.Body += " A swirl."
	d := h.submitted(c, noon.Add(13*time.Hour))
	_, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, phi.Text{})
	h.refused(err, fault.Invalid, "why the words may stay")
	p, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, ok)
	must(t, err)
	h.is(p.ID, publish.Cooling, "")
	_, err = h.Read(ctx, ana, p.ID, d.Words.Hash)
	h.refused(err, fault.Invalid, "still cooling")
	h.after(12 * time.Hour)
	if h.told.count(publish.ToRead) == 0 {
		t.Error("its author was not reminded")
	}
	h.is(p.ID, publish.Cooling, "")
	_, err = h.Read(ctx, cleo, p.ID, d.Words.Hash)
	h.refused(err, fault.Forbidden, "Whoever wrote it")
	_, err = h.Read(ctx, ana, p.ID, "other words")
	h.refused(err, fault.Conflict, "changed")
	_, err = h.Read(ctx, ana, p.ID, d.Words.Hash)
	must(t, err)
	h.after(time.Hour)
	h.is(p.ID, publish.Published, "site published, bluesky published")

	late := h.submitted(c, h.clock.Now().Add(13*time.Hour))
	_, err = h.Approve(ctx, ben, late.ID, late.Words.Hash, ok)
	must(t, err)
	h.clock.Advance(14 * time.Hour)
	_, err = h.Read(ctx, ana, late.ID, late.Words.Hash)
	must(t, err)
	h.run()
	h.is(late.ID, publish.Expired, "")
}

// What blocks passes only if two people waive exactly these words under these rules.
func TestWaiver(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := article
	c.Body += " A swamp."
	d := h.submitted(c, time.Time{})
	if !d.CoolUntil.Equal(noon.Add(24 * time.Hour)) {
		t.Errorf("cools until %s", d.CoolUntil)
	}
	_, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, ok)
	h.refused(err, fault.Invalid, "no two people")
	_, err = h.Waive(ctx, ana, d.ID, d.Words.Hash, []string{"test.block"}, phi.NewText(" "))
	h.refused(err, fault.Invalid, "why")
	_, err = h.Waive(ctx, ana, d.ID, d.Words.Hash, []string{"test.warn"}, ok)
	h.refused(err, fault.Invalid, "does not find")
	w, err := h.Waive(ctx, ben, d.ID, d.Words.Hash, []string{"test.block"}, ok)
	must(t, err)
	_, err = h.Approve(ctx, ben, d.ID, d.Words.Hash, ok)
	h.refused(err, fault.Invalid, "no two people")
	h.refused(h.Agree(ctx, ben, d.ID, w), fault.Forbidden, "Somebody else")
	h.refused(h.Agree(ctx, desk, d.ID, w), fault.Forbidden, "role")
	must(t, h.Agree(ctx, cleo, d.ID, w))
	h.refused(h.Agree(ctx, cleo, d.ID, w), fault.Conflict, "meanwhile")
	_, err = h.Approve(ctx, ben, d.ID, d.Words.Hash, ok)
	must(t, err)
	h.after(24 * time.Hour)
	p, err := h.Read(ctx, ana, d.ID, d.Words.Hash)
	must(t, err)
	p, err = h.Schedule(ctx, ana, p.ID, p.Row, time.Time{})
	must(t, err)
	h.run()
	h.is(p.ID, publish.Published, "site published, bluesky published")
}

// One's own account: oneself, after cooling off, by hand, and never in the practice's places.
func TestOwnAccount(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := article
	c.Account, c.Channels = publish.Own, publish.Channels()
	d := h.submitted(c, time.Time{})
	if got := fmt.Sprint(d.Words.Channels); got != "[bluesky linkedin instagram x facebook mastodon]" {
		t.Errorf("one's own post may go to %s", got)
	}
	_, err := h.Approve(ctx, ben, d.ID, d.Words.Hash, ok)
	h.refused(err, fault.Forbidden, "Only its author")
	_, err = h.Approve(ctx, ana, d.ID, d.Words.Hash, ok)
	h.refused(err, fault.Forbidden, "cooling off")
	_, err = h.Save(ctx, ben, publish.Draft{ID: d.ID, Row: d.Row, Content: article})
	h.refused(err, fault.Forbidden, "Only its author")
	_, err = h.Return(ctx, ben, d.ID, d.Words.Hash, ok)
	h.refused(err, fault.Forbidden, "Only its author")
	h.after(time.Hour)
	p, err := h.Approve(ctx, ana, d.ID, d.Words.Hash, ok)
	must(t, err)
	p, err = h.Schedule(ctx, ana, p.ID, p.Row, time.Time{})
	must(t, err)
	h.run()
	h.is(p.ID, publish.Publishing, "bluesky confirm, linkedin confirm, instagram confirm, x confirm, facebook confirm, mastodon confirm")
	u := h.get(p.ID).Publications[1]
	i, err := h.Copy(ctx, ana, u.ID)
	must(t, err)
	if i.Text != "The first reading is often higher.\n\nSo we measure again." {
		t.Errorf("the words to copy are %q", i.Text)
	}
	h.refused(h.Confirm(ctx, ben, u.ID, "https://linkedin.example/1"), fault.Forbidden, "own account")
	h.refused(h.Confirm(ctx, ana, u.ID, "javascript:alert(1)"), fault.Invalid, "https://")
	must(t, h.Confirm(ctx, ana, u.ID, "https://linkedin.example/1"))
	h.refused(h.Confirm(ctx, ana, u.ID, "https://linkedin.example/1"), fault.Conflict, "meanwhile")
	all, err := h.TakeDown(ctx, ana, p.ID, phi.Text{})
	must(t, err)
	for _, u := range all {
		if u.Status != publish.Lost || u.Why != publish.ByHand {
			t.Errorf("%s is %s, though only a person can remove it", u.Channel, u.Status)
		}
	}
	must(t, h.Removed(ctx, ana, u.ID))
}

// What has to be there before a post can be submitted.
func TestMissing(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for why, change := range map[string]func(*publish.Content){
		"Choose where":  func(c *publish.Content) { c.Channels = nil },
		"needs a title": func(c *publish.Content) { c.Title = " " },
		"no words for":  func(c *publish.Content) { c.Body = "" },
		"takes 300":     func(c *publish.Content) { c.Body = strings.Repeat("word ", 100) },
		"whose story":   func(c *publish.Content) { c.Story.Told = true },
		"written":       func(c *publish.Content) { c.Story = publish.Story{Told: true, Whose: publish.Real} },
		"also with details": func(c *publish.Content) {
			c.Story = publish.Story{Told: true, Whose: publish.Altered, Label: "Altered."}
		},
		"label is missing": func(c *publish.Content) { c.Story = publish.Story{Told: true, Whose: publish.Composite} },
		"is not on record": func(c *publish.Content) {
			c.Story = publish.Story{Told: true, Whose: publish.Real, Authorisations: []publish.AuthorisationID{"none"}}
		},
	} {
		c := article
		change(&c)
		p := h.save(ana, publish.Draft{Content: c})
		_, err := h.Submit(ctx, ana, p.ID, p.Row)
		h.refused(err, fault.Invalid, why)
		h.is(p.ID, publish.Drafting, "")
	}
	for why, d := range map[string]publish.Draft{
		"what the post is for": {Content: publish.Content{Account: publish.Own}},
		"in whose name":        {Content: publish.Content{Kind: publish.News}},
		"200,000":              {Content: publish.Content{Kind: publish.News, Account: publish.Own, Body: strings.Repeat("x", 200_001)}},
		"300 characters":       {Content: publish.Content{Kind: publish.News, Account: publish.Own, Title: strings.Repeat("é", 301)}},
	} {
		_, err := h.Save(ctx, ana, d)
		h.refused(err, fault.Invalid, why)
	}
	long := article
	long.Body, long.Channels = strings.Repeat("wörd ", 20_000), []publish.Channel{publish.SiteChannel}
	if d := h.published(long); d.Words.Body != strings.TrimSpace(long.Body) {
		t.Error("a post of 100,000 characters is not as it was written")
	}
}

// Two people at one draft: the second is told, and nothing is lost.
func TestTwoWriters(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	p := h.save(ana, publish.Draft{Content: article})
	h.save(ben, publish.Draft{ID: p.ID, Row: p.Row, Content: article})
	_, err := h.Save(ctx, ana, publish.Draft{ID: p.ID, Row: p.Row, Content: article})
	h.refused(err, fault.Conflict, "Somebody else")
}

// What reviewers write to each other is in no item, on no channel.
func TestCommentsAreNotPublished(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	d := h.submitted(article, noon.Add(time.Minute))
	must(t, h.Comment(ctx, ben, d.ID, phi.NewText("Quokka one")))
	_, err := h.Return(ctx, ben, d.ID, d.Words.Hash, phi.NewText("Quokka two"))
	must(t, err)
	p, err := h.Submit(ctx, ana, d.ID, h.get(d.ID).Row)
	must(t, err)
	_, err = h.Approve(ctx, ben, p.ID, d.Words.Hash, phi.NewText("Quokka three"))
	must(t, err)
	h.after(time.Hour)
	h.is(p.ID, publish.Published, "site published, bluesky published")
	d = h.get(p.ID)
	if len(d.Comments) != 1 || len(d.Approvals) != 2 || d.Comments[0].Text.Reveal() != "Quokka one" {
		t.Errorf("%d comments, %d decisions", len(d.Comments), len(d.Approvals))
	}
	all := fmt.Sprint(h.net.words())
	must(t, h.View(ctx, actor.Visitor(), func(tr tx.Tx) error {
		o, err := h.PublishedPost(ctx, tr, d.Slug)
		all += o.HTML + o.Text
		return err
	}))
	if strings.Contains(all, "Quokka") {
		t.Error("a note among reviewers is public")
	}
	if s := fmt.Sprintf("%+v %v %#v %d %s", d.Words, d.Versions, d.Words, d.Words.Content, d.Checked.On[publish.Bluesky].Item); strings.Contains(s, "often") {
		t.Error("a draft's words are printed")
	}
}
