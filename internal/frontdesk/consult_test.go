package frontdesk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"bedside/internal/frontdesk"
	"bedside/internal/testkit"
)

// oracle is a model that answers as it is told.
type oracle struct {
	says  frontdesk.Meaning
	err   error
	does  func(context.Context)
	asked []frontdesk.Question
}

func (o *oracle) Mean(ctx context.Context, q frontdesk.Question) (frontdesk.Meaning, error) {
	o.asked = append(o.asked, q)
	if o.does != nil {
		o.does(ctx)
	}
	return o.says, o.err
}

// murky is something that no ear makes anything of.
const murky = "well the whatsit with the thingummy is acting up again somewhat"

func (h *house) with(o *oracle) *call {
	h.desk.Model = o
	return h.call(frontdesk.Chat, "")
}

// A model is asked only where the ear is unsure, and what it proposes is taken as if the caller had said it.
func TestAModelProposes(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	o := &oracle{says: frontdesk.Meaning{Intent: "book"}}
	c := h.with(o)
	c.say("What are your hours?")
	if len(o.asked) != 0 {
		t.Fatalf("it was asked about something plain: %+v", o.asked)
	}
	c.say(murky)
	if len(o.asked) != 1 || !strings.HasPrefix(c.last.State, "book.") {
		t.Fatalf("asked %d times, the state is %s", len(o.asked), c.last.State)
	}
	q := o.asked[0]
	if q.Said != murky || len(q.Intents) < 10 || len(q.Providers) == 0 || q.Doing == "" {
		t.Errorf("the question is %+v", q)
	}
	live, err := h.desk.Live(t.Context(), h.ana)
	must(t, err)
	d, err := h.desk.Conversation(t.Context(), h.ana, live[0].ID)
	must(t, err)
	seen := false
	for _, s := range d.Turns {
		if s.Why != nil && strings.Contains(s.Why.Note, "a model") {
			seen = s.Text.Reveal() == murky
		}
	}
	if !seen {
		t.Error("staff do not see that a model said what may be meant")
	}
}

// Whatever a model does, the conversation goes on as without one.
func TestAModelThatIsNoHelp(t *testing.T) {
	for name, o := range map[string]*oracle{
		"down":                     {err: errors.New("no route")},
		"panics":                   {does: func(context.Context) { panic("at the disco") }},
		"slow":                     {does: func(ctx context.Context) { <-ctx.Done() }, err: context.DeadlineExceeded},
		"has no idea":              {},
		"makes up an intent":       {says: frontdesk.Meaning{Intent: "emergency"}},
		"wants to stop the texts":  {says: frontdesk.Meaning{Intent: "opt_out"}},
		"writes to the caller":     {says: frontdesk.Meaning{Service: "Take two aspirin and call us.", Provider: "Dr. Evil", Date: "tomorrow", Time: "25:00"}},
		"names a day that is past": {says: frontdesk.Meaning{Date: "2001-01-01"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			plain := h.call(frontdesk.Chat, "")
			want := plain.say(murky)
			c := h.with(o)
			if got := c.say(murky); got != want || c.last.State != plain.last.State || len(o.asked) != 1 {
				t.Errorf("asked %d times, says %q, want %q", len(o.asked), got, want)
			}
		})
	}
}

// An emergency waits for no model, and nobody's name is told to one.
func TestWhatAModelIsNotAsked(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	o := &oracle{does: func(context.Context) { t.Error("it was asked") }}
	h.with(o).say("my chest feels like an elephant sits on it and I can't breathe")
	c := h.with(o)
	c.say("I'd like an appointment for my knee")
	c.say("Tuesday next week at 2 pm with Dr. Marlow")
	c.say("yes")
	if c.last.State != "book.name" {
		t.Fatalf("the state is %s", c.last.State)
	}
	c.say("Quillianne Zephyrhawke of the whatsit thingummies")
}

// Identifiers are masked, a budget holds, and a turn that comes again is not asked about again.
func TestWhatAModelIsTold(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	o := &oracle{}
	c := h.with(o)
	turn := frontdesk.Turn{ID: "first", Text: "the whatsit of Harold Pemberton, harold@example.com, record number 00482913, is acting up somewhat"}
	c.send(turn)
	c.send(turn)
	if len(o.asked) != 1 {
		t.Fatalf("asked %d times", len(o.asked))
	}
	for _, secret := range []string{"Harold", "Pemberton", "harold@", "example.com", "0048", "2913"} {
		if strings.Contains(o.asked[0].Said, secret) {
			t.Errorf("it is told %q", o.asked[0].Said)
		}
	}
	for range 5 {
		c.say(murky)
	}
	if len(o.asked) != 3 {
		t.Errorf("asked %d times in one conversation", len(o.asked))
	}
}

// A conversation that went on while the model thought takes nothing of what it says.
func TestAModelThatComesTooLate(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	o := &oracle{says: frontdesk.Meaning{Intent: "cancel"}}
	c := h.with(o)
	c.say("What are your hours?")
	o.does = func(context.Context) {
		o.does = nil
		h.desk.Model = nil
		c.say("I'd like an appointment for my knee")
	}
	c.say(murky)
	if !strings.HasPrefix(c.last.State, "book.") {
		t.Errorf("the state is %s", c.last.State)
	}
}
