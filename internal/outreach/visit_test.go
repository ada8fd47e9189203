package outreach_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/outreach"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// A visit is confirmed at once and reminded of three days and one day before, at its own time of day; every letter
// says what it may and nothing else.
func TestAVisit(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		a := h.book(someone(1), in(30, 14, 20))
		to := "stranger1@example.com"
		h.tick()
		first := h.got(to, 1)[0]
		if want := "Your visit on Mon, November 30 at 2:20 pm CST"; first.Subject != want || first.From != "Elm Street Practice <office@practice.example>" {
			t.Errorf("from %q: %q, want %q", first.From, first.Subject, want)
		}
		h.is(a, outreach.Confirmation, outreach.Sent, "")
		h.goTo(in(27, 14, 19))
		h.got(to, 1)
		h.goTo(in(27, 14, 20))
		h.got(to, 2)
		h.goTo(in(29, 14, 20))
		last := h.got(to, 3)[2]
		want := strings.Join([]string{"Hello Tomasina,", "", "This is a reminder of your visit:", "", "Mon, November 30 at 2:20 pm CST", "Harbor Street", "1 Harbor Street, Elba, MN 55910", "",
			"To confirm it, to change it or to give it up:", h.VisitLink("https://practice.example", a), "",
			"If you need to change it, call Elm Street Practice at (218) 555-0100.", "",
			"Please do not send health questions by e-mail. In an emergency, call 911.", "", "To stop these e-mails:", link(last.Text)}, "\n")
		if last.Text != want || !strings.HasPrefix(link(last.Text), "https://practice.example/stop/") {
			t.Errorf("the last reminder says\n%s\nwant\n%s", last.Text, want)
		}
		if got := last.Header["List-Unsubscribe"]; len(got) != 1 || got[0] != "<"+link(last.Text)+">" {
			t.Errorf("List-Unsubscribe: %q", got)
		}
		h.goTo(in(30, 14, 20))
		for _, m := range h.got(to, 3) {
			for _, word := range []string{"Oncology", "Chemo", "Marlow", "lump", "Number", "1980"} {
				if strings.Contains(random.ReplaceAllString(m.Subject+m.Text+m.HTML+fmt.Sprint(m.Header), ""), word) {
					t.Errorf("%q says %s", m.Subject, word)
				}
			}
		}

		d, err := h.Service.Get(context.Background(), readOnly, h.message(a, outreach.Reminder1).ID)
		must(t, err)
		if d.Would || d.Title.Reveal() != last.Subject || d.Body.Reveal() != last.Text || len(d.Attempts) != 1 || d.Attempts[0].Outcome != attempt.Sent || d.Address.Reveal() != to {
			t.Errorf("the outbox says %q %q, %d attempts", d.Title.Reveal(), d.Body.Reveal(), len(d.Attempts))
		}
		h.noValues("stranger1", "example.com", "Tomasina", "lump")
	})
}

// random are the parts of a mail that may hold any word by chance: addresses of pages, the message's own number and the
// boundaries between its parts.
var random = regexp.MustCompile(`https?://\S+|<[^<>\s]+@[^<>\s]+>|boundary=\S+`)

// link is the line with the stop link.
func link(text string) string { return text[strings.LastIndex(text, "\n")+1:] }

// noValues fails if an event holds one of the words.
func (h *house) noValues(words ...string) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(t tx.Tx) error {
		all, err := h.Service.Audit.Store.Find(context.Background(), t, audit.Filter{Limit: 1000})
		for _, e := range all {
			for _, w := range words {
				if strings.Contains(fmt.Sprint(e), w) {
					h.Errorf("the event %q holds %q", e.Verb, w)
				}
			}
		}
		return err
	}))
}

func TestPlanning(t *testing.T) {
	kinds := func(h *house, a schedule.Appointment) string {
		var s []string
		all := h.messages(a)
		for _, k := range outreach.Kinds() {
			if m, ok := all[k]; ok {
				s = append(s, string(k)+" "+m.Due.In(in(1, 0, 0).Location()).Format("2 15:04"))
			}
		}
		return strings.Join(s, ", ")
	}
	h := openHouse(t, testkit.SQLite(t))
	for n, c := range []struct {
		start time.Time
		want  string
	}{
		{in(30, 9, 0), "confirmation 23 12:00, reminder3 27 09:00, reminder1 29 09:00"},
		{in(26, 16, 0), "confirmation 23 12:00, reminder3 23 16:00, reminder1 25 16:00"}, // exactly four hours after the confirmation
		{in(26, 15, 40), "confirmation 23 12:00, reminder1 25 15:40"},
		{in(24, 17, 0), "confirmation 23 12:00, reminder1 23 17:00"},
		{in(24, 9, 0), "confirmation 23 12:00"},
		{in(23, 15, 0), "confirmation 23 12:00"},
	} {
		if got := kinds(h, h.book(someone(n), c.start)); got != c.want {
			t.Errorf("a visit at %s: %s, want %s", c.start, got, c.want)
		}
	}
	t.Run("from another book", func(t *testing.T) {
		ctx := context.Background()
		a := h.book(someone(20), in(30, 10, 0))
		old := a
		old.ID, old.Start, old.End, old.Blocked = "00000000-0000-7000-8000-000000000001", in(29, 10, 0), in(29, 10, 20), in(29, 10, 20)
		past := old
		past.ID, past.Start = "00000000-0000-7000-8000-000000000002", in(20, 10, 0)
		must(t, h.Do(ctx, actor.System(), func(tr tx.Tx) error {
			if err := h.Service.Visits.(schedule.Store).Insert(ctx, tr, old, past); err != nil {
				return err
			}
			return h.Entered(ctx, tr, old, past)
		}))
		if got, want := kinds(h, old), "reminder3 26 10:00, reminder1 28 10:00"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if got := kinds(h, past); got != "" {
			t.Errorf("a visit of the past: %s", got)
		}
	})
}

func TestMovedVisits(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		to := "stranger1@example.com"
		a := h.book(someone(1), in(30, 14, 20))

		// before the confirmation went out: it says the new time, and nothing says that anything moved
		a, err := h.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Start: in(28, 10, 0)})
		must(t, err)
		h.tick()
		if got := h.got(to, 1)[0].Subject; got != "Your visit on Sat, November 28 at 10:00 am CST" {
			t.Error(got)
		}
		h.goTo(in(25, 10, 0))
		h.got(to, 2)

		// after the first reminder: word of it, and both reminders of the new day
		a, err = h.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Start: in(30, 16, 0)})
		must(t, err)
		h.aMinute()
		if got := h.got(to, 3)[2].Subject; got != "New time for your visit: Mon, November 30 at 4:00 pm CST" {
			t.Error(got)
		}
		h.goTo(in(27, 10, 0)) // when the second reminder of the old day was due
		h.got(to, 3)
		h.goTo(in(27, 16, 0))
		h.got(to, 4)

		// nearer: the last reminder's time is over, so it falls away
		a, err = h.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Start: in(28, 9, 0)})
		must(t, err)
		h.aMinute()
		h.got(to, 5)
		h.is(a, outreach.Reminder1, outreach.Skipped, outreach.VisitMoved)
		h.goTo(in(30, 18, 0))
		h.got(to, 5)
	})
}

func TestCancelledVisits(t *testing.T) {
	ctx := context.Background()
	for n, c := range []struct {
		name      string
		confirmed bool
		why       string
		letters   int
	}{
		{"by the patient, who had the confirmation", true, "patient", 2},
		{"by the patient, before anything was said", false, "patient", 0},
		{"by the practice, before anything was said", false, "practice", 1},
		{"entered by mistake and never confirmed", false, "mistake", 0},
		{"entered by mistake and confirmed", true, "mistake", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, dsn string) {
				h := openHouse(t, dsn)
				a := h.book(someone(n), in(30, 14, 20))
				to := fmt.Sprintf("stranger%d@example.com", n)
				if c.confirmed {
					h.tick()
				}
				_, err := h.Cancel(ctx, frontDesk, a.ID, 0, c.why)
				must(t, err)
				h.tick()
				h.goTo(in(30, 18, 0))
				all := h.got(to, c.letters)
				for i, m := range all {
					if cancelled := strings.HasSuffix(m.Subject, "is cancelled"); cancelled != (i == len(all)-1) {
						t.Errorf("letter %d: %q", i, m.Subject)
					}
				}
				h.is(a, outreach.Reminder3, outreach.Skipped, outreach.VisitOff)
				h.is(a, outreach.Reminder1, outreach.Skipped, outreach.VisitOff)
			})
		})
	}
}

// Whoever comes by video is not sent to the office.
func TestVideoVisits(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	_, err := h.Book(context.Background(), actor.Visitor(), schedule.Request{Provider: h.who, Location: h.at, Service: h.video, Start: in(30, 9, 0),
		Person: someone(1), Reason: phi.NewText("a lump"), Channel: "site", State: "MN"})
	must(t, err)
	h.tick()
	if text := h.got("stranger1@example.com", 1)[0].Text; strings.Contains(text, "Harbor") || !strings.Contains(text, "By video or phone.") {
		t.Error(text)
	}
}
