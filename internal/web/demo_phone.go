package web

import (
	"context"
	"net/url"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/web/view"
)

// DemoPhones are the telephones of the demo.
type DemoPhones struct {
	Handsets []DemoHandset
	// State is what a telephone shows, Do what its holder does: call, say, key, silence, hangup, answer, decline, text.
	State func(number string) DemoPhone
	Do    func(ctx context.Context, number, do, text string) error
}

// DemoHandset is one telephone: E.164, whose it is, and what for.
type DemoHandset struct{ Number, Name, Role string }

// DemoPhone is what a telephone shows.
type DemoPhone struct {
	Phase               string // of the call: ringing, speaking, listening, recording, talking, ended; "" for none
	Rings, Speech, Keys bool
	Language            string
	Lines               []DemoLine
	Texts               []DemoLine
}

// DemoLine is one thing heard or texted.
type DemoLine struct {
	Who, Text, Language string // Who is bedside, person, other, note
	At                  time.Time
}

var phases = map[string]string{
	"": "Ready", "ringing": "Ringing", "speaking": "Speaking", "listening": "Listening to you", "recording": "Recording your message", "talking": "Connected", "ended": "The call has ended",
}

// demoPhone shows the telephones.
func (c *call) demoPhone() error {
	number := c.r.URL.Query().Get("number")
	phones := c.Server.Demo.Phones
	if !c.known(number) {
		number = phones.Handsets[0].Number
	}
	state := c.phoneState(number)
	if c.r.Header.Get("Accept") == linesType {
		return c.piece(state)
	}
	v := view.Phones{Bare: c.bare("Call us"), Number: number, Handset: state}
	for _, h := range phones.Handsets {
		s := phones.State(h.Number)
		v.Handsets = append(v.Handsets, view.Handset{URL: "/demo/phone?number=" + url.QueryEscape(h.Number), Name: h.Name, Role: h.Role, Now: h.Number == number, Rings: s.Rings, New: len(s.Texts)})
	}
	return c.page(v)
}

func (c *call) known(number string) bool {
	for _, h := range c.Server.Demo.Phones.Handsets {
		if h.Number == number {
			return true
		}
	}
	return false
}

func (c *call) phoneState(number string) view.PhoneState {
	s, loc := c.Server.Demo.Phones.State(number), c.office()
	on := s.Phase != "" && s.Phase != "ended"
	v := view.PhoneState{
		Number: number, Shown: phone(number), State: phases[s.Phase], Rings: s.Rings, CanCall: !on, CanSay: on && !s.Rings && (s.Speech || s.Phase == "recording" || s.Phase == "talking"),
		CanPress: on && !s.Rings && s.Keys, CanEnd: on && !s.Rings, Listening: s.Speech, Lang: s.Language, Keys: strings.Split("123456789*0#", ""),
	}
	who := map[string]view.PhoneLine{"bedside": {Who: "The practice"}, "person": {Who: "You", Class: "mine"}, "other": {Who: "The other end"}, "note": {Class: "event"}}
	show := func(all []DemoLine) (lines []view.PhoneLine) {
		for i, l := range all {
			line := who[l.Who]
			line.Seq, line.Text, line.When, line.Lang = i+1, l.Text, clock(l.At.In(loc)), c.tongue.foreign(l.Text)
			lines = append(lines, line)
		}
		return lines
	}
	v.Lines, v.Texts = show(s.Lines), show(s.Texts)
	return v
}

// demoPhonePost does what whoever holds the telephone does.
func (c *call) demoPhonePost() error {
	number := c.form("number")
	if !c.known(number) {
		return fault.New(fault.NotFound, "web.demoPhone", "There is no such telephone in the demo.")
	}
	do, key, _ := strings.Cut(c.form("do"), " ")
	text := c.form("text")
	if do == "key" {
		text = key
	}
	err := c.Server.Demo.Phones.Do(c.r.Context(), number, do, text)
	if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
		return err // what cannot be done right now shows on the telephone
	}
	if c.r.Header.Get("Accept") == linesType {
		return c.piece(c.phoneState(number))
	}
	return c.see("/demo/phone?number=" + url.QueryEscape(number))
}
