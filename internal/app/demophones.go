package app

import (
	"context"

	"bedside/internal/channel/twilio/exchange"
	"bedside/internal/demo"
	"bedside/internal/fault"
	"bedside/internal/web"
)

// phones are the telephones of the demo: those of patients, of whoever is on call, and of the front desk.
func (d *DemoApp) phones() web.DemoPhones {
	p := web.DemoPhones{State: d.phoneState, Do: d.phoneDo}
	for _, h := range demo.Handsets() {
		p.Handsets = append(p.Handsets, web.DemoHandset{Number: h.Number, Name: h.Name, Role: h.Role})
	}
	return p
}

// callOf is what rings or is held at a telephone, else the last call that was made from it.
func (d *DemoApp) callOf(number string) *exchange.Call {
	if all := d.exchange.Incoming(number); len(all) > 0 {
		return all[0]
	}
	c, _ := d.made.Load(number)
	call, _ := c.(*exchange.Call)
	return call
}

func (d *DemoApp) phoneState(number string) web.DemoPhone {
	var p web.DemoPhone
	for _, t := range d.exchange.Texts(number) {
		who := "bedside"
		if t.From == number {
			who = "person"
		}
		p.Texts = append(p.Texts, web.DemoLine{Who: who, Text: t.Body, At: t.At})
	}
	c := d.callOf(number)
	if c == nil {
		return p
	}
	s := c.State()
	p.Phase, p.Speech, p.Keys, p.Language = string(s.Phase), s.Speech, s.Keys, s.Language
	p.Rings = s.Phase == exchange.Ringing && c.To() == number
	for _, l := range c.Lines() {
		p.Lines = append(p.Lines, web.DemoLine{Who: string(l.Who), Text: l.Text, Language: l.Language, At: l.At})
	}
	return p
}

// phoneDo does what whoever holds a telephone does.
func (d *DemoApp) phoneDo(ctx context.Context, number, do, text string) error {
	switch do {
	case "call":
		c, err := d.exchange.Call(context.WithoutCancel(ctx), number)
		if err == nil {
			d.made.Store(number, c)
		}
		return err
	case "text":
		return d.exchange.Text(ctx, number, text)
	}
	c := d.callOf(number)
	if c == nil {
		return fault.New(fault.Conflict, "app.phoneDo", "There is no call on this telephone.")
	}
	switch do {
	case "say":
		return c.Say(text)
	case "key":
		return c.Press(text)
	case "silence":
		return c.Silence()
	case "answer":
		return c.Answer()
	case "decline":
		return c.Decline()
	case "hangup":
		c.Hangup()
		return nil
	}
	return fault.New(fault.Invalid, "app.phoneDo", "A telephone cannot do that.")
}
