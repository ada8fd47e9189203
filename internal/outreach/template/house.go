package template

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// Number writes a telephone number in E.164 as Americans read it, shorter in a text.
func Number(e164 string, c Channel) string {
	switch {
	case len(e164) != 12 || !strings.HasPrefix(e164, "+1"):
		return e164
	case c == SMS:
		return e164[2:5] + "-" + e164[5:8] + "-" + e164[8:]
	}
	return "(" + e164[2:5] + ") " + e164[5:8] + "-" + e164[8:]
}

// At fills in what is said of a location: its name, its address, how to find the door, and the page that shows it.
// Directions in the other language are left out rather than said.
func (v *Values) At(p *practice.Practice, l practice.Location, lang words.Language) {
	v.Place = l.Name
	town := strings.TrimSpace(l.City + ", " + strings.TrimSpace(l.State+" "+l.ZIP))
	v.Address = strings.Trim(l.Address+", "+strings.Trim(town, ", "), ", ")
	if v.Directions = l.Notes; lang == words.Spanish {
		v.Directions = l.NotesES
	}
	if p.Settings.URL != "" {
		v.LocationLink = strings.TrimRight(p.Settings.URL, "/") + "/find-us"
	}
}

// Of fills in what is said of the practice; call is the number of the location, "" for the practice's.
func (v *Values) Of(p *practice.Practice, call string, c Channel) {
	v.Practice, v.Call = p.Settings.NeutralName, Number(cmp.Or(call, p.Settings.Phone), c)
}

// Longest are values for a text of the key, all there and as long as the practice's own are: to read a text in every
// way, and to count it.
func Longest(p *practice.Practice, k Key) Values {
	const site = "https://www.example.com"
	v := Values{
		FirstName: phi.NewName("Maximiliano", ""), Video: true, Link: site + "/v/0123456789abcdef", TestLink: site + "/v/test", JoinLink: site + "/join/0123456789abcdefghijklmnopqrstuvwxyzAB", Stop: site + "/stop/0123456789abcdef",
		LocationLink: site + "/find-us", News: "We are closed tomorrow.", Place: "Main Street", Address: "1200 Main Street, Springfield, MN 55000", Directions: "The door is on the side.",
		Provider: "Dr. Maximiliana Featherstone", Service: "Longer visit",
	}
	if k.Language == words.Spanish {
		v.News, v.Directions = "Mañana no abrimos.", "La puerta está al lado."
	}
	for _, l := range p.Locations {
		var here Values
		if here.At(p, l, k.Language); l.Active {
			v.Place, v.Address, v.Directions = longer(v.Place, here.Place), longer(v.Address, here.Address), longer(v.Directions, here.Directions)
		}
	}
	for _, x := range p.Providers {
		v.Provider = longer(v.Provider, x.Name())
	}
	v.Of(p, "", k.Channel)
	v.Practice, v.Call = cmp.Or(v.Practice, p.Settings.Name, "the practice"), cmp.Or(v.Call, "(555) 555-0100")
	v.When = When(time.Date(2026, time.September, 30, 12, 50, 0, 0, time.FixedZone("HADT", 0)), k)
	v.Was, v.Until = v.When, v.When
	return v
}

func longer(a, b string) string {
	if utf8.RuneCountInString(b) > utf8.RuneCountInString(a) {
		return b
	}
	return a
}

// Tells says what a message to a patient would tell with words of the practice about itself, such as its name or how to
// find the door: the finding that stands in the way. Every line is read beside the word "visit", as it will stand.
func Tells(g Reader, text string) (guard.Finding, bool) {
	for line := range strings.Lines(text) {
		report := g.Check(guard.Draft{Kind: guard.SMS, Audience: guard.Patient, Channel: guard.Channel(SMS), Recipient: "anybody",
			Body: []guard.Part{guard.Literal("Your visit: " + strings.TrimSpace(line))}})
		i := slices.IndexFunc(report.Findings, func(f guard.Finding) bool {
			return f.Severity != rules.Note && (f.Category == "boundary" || f.Category == "regulatory")
		})
		if i >= 0 {
			return report.Findings[i], true
		}
	}
	return guard.Finding{}, false
}
