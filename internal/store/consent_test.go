package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	lang "bedside/internal/words"
)

func (r *records) ledger(t testing.TB, i patient.ID) (all []patient.Consent) {
	t.Helper()
	must(t, r.view(frontDesk, func(ctx context.Context, t tx.Tx) (err error) {
		all, err = r.patients.Ledger(ctx, t, i)
		return err
	}))
	return all
}

func TestLedgerKeepsWhoWhenHowAndTheWords(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		mail := reach(patient.Email, "ledger@example.com")
		mail.Consent, mail.ConsentHow, mail.ConsentWords = true, "booking page", phi.NewText("Remind me by e-mail.")
		i := r.add(t, patient.Patient{Name: phi.NewName("Ledger", "Test"), Birth: birthday, Contacts: []patient.Contact{reach(patient.Phone, "218-555-0160"), mail}})
		tel := r.get(t, i).Contacts[0]
		say := func(by actor.Actor, f func(context.Context, tx.Tx) error) {
			t.Helper()
			r.clock.Advance(time.Minute)
			must(t, r.do(by, f))
		}
		said := func(how, words string, of ...patient.Purpose) patient.Said {
			return patient.Said{How: how, Words: phi.NewText(words), For: of}
		}
		say(frontDesk, func(ctx context.Context, t tx.Tx) error {
			return r.patients.SetConsent(ctx, t, tel.ID, true, said("call", "Yes, you may text me.", patient.Reminders, patient.FollowUps))
		})
		if c := r.get(t, i).Contacts[0]; !c.May(patient.Reminders) || !c.May(patient.FollowUps) || c.May(patient.Announcements) || c.May(patient.AutoVoice) {
			t.Error("what was agreed to is not what may be sent")
		}
		say(actor.Visitor(), func(ctx context.Context, t tx.Tx) error {
			return r.patients.StopAt(ctx, t, patient.Phone, tel.Value, said("text", "no more news pls", patient.FollowUps))
		})
		if c := r.get(t, i).Contacts[0]; !c.May(patient.Reminders) || c.May(patient.FollowUps) || c.OptedOut {
			t.Error("one purpose was stopped, and something else came of it")
		}
		say(actor.Visitor(), func(ctx context.Context, t tx.Tx) error {
			return r.patients.StopAt(ctx, t, patient.Phone, tel.Value, said("text", "STOP"))
		})
		if c := r.get(t, i).Contacts[0]; !c.OptedOut || c.May(patient.Reminders) {
			t.Error("a stop of everything did not stop everything")
		}
		wantKind(t, "consent anew without words", r.do(frontDesk, func(ctx context.Context, t tx.Tx) error {
			return r.patients.SetConsent(ctx, t, tel.ID, true, said("staff", "", patient.Reminders))
		}), fault.Invalid)
		say(frontDesk, func(ctx context.Context, t tx.Tx) error {
			return r.patients.SetConsent(ctx, t, tel.ID, true, said("staff", "I want the reminders back.", patient.Reminders))
		})
		if c := r.get(t, i).Contacts[0]; c.OptedOut || !c.May(patient.Reminders) || c.May(patient.FollowUps) {
			t.Error("consent anew brought back what was not asked for")
		}
		var got []string
		for _, e := range r.ledger(t, i) {
			got = append(got, fmt.Sprint(e.Kind, " ", e.Act, " ", e.For, " ", e.How, " ", e.By.Kind, " ", e.Words.Reveal(), " ", e.Patient == i))
		}
		want := []string{
			"phone started [reminders] staff staff I want the reminders back. false",
			"phone gave [reminders] staff staff I want the reminders back. true",
			"phone stopped [] text patient STOP false",
			"phone stopped [followups] text patient no more news pls false",
			"phone gave [reminders followups] call staff Yes, you may text me. true",
			"email gave [reminders] booking page staff Remind me by e-mail. true",
		}
		if !slices.Equal(got, want) {
			t.Errorf("the ledger says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}

		var whose []patient.ID
		say(actor.System(), func(ctx context.Context, t tx.Tx) (err error) {
			whose, err = r.patients.Detach(ctx, t, patient.Phone, tel.Value, said("text", "wrong number"))
			return err
		})
		p := r.get(t, i)
		if len(p.Contacts) != 1 || p.Contacts[0].Kind != patient.Email || !slices.Equal(whose, []patient.ID{i}) {
			t.Error("a wrong number is still on the record")
		}
		if all := r.ledger(t, i); all[0].Act != patient.Detached || all[0].Value.Reveal() != "+12185550160" || len(all) != len(want)+2 {
			t.Error("the ledger forgot a number that is gone")
		}
	})
}

func TestPreferencesAreOnRecord(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		i := r.add(t, patient.Patient{Name: phi.NewName("Prefers", "Test"), Birth: birthday, Contacts: []patient.Contact{reach(patient.Phone, "218-555-0161")}})
		prefer := func(p patient.Preferences) error {
			return r.do(frontDesk, func(ctx context.Context, t tx.Tx) error { return r.patients.Prefer(ctx, t, i, p) })
		}
		get := func() (p patient.Preferences) {
			must(t, r.view(frontDesk, func(ctx context.Context, t tx.Tx) (err error) {
				p, err = r.patients.Preferences(ctx, t, i)
				return err
			}))
			return p
		}
		if p := get(); p.May(patient.SayProvider) || p.Language != "" || !p.At.IsZero() {
			t.Error("somebody who said nothing prefers something")
		}
		want := patient.Preferences{Language: lang.Spanish, Channel: patient.ByText, Hours: civil.Interval{From: civil.NewClock(9, 0), To: civil.NewClock(12, 30)},
			Say: []patient.Topic{patient.SayProvider}, How: "call"}
		wantKind(t, "more is said without words", prefer(want), fault.Invalid)
		want.Words = phi.NewText("You can name the doctor in your texts.")
		must(t, prefer(want))
		p := get()
		if p.Language != want.Language || p.Channel != want.Channel || p.Hours != want.Hours || !p.May(patient.SayProvider) || p.May(patient.SayService) ||
			p.Words.Reveal() != want.Words.Reveal() || p.By.ID != frontDesk.ID || !p.At.Equal(r.clock.Now()) {
			t.Error("preferences are not what was recorded")
		}
		want.Say, want.Words = nil, phi.Text{}
		must(t, prefer(want)) // less needs no words
		if get().May(patient.SayProvider) {
			t.Error("what was taken back may still be said")
		}
		for what, bad := range map[string]patient.Preferences{
			"a language": {Language: "de", How: "staff"}, "a channel": {Channel: "pigeon", How: "staff"},
			"hours":   {Hours: civil.Interval{From: 900, To: 600}, How: "staff"},
			"a topic": {Say: []patient.Topic{"everything"}, How: "staff", Words: phi.NewText("yes")}, "how": {Language: lang.English},
		} {
			wantKind(t, what, prefer(bad), fault.Invalid)
		}
	})
}

// Whatever is said in whatever order, what may be sent is what the ledger comes to when it is read from its beginning.
func TestWhatMayBeSentFollowsFromTheLedger(t *testing.T) {
	r := openRecords(t, testkit.SQLite(t), slog.New(slog.DiscardHandler))
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		number := fmt.Sprintf("+1218555%04d", n)
		var all []patient.ID
		for _, name := range []string{"One", "Two"} { // they share the number
			all = append(all, r.add(t, patient.Patient{Name: phi.NewName(name, fmt.Sprint("Test", n)), Birth: birthday, Contacts: []patient.Contact{reach(patient.Phone, number)}}))
		}
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			who := r.get(t, rapid.SampledFrom(all).Draw(rt, "who")).Contacts[0]
			s := patient.Said{How: "text", Words: phi.NewText("so they said"), For: rapid.SliceOfNDistinct(rapid.SampledFrom(patient.Purposes()), 0, 4, rapid.ID).Draw(rt, "for")}
			act := rapid.SampledFrom([]patient.Act{patient.Gave, patient.Withdrew, patient.Stopped, patient.Started}).Draw(rt, "act")
			if act == patient.Gave && len(s.For) == 0 {
				s.For = []patient.Purpose{patient.Reminders}
			}
			must(t, r.do(frontDesk, func(ctx context.Context, t tx.Tx) error {
				switch act {
				case patient.Stopped:
					return r.patients.StopAt(ctx, t, patient.Phone, who.Value, s)
				case patient.Started:
					return r.patients.StartAt(ctx, t, patient.Phone, who.Value, s)
				}
				return r.patients.SetConsent(ctx, t, who.ID, act == patient.Gave, s)
			}))
			for _, i := range all {
				c, entries := r.get(t, i).Contacts[0], r.ledger(t, i)
				slices.SortFunc(entries, func(a, b patient.Consent) int { return int(a.Place - b.Place) })
				for _, p := range patient.Purposes() {
					agreed, stopped := false, false
					for _, e := range entries {
						if len(e.For) > 0 && !slices.Contains(e.For, p) {
							continue
						}
						switch e.Act {
						case patient.Gave, patient.Withdrew:
							agreed = e.Act == patient.Gave
						case patient.Stopped, patient.Started:
							stopped = e.Act == patient.Stopped
						}
					}
					if c.May(p) != (agreed && !stopped) {
						rt.Fatalf("%s: may %t, the ledger says agreed %t, stopped %t", p, c.May(p), agreed, stopped)
					}
				}
			}
		}
	})
}
