package web

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// What the forms of the console share: reading, mending, saving.

// field reads one input.
func (c *call) field(name string) view.Field { return view.Field{Value: c.form(name)} }

// number reads a select of whole numbers; -1 if it holds none.
func (c *call) number(name string) int {
	n, err := strconv.Atoi(c.form(name))
	if err != nil {
		return -1
	}
	return n
}

// mistakes counts what is wrong with a form.
type mistakes int

// at writes beside a field what is wrong with it, if anything is.
func (m *mistakes) at(f *view.Field, err error) {
	if err != nil {
		f.Error = fault.Message(err)
		*m++
	}
}

// need asks for a field that must not be empty, and reports whether it holds something.
func (m *mistakes) need(f *view.Field, sentence string) bool {
	if f.Value != "" {
		return true
	}
	f.Error = sentence
	*m++
	return false
}

// places says where a form shows what the domain finds wrong with a field.
type places map[practice.Field]*view.Field

// of is the field that an error is about, nil if the form has none for it.
func (p places) of(err error) *view.Field {
	var field practice.Field
	if errors.As(err, &field) {
		return p[field]
	}
	return nil
}

// save runs f in a transaction unless the form has mistakes, and sends the browser on to next. What its reader can
// mend brings the form back with everything that was typed.
func (c *call) save(m mistakes, at places, next string, f func(tx.Tx) error, again func(*view.Notice) view.Page) error {
	if m > 0 {
		return c.Render.Page(c.w, http.StatusBadRequest, again(view.Mend(int(m))))
	}
	if err := c.do(f); err != nil {
		return c.notSaved(err, at, again)
	}
	c.say("saved")
	return c.see(next)
}

// notSaved brings a form back with the sentence of an error that its reader can mend, beside its field or above the
// form; another error is returned.
func (c *call) notSaved(err error, at places, again func(*view.Notice) view.Page) error {
	notice := &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was saved."}
	switch fault.KindOf(err) {
	case fault.Invalid:
		if f := at.of(err); f != nil {
			f.Error = fault.Message(err)
			notice = view.Mend(1)
		}
	case fault.Conflict:
		notice.Link = &view.Link{Text: "Open this page anew", URL: c.r.URL.Path}
	default:
		return err
	}
	return c.Render.Page(c.w, statusOf(err), again(notice))
}

// fingerprint is what a form carries along of the thing it shows, so that saving notices if somebody else was quicker.
func fingerprint(v any) string {
	sum := sha256.Sum256(fmt.Append(nil, v))
	return fmt.Sprintf("%x", sum[:8])
}

// unchanged is a Conflict unless the form was made from v as it is now.
func (c *call) unchanged(v any) error {
	if c.form("version") == fingerprint(v) {
		return nil
	}
	return fault.New(fault.Conflict, "web.unchanged", "Somebody else changed this while you had it open. Open it anew and look before you change it.")
}

// amounts makes the options of a select of numbers; the one chosen is among them even if it is unusual.
func amounts(now int, say func(int) string, of ...int) []view.Choice {
	if !slices.Contains(of, now) && now >= 0 {
		of = append(of, now)
		slices.Sort(of)
	}
	var all []view.Choice
	for _, n := range of {
		all = append(all, view.Option(strconv.Itoa(n), say(n), n == now))
	}
	return all
}

// spell says a number of minutes: "none", "20 minutes", "2 hours", "1 day".
func spell(minutes int) string {
	switch {
	case minutes == 0:
		return "none"
	case minutes%(24*60) == 0:
		return plural(minutes/(24*60), "day")
	case minutes%60 == 0:
		return plural(minutes/60, "hour")
	}
	return plural(minutes, "minute")
}

// plural says a number of things: "1 day", "1,284 patients".
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return thousands(int64(n)) + " " + thing
}

// zoneChoices are the zones of a form, with the city, since several have one name.
func zoneChoices(now string) []view.Choice {
	all := zones
	if !slices.Contains(all, now) {
		all = append([]string{now}, all...)
	}
	var choices []view.Choice
	for _, z := range all {
		loc, err := civil.Zone(z)
		if err != nil {
			continue
		}
		city := strings.ReplaceAll(z[strings.LastIndex(z, "/")+1:], "_", " ")
		choices = append(choices, view.Option(z, zoneName(loc)+" ("+city+")", z == now))
	}
	return choices
}
