package outreach_test

import (
	"context"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/outreach/template"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Every kind of message has words in every language and on every channel.
func TestEveryKindHasWords(t *testing.T) {
	for _, k := range outreach.Kinds() {
		for _, c := range []guard.Channel{outreach.Email, outreach.SMS, outreach.Voice} {
			for _, l := range template.Languages() {
				if key := (template.Key{Kind: template.Kind(k), Channel: template.Channel(c), Language: l}); template.Default(key).Body == "" {
					t.Errorf("%s says nothing", key)
				}
			}
		}
	}
	if len(template.Kinds()) != len(outreach.Kinds()) {
		t.Error("there are words for kinds that nobody sends")
	}
}

func (h *house) prefers(i patient.ID, p patient.Preferences) {
	h.Helper()
	p.How, p.Words = "staff", phi.NewText("Write to me in Spanish, and say with whom.")
	must(h, h.Do(context.Background(), frontDesk, func(t tx.Tx) error { return h.patients.Prefer(context.Background(), t, i, p) }))
}

// spoke is the language of everybody's last conversation.
type spoke words.Language

func (s spoke) Spoke(context.Context, tx.Tx, patient.ID) (words.Language, error) {
	return words.Language(s), nil
}

// A patient is written to in the language they chose, else in that in which they talked, and is told with whom and what
// for only if they chose so.
func TestWordsArePersonal(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	must(t, h.Do(context.Background(), actor.System(), func(tr tx.Tx) error {
		p, err := h.practice.Get(context.Background(), tr)
		if err != nil {
			return err
		}
		l := p.Locations[0]
		l.Notes, l.NotesES = "Park behind the house.", "Estacione detrás de la casa."
		_, err = h.practice.SaveLocation(context.Background(), tr, l)
		return err
	}))
	last := func(n int, want int) string {
		h.aMinute()
		return h.got("stranger"+string(rune('0'+n))+"@example.com", want)[want-1].Text
	}
	a := h.book(someone(1), in(30, 14, 20))
	if got := last(1, 1); !strings.Contains(got, "Hello Tomasina,") || !strings.Contains(got, "Park behind the house.") || strings.Contains(got, "Marlow") {
		t.Errorf("neutral and in English: %s", got)
	}
	h.Service.Spoken = spoke(words.Spanish)
	if _, err := h.Move(context.Background(), frontDesk, moved(a, 15)); err != nil {
		t.Fatal(err)
	}
	if got := last(1, 2); !strings.Contains(got, "Hola, Tomasina:") || !strings.Contains(got, "lunes 30 de noviembre a las 3:00 pm CST") || !strings.Contains(got, "Estacione detrás") || strings.Contains(got, "Park") {
		t.Errorf("in the language of the last conversation: %s", got)
	}
	h.prefers(a.Patient, patient.Preferences{Language: words.English, Say: []patient.Topic{patient.SayProvider}})
	if _, err := h.Move(context.Background(), frontDesk, moved(a, 16)); err != nil {
		t.Fatal(err)
	}
	if got := last(1, 3); !strings.Contains(got, "Hello Tomasina,") || !strings.Contains(got, "With Ines Marlow, MD") || strings.Contains(got, "Chemo") || strings.Contains(got, "Oncology") {
		t.Errorf("chosen, on record: %s", got)
	}
}

func moved(a schedule.Appointment, hour int) schedule.Move {
	return schedule.Move{ID: a.ID, Start: in(30, hour, 0)}
}

// A practice's own words are sent from when they are published, and held where its name tells the specialty.
func TestOwnWordsAreSent(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	g, err := guard.New(nil, guard.Own{}, h.clock.Now)
	must(t, err)
	texts := &template.Service{Store: h.MessageTexts(), Practice: h.practice, Guard: g, Audit: h.Service.Audit}
	h.Service.Texts = texts
	k := template.Key{Kind: template.Confirmation, Channel: template.Email, Language: words.English}
	own := template.Text{Title: "See you on {{when}}", Body: "{{practice}} is glad to see you on {{when}}. Call {{call}}.\n\n{{emergency}}\n\n{{stop}}"}
	owner := actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "owner"}
	must(t, h.Do(ctx, owner, func(tr tx.Tx) error {
		e, err := texts.Save(ctx, tr, k, template.Mark{}, own)
		if err != nil {
			return err
		}
		return texts.Publish(ctx, tr, k, e.Mark())
	}))
	h.book(someone(1), in(30, 14, 20))
	h.tick()
	if got := h.got("stranger1@example.com", 1)[0]; got.Subject != "See you on Mon, November 30 at 2:20 pm CST" || !strings.Contains(got.Text, "is glad to see you") || !strings.Contains(got.Text, "call 911") {
		t.Errorf("%q: %s", got.Subject, got.Text)
	}
	must(t, h.Do(ctx, actor.System(), func(tr tx.Tx) error {
		p, err := h.practice.Get(ctx, tr)
		if err != nil {
			return err
		}
		s := p.Settings
		s.NeutralName = "Elm Street Oncology"
		return h.practice.SaveSettings(ctx, tr, s)
	}))
	a := h.book(someone(2), in(30, 15, 0))
	h.tick()
	h.got("stranger2@example.com", 0)
	h.is(a, outreach.Confirmation, outreach.Held, outreach.ByGuard)
}
