package outreach_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// An announcement in Spanish goes to who reads Spanish, and to nobody else; what is wrong with one is said of its field,
// and nothing of it is kept.
func TestAnnouncementsAreChosenByLanguage(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	var people []patient.ID
	for n := range 3 {
		p := h.texter(n + 1)
		people = append(people, p)
		h.bookFor(p, frontDesk, in(30, 9+n, 0))
		must(t, h.Do(ctx, frontDesk, func(t tx.Tx) error {
			to, err := h.patients.Get(ctx, t, p)
			if err != nil {
				return err
			}
			return h.patients.SetConsent(ctx, t, to.Contacts[0].ID, true, patient.Said{How: "call", For: []patient.Purpose{patient.Announcements}})
		}))
	}
	h.prefers(people[1], patient.Preferences{Language: words.Spanish})
	n := outreach.Notice{Title: "Piso", Words: "Desde diciembre estamos en el segundo piso.", Group: outreach.Group{From: civil.Date{Year: 2026, Month: 11, Day: 23}, To: civil.Date{Year: 2026, Month: 12, Day: 24}}}
	for _, c := range []struct {
		in              words.Language
		people, spanish int
	}{{"", 3, 1}, {words.English, 2, 0}, {words.Spanish, 1, 1}} {
		n.ID, n.Group.Language = "", c.in
		i, err := h.SaveNotice(ctx, frontDesk, n)
		must(t, err)
		got, r, err := h.Service.Notice(ctx, readOnly, i)
		must(t, err)
		if r.People != c.people || r.Text != c.people || r.Spanish != c.spanish || got.Group.Language != c.in {
			t.Errorf("chosen by %q: %+v", c.in, r)
		}
		if spanish := strings.Contains(r.Words, "Preguntas") || strings.Contains(r.Words, "STOP para"); spanish != (c.in == words.Spanish) {
			t.Errorf("around it stands, for %q: %s", c.in, r.Words)
		}
		if c.in != words.Spanish {
			continue
		}
		must(t, h.SendNotice(ctx, frontDesk, i, got.Version))
		claimed, err := h.Service.Queue.Claim(ctx, []string{outreach.NoticeJob}, 5, time.Minute)
		must(t, err)
		for _, c := range claimed {
			must(t, h.NoticeDue(ctx, c))
		}
		must(t, h.View(ctx, frontDesk, func(t tx.Tx) error {
			all, err := h.Service.Store.About(ctx, t, string(i))
			if len(all) != 1 || all[0].Patient != people[1] {
				h.Errorf("planned for %v", all)
			}
			return err
		}))
	}
	for field, wrong := range map[practice.Field]func(*outreach.Notice){
		"Title": func(n *outreach.Notice) { n.Title = " " }, "Words": func(n *outreach.Notice) { n.Words = strings.Repeat("é", 301) },
		"From": func(n *outreach.Notice) { n.Group.From = civil.Date{} }, "To": func(n *outreach.Notice) { n.Group.To = n.Group.From.AddDays(-1) }, "Language": func(n *outreach.Notice) { n.Group.Language = "fr" },
	} {
		bad := n
		bad.ID = ""
		wrong(&bad)
		_, err := h.SaveNotice(ctx, frontDesk, bad)
		if got := practice.Field(""); !fault.Is(err, fault.Invalid) || !errors.As(err, &got) || got != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if all, err := h.Notices(ctx, readOnly, 10); err != nil || len(all) != 3 {
		t.Errorf("%d are kept, %v", len(all), err)
	}
}
