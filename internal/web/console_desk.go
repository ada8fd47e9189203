package web

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// deskForm shows how the front desk answers.
func (c *call) deskForm() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	d := p.Desk
	v := view.DeskForm{
		Settings: c.underDesk(), Version: fingerprint(d), Transfer: view.Field{Value: phone(d.Transfer)}, Referral: view.Field{Value: phone(d.Referral)},
		Voicemail: d.Voicemail, Spanish: d.Spanish, Insurances: view.Field{Value: strings.Join(d.Insurances, "\n")},
	}
	deskChoices(&v, d)
	deskGuards(&v, p, d)
	return c.page(v)
}

// underDesk is the frame; the page has another heading than the place in the rail, where conversations are.
func (c *call) underDesk() view.Settings {
	v := c.under("Answering")
	v.Title = "How the front desk answers"
	return v
}

func deskChoices(v *view.DeskForm, d practice.Desk) {
	seconds := func(n int) string { return plural(n, "second") }
	v.Ringing = amounts(d.TransferSeconds, seconds, 15, 20, 25, 30, 45, 60)
	v.Urgent = amounts(int(d.Urgent/time.Minute), spell, 10, 15, 20, 30, 45, 60)
	for _, f := range practice.Flows() {
		words := dialWords[f.Name]
		row := view.DialRow{Flow: f.Name, Name: words.name}
		if len(f.May) == 1 {
			row.Always = words.may[0]
		}
		for i, dial := range []practice.Dial{practice.Message, practice.Propose, practice.Act} {
			if len(f.May) > 1 && slices.Contains(f.May, dial) {
				row.Choices[i] = view.Option(string(dial), words.may[i], d.Dial(f.Name) == dial)
			}
		}
		v.Dials = append(v.Dials, row)
	}
}

// deskGuards are the choices of what is not told or done for a name and a date of birth alone.
func deskGuards(v *view.DeskForm, p *practice.Practice, d practice.Desk) {
	for _, f := range practice.CodeFlows() {
		v.Codes = append(v.Codes, view.Option(f, dialWords[f].name, slices.Contains(d.Codes, f)))
	}
	for _, s := range p.Services {
		if s.Active || slices.Contains(d.Private, s.ID) {
			v.Private = append(v.Private, view.Option(string(s.ID), s.Name, slices.Contains(d.Private, s.ID)))
		}
	}
}

// dialWord is what the page calls a flow, and what each setting of it means.
type dialWord struct {
	name string
	may  [3]string // message, propose, act
}

var dialWords = map[string]dialWord{
	"book":               {"Book a visit", [3]string{"Staff call back with a time", "Finds a time; staff book it", "Books a free time at once"}},
	"reschedule":         {"Move a visit", [3]string{"Staff call back with a time", "Finds a new time; staff move it", "Moves it to a free time at once"}},
	"cancel":             {"Cancel a visit", [3]string{"Staff call back", "Finds the visit; staff cancel it", "Cancels it at once"}},
	"confirm":            {"Say that they are coming", [3]string{"Staff note it", "", "Notes it with the visit"}},
	"appointment_info":   {"Ask about their visit", [3]string{"Staff call back", "", "Tells when and where, after two identifiers match"}},
	"waitlist":           {"Wait for a time", [3]string{"Staff call back", "Hears what they would come to; staff put them on the list", "Puts them on the waiting list at once; a visit that they have stays"}},
	"sooner":             {name: "Wait for a sooner time"}, // it goes as far as waiting does
	"waitlist_leave":     {"Leave the waiting list", [3]string{"Staff call back", "Finds what they wait for; staff take them off", "Takes them off at once"}},
	"waitlist_info":      {"Ask whether they wait", [3]string{"Staff call back", "", "Tells what they wait for, after two identifiers match"}},
	"office_info":        {"Ask about the office", [3]string{"Staff call back", "", "Answers from your hours, locations and answers"}},
	"find_provider":      {"Find a provider", [3]string{"Staff call back", "", "Answers from your providers and services"}},
	"insurance_question": {"Ask about insurance", [3]string{"Staff call back", "", "Answers from the list of plans below"}},
	"refill":             {"Ask for a refill", [3]string{"A message with medicine and pharmacy. A clinician decides."}},
	"clinician_message":  {"Leave word for a clinician", [3]string{"A message in their own words. Your team answers."}},
	"referral":           {"Ask for a referral", [3]string{"A message with the specialty. Your team arranges it."}},
	"records":            {"Ask for records", [3]string{"A message with what is needed and for whom. Nothing is read out."}},
	"billing":            {"Ask about a bill", [3]string{"A message for billing. No amount is told."}},
}

// deskPost saves it.
func (c *call) deskPost() error {
	v := view.DeskForm{
		Settings: c.underDesk(), Version: c.form("version"), Transfer: c.field("transfer"), Referral: c.field("referral"),
		Voicemail: c.form("voicemail") != "", Spanish: c.form("spanish") != "", Insurances: c.field("insurances"),
	}
	d := practice.Desk{
		Dials: map[string]practice.Dial{}, TransferSeconds: c.number("ringing"), Urgent: time.Duration(c.number("urgent")) * time.Minute,
		Voicemail: v.Voicemail, Spanish: v.Spanish, Insurances: lines(v.Insurances.Value),
	}
	for _, f := range practice.Flows() {
		if dial := c.form("dial-" + f.Name); dial != "" {
			d.Dials[f.Name] = practice.Dial(dial)
		}
	}
	d.Codes = c.r.Form["code"]
	for _, i := range c.r.Form["private"] {
		d.Private = append(d.Private, practice.ServiceID(i))
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	deskChoices(&v, d)
	deskGuards(&v, p, d)
	var m mistakes
	d.Transfer, d.Referral = m.phone(&v.Transfer, ""), m.phone(&v.Referral, "")
	return c.save(m, places{"Insurances": &v.Insurances}, "/console/practice/desk", func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		if err := c.unchanged(p.Desk); err != nil {
			return err
		}
		return c.Practice.SaveDesk(c.r.Context(), t, d)
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}
