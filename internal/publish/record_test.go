package publish_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// form is an authorisation with everything that the rule asks for.
func form() publish.Authorisation {
	return publish.Authorisation{Kind: publish.OfPatient, Patient: "p1", Person: phi.NewName("Tomasina", "Quill"), What: phi.NewText("how her asthma was treated"),
		Discloser: "Elm Street Practice", Recipient: "the public", Purpose: "health education", Expires: day("2027-11-23"), Signed: day("2026-11-01"),
		SaysRevocable: true, SaysConditions: true, SaysRedisclosure: true, OwnForm: true, Plain: true, CopyGiven: day("2026-11-01"), KeptAt: "cabinet 3"}
}

// Each of the six core elements, the three statements and what the form must be is asked for (164.508).
func TestAuthorisationIsComplete(t *testing.T) {
	today := day("2026-11-23")
	if why := form().Problem(today); why != "" {
		t.Fatalf("a complete one: %s", why)
	}
	for why, change := range map[string]func(*publish.Authorisation){
		"Who it is about":        func(a *publish.Authorisation) { a.Person = phi.Name{} },
		"What may be shown":      func(a *publish.Authorisation) { a.What = phi.Text{} },
		"Who may disclose":       func(a *publish.Authorisation) { a.Discloser = "" },
		"To whom":                func(a *publish.Authorisation) { a.Recipient = "" },
		"purpose":                func(a *publish.Authorisation) { a.Purpose = "" },
		"day or the event":       func(a *publish.Authorisation) { a.Expires = civil.Date{} },
		"day it was signed":      func(a *publish.Authorisation) { a.Signed = civil.Date{} },
		"authority to sign":      func(a *publish.Authorisation) { a.Representative = phi.NewName("Ada", "Quill") },
		"revoked in writing":     func(a *publish.Authorisation) { a.SaysRevocable = false },
		"depends on signing":     func(a *publish.Authorisation) { a.SaysConditions = false },
		"not protected":          func(a *publish.Authorisation) { a.SaysRedisclosure = false },
		"part of another":        func(a *publish.Authorisation) { a.OwnForm = false },
		"plain language":         func(a *publish.Authorisation) { a.Plain = false },
		"copy of the signed":     func(a *publish.Authorisation) { a.CopyGiven = civil.Date{} },
		"signed form is kept":    func(a *publish.Authorisation) { a.KeptAt = "" },
		"not signed yet":         func(a *publish.Authorisation) { a.Signed = day("2026-11-24") },
		"has expired":            func(a *publish.Authorisation) { a.Expires = day("2026-11-22") },
		"was revoked":            func(a *publish.Authorisation) { a.Revoked = true },
		"has ended":              func(a *publish.Authorisation) { a.Ended = today },
		"a minor who is 18 now.": func(a *publish.Authorisation) { a.Turns18, a.Reviewed = today, day("2026-11-22") },
	} {
		a := form()
		change(&a)
		if got := a.Problem(today); !strings.Contains(got, why) {
			t.Errorf("without it: %q, want %q", got, why)
		}
	}
	a := form()
	a.Turns18, a.Reviewed = today, today
	a.Expires, a.ExpiryEvent = civil.Date{}, "when she moves away"
	if why := a.Problem(today); why != "" || !a.KeepUntil().IsZero() {
		t.Errorf("looked at again: %q, kept until %s", why, a.KeepUntil())
	}
	a.Ended = day("2028-02-29")
	if a.KeepUntil() != day("2034-03-01") {
		t.Errorf("kept until %s", a.KeepUntil())
	}
}

// A story and a picture rest on an authorisation; revoking it takes the post down everywhere, at once, whatever state
// it is in, and nothing that rests on it goes out again.
func TestRevoked(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		i, err := h.AddAuthorisation(ctx, cleo, form())
		must(t, err)
		_, err = h.AddAuthorisation(ctx, ana, form())
		h.refused(err, fault.Forbidden, "role")
		picture, err := h.AddPicture(ctx, ana, strings.NewReader("PNG of a face"))
		must(t, err)
		c := article
		c.Media = []publish.Media{{ID: picture.ID, Alt: "A woman with an inhaler.", People: true}}
		p := h.save(ana, publish.Draft{Content: c})
		_, err = h.Submit(ctx, ana, p.ID, p.Row)
		h.refused(err, fault.Invalid, "checklist")
		must(t, h.CheckPicture(ctx, ana, picture.ID, publish.Leaks()[1:]))
		_, err = h.Submit(ctx, ana, p.ID, p.Row)
		h.refused(err, fault.Invalid, "checklist")
		must(t, h.CheckPicture(ctx, ana, picture.ID, publish.Leaks()))
		_, err = h.Submit(ctx, ana, p.ID, p.Row)
		h.refused(err, fault.Invalid, "their authorisation")
		c.Media[0].Shows = []publish.AuthorisationID{i}
		shown := h.published(c)
		public := func() (b []byte, err error) {
			err = h.View(ctx, actor.Visitor(), func(tr tx.Tx) error {
				_, b, err = h.PublishedPicture(ctx, tr, picture.ID)
				return err
			})
			return b, err
		}
		if b, err := public(); err != nil || string(b) != "PNG of a face" {
			t.Errorf("the picture is %q, %v", b, err)
		}
		waits := h.submitted(c, time.Time{})
		plain := h.published(article)

		gone, err := h.Revoke(ctx, desk, i, day("2026-11-23"), phi.NewText("in writing, at the desk"))
		must(t, err)
		h.run()
		if len(gone) != 2 {
			t.Errorf("%d publications are taken down", len(gone))
		}
		h.is(shown.ID, publish.Down, "site down, bluesky down")
		h.is(waits.ID, publish.Drafting, "")
		h.is(plain.ID, publish.Published, "site published, bluesky published")
		if _, err := public(); !fault.Is(err, fault.NotFound) {
			t.Errorf("the picture is still public: %v", err)
		}
		_, err = h.Submit(ctx, ana, waits.ID, h.get(waits.ID).Row)
		h.refused(err, fault.Invalid, "was revoked")
		_, err = h.Revoke(ctx, desk, i, day("2026-11-23"), ok)
		h.refused(err, fault.Conflict, "already")
		a, err := h.Authorisation(ctx, desk, i)
		must(t, err)
		if a.Person.Reveal() != "Tomasina Quill" || !a.Revoked || a.KeepUntil() != day("2032-11-23") {
			t.Errorf("the record is not whole: kept until %s", a.KeepUntil())
		}
		must(t, h.View(ctx, cleo, func(tr tx.Tx) error {
			all, err := h.Service.Audit.Store.Find(ctx, tr, audit.Filter{Patient: "p1", Verb: audit.Read})
			if len(all) != 1 {
				t.Errorf("%d entries in the access log", len(all))
			}
			return err
		}))
		if !strings.HasPrefix(dsn, "postgres") {
			for _, file := range []string{dsn, dsn + "-wal"} {
				raw, err := os.ReadFile(file)
				for _, secret := range []string{"Quill", "asthma", "inhaler", "measure again", "PNG of a face", "why-we-check"} {
					if err == nil && bytes.Contains(raw, []byte(secret)) {
						t.Errorf("%s holds %q", file, secret)
					}
				}
			}
		}
	})
}

// What expires is taken down the day after, without anybody; a minor who comes of age is asked about.
func TestAuthorisationsEnd(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	a := form()
	a.Expires, a.Turns18 = day("2026-11-30"), day("2026-11-25")
	i, err := h.AddAuthorisation(ctx, cleo, a)
	must(t, err)
	c := article
	c.Story = publish.Story{Told: true, Whose: publish.Real, Authorisations: []publish.AuthorisationID{i}}
	d := h.submitted(c, noon.Add(25*time.Hour))
	_, err = h.Approve(ctx, ben, d.ID, d.Words.Hash, ok)
	must(t, err)
	h.after(24 * time.Hour)
	_, err = h.Read(ctx, ana, d.ID, d.Words.Hash)
	must(t, err)
	h.after(time.Hour)
	h.is(d.ID, publish.Published, "site published, bluesky published")
	h.after(12 * time.Hour)
	if h.told.count(publish.ToReview) != 1 {
		t.Error("nobody was told that the minor is of age")
	}
	h.clock.Set(time.Date(2026, 12, 1, 5, 59, 0, 0, time.UTC)) // the last minute of November 30 in Chicago
	h.run()
	h.is(d.ID, publish.Published, "site published, bluesky published")
	h.after(time.Minute)
	h.is(d.ID, publish.Down, "site down, bluesky down")
}

// A minor comes of age between approval and the post's time: it waits until somebody has looked at it again.
func TestOfAgeBeforeItsTime(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	a := form()
	a.Turns18 = day("2026-11-26")
	var err error
	a.ID, err = h.AddAuthorisation(ctx, cleo, a)
	must(t, err)
	c := article
	c.Story = publish.Story{Told: true, Whose: publish.Real, Authorisations: []publish.AuthorisationID{a.ID}}
	d := h.submitted(c, noon.Add(72*time.Hour))
	_, err = h.Approve(ctx, ben, d.ID, d.Words.Hash, ok)
	must(t, err)
	h.after(24 * time.Hour)
	_, err = h.Read(ctx, ana, d.ID, d.Words.Hash)
	must(t, err)
	h.after(48 * time.Hour)
	h.is(d.ID, publish.Partly, "site failed (not_authorised), bluesky failed (not_authorised)")
	a, err = h.Authorisation(ctx, cleo, a.ID)
	must(t, err)
	a.Reviewed = day("2026-11-26")
	must(t, h.ChangeAuthorisation(ctx, cleo, a))
	h.refused(h.ChangeAuthorisation(ctx, cleo, a), fault.Conflict, "meanwhile")
	for _, u := range h.get(d.ID).Publications {
		must(t, h.Again(ctx, ana, u.ID))
	}
	h.run()
	h.is(d.ID, publish.Published, "site published, bluesky published")
}

// The button: everything is down, the evidence stands, the officer knows, the clock runs from discovery.
func TestMistake(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	p := publish.Defaults()
	p.PrivacyOfficer = "cleo"
	h.refused(h.SavePolicy(ctx, ben, p), fault.Forbidden, "role")
	must(t, h.SavePolicy(ctx, cleo, p))
	draft := h.save(ana, publish.Draft{Content: article})
	_, err := h.Report(ctx, desk, draft.ID, noon, phi.NewText("x"))
	h.refused(err, fault.Invalid, "Nothing of this post was public")
	d := h.published(article)
	h.clock.Set(noon.Add(72 * time.Hour))
	_, err = h.Report(ctx, desk, d.ID, noon.Add(96*time.Hour), phi.NewText("x"))
	h.refused(err, fault.Invalid, "in the past")
	i, err := h.Report(ctx, desk, d.ID, noon.Add(48*time.Hour), phi.NewText("It names a patient."))
	must(t, err)
	h.run()
	h.is(d.ID, publish.Down, "site down, bluesky down")
	m, err := h.Mistake(ctx, cleo, i)
	must(t, err)
	if len(m.Evidence) != 2 || m.Evidence[0].Title != article.Title || m.Evidence[1].Text != "The first reading is often higher.\n\nSo we measure again." ||
		m.Evidence[1].Hash != d.Words.Hash || !m.Evidence[1].Since.Equal(noon.Add(2*time.Minute)) || m.Evidence[1].URL == "" {
		t.Error("the evidence is not what was public")
	}
	if by := m.NotifyBy(time.UTC); by != day("2027-01-24") { // 60 days after November 25
		t.Errorf("the last day is %s", by)
	}
	told := h.told.all[len(h.told.all)-1]
	for _, e := range h.told.all {
		if e.Kind == publish.ToAssess {
			told = e
		}
	}
	if told.Kind != publish.ToAssess || !told.Urgent || told.For != "cleo" || told.Due.IsZero() {
		t.Errorf("the officer was told %+v", told)
	}
	_, err = h.Mistakes(ctx, ana)
	h.refused(err, fault.Forbidden, "role")
	a := publish.Assessment{Nature: ok, Conclusion: publish.LowProbability, Reason: ok}
	h.refused(h.Assess(ctx, cleo, i, 1, a), fault.Invalid, "all four factors")
	h.refused(h.Assess(ctx, cleo, i, 1, publish.Assessment{Conclusion: publish.Breach}), fault.Invalid, "why")
	must(t, h.Assess(ctx, cleo, i, 1, publish.Assessment{Nature: ok}))
	h.refused(h.Assess(ctx, cleo, i, 1, a), fault.Conflict, "meanwhile")
	h.refused(h.Notified(ctx, cleo, i, 2, day("2026-11-27")), fault.Conflict, "breach")
	must(t, h.Assess(ctx, cleo, i, 2, publish.Assessment{Conclusion: publish.Breach, Reason: ok}))
	h.refused(h.Assess(ctx, cleo, i, 3, a), fault.Conflict, "concluded")
	must(t, h.Notified(ctx, cleo, i, 3, day("2026-11-27")))
	m, err = h.Mistake(ctx, cleo, i)
	must(t, err)
	if m.Closed.IsZero() || m.Notified != day("2026-11-27") || m.AssessedBy != "cleo" || len(m.Evidence) != 2 {
		t.Error("the mistake is not closed as it was decided")
	}
}

// The board's days, the mix and the next free day.
func TestBoard(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	must(t, h.Do(ctx, cleo, func(tr tx.Tx) error {
		_, err := h.Service.Practice.(*practice.Registry).AddClosure(ctx, tr, practice.Closure{From: day("2026-11-26"), To: day("2026-11-27"), Name: "Thanksgiving"})
		return err
	}))
	news := article
	news.Kind = publish.News
	h.published(article)
	h.published(news)
	h.published(article)
	planned := h.submitted(article, noon.Add(24*time.Hour))
	down := h.published(news)
	_, err := h.TakeDown(ctx, ana, down.ID, phi.Text{})
	must(t, err)
	b, err := h.Board(ctx, guest, day("2026-11-23"), day("2026-11-29"))
	must(t, err)
	quiet := ""
	for _, d := range b.Days {
		quiet += d.Quiet + "|"
	}
	if quiet != "|||Thanksgiving|Thanksgiving|Saturday|Sunday|" {
		t.Errorf("quiet days: %s", quiet)
	}
	if len(b.Days[0].Cards) != 3 || len(b.Days[1].Cards) != 1 || b.Days[1].Cards[0].ID != planned.ID || b.Days[1].Cards[0].AuthorName != "ANA" {
		t.Errorf("cards: %d and %d", len(b.Days[0].Cards), len(b.Days[1].Cards))
	}
	if len(b.Cards[publish.Published]) != 3 || len(b.Cards[publish.Submitted]) != 1 || len(b.Cards[publish.Down]) != 1 {
		t.Errorf("columns: %d published, %d submitted", len(b.Cards[publish.Published]), len(b.Cards[publish.Submitted]))
	}
	if b.Free != day("2026-11-25") {
		t.Errorf("the next free day is %s", b.Free)
	}
	if s := b.Mix.Kinds[0]; b.Mix.Total != 3 || s.Posts != 2 || s.Percent != 67 || s.Aim != 60 || b.Mix.Enough || b.Mix.Pace[publish.Bluesky] != (publish.Pace{Week: 3, AtMost: 2}) {
		t.Errorf("the mix is %+v", b.Mix)
	}
	if b, err = h.Board(ctx, guest, day("2027-01-01"), day("2027-01-31")); err != nil || len(b.Cards[publish.Published]) != 0 {
		t.Errorf("another month shows %d published, %v", len(b.Cards[publish.Published]), err)
	}
	for why, change := range map[string]func(*publish.Policy){
		"fortnight": func(p *publish.Policy) { p.Cooling.Story = -1 },
		"percent":   func(p *publish.Policy) { p.Aims[publish.News] = 101 },
		"possible":  func(p *publish.Policy) { p.PerWeek = 0 },
		"not quiet": func(p *publish.Policy) { p.QuietDays = []time.Weekday{0, 1, 2, 3, 4, 5, 6} },
	} {
		p := publish.Defaults()
		change(&p)
		h.refused(h.SavePolicy(ctx, cleo, p), fault.Invalid, why)
	}
}
