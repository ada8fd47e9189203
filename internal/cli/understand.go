package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/demo"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/practice"
	"bedside/internal/triage"
)

// UnderstandCmd says what callers mean.
type UnderstandCmd struct {
	Jsonl    bool   `required:"" help:"Read and write one JSON object a line."`
	Practice string `placeholder:"FILE" help:"The practice whose providers, services and places are named, as a TOML file. By default the demo's."`
	Roster   string `placeholder:"FILE" help:"The people whose names may be said: a line of JSON each, with name and perhaps dob."`
	File     string `arg:"" optional:"" help:"What was said; - or nothing reads standard input."`
}

// Help shows how the command is used.
func (*UnderstandCmd) Help() string {
	return `A line in is {"id","text"} and, where it is known, "nbest" (what a recogniser heard, best first), "asked" (slots
that were just asked, such as ["date"]), "prompt" (what was just said to the caller), "now", "locale" (en-US, en-GB,
es-US ...), "channel" (voice, sms, chat) and "digits" (what was keyed). A line out says the intent, acts, slots and how
urgent it is. A line that cannot be read is answered with an "error", and the exit code is 2.

Example:
  echo '{"id":1,"text":"Could I come in next Tuesday at ten?","now":"2026-11-20"}' | bedside understand --jsonl`
}

// saidLine is a line of input.
type saidLine struct {
	ID      json.RawMessage `json:"id"`
	Text    *string         `json:"text"`
	NBest   []string        `json:"nbest"`
	Asked   []string        `json:"asked"`
	Prompt  string          `json:"prompt"`
	Now     string          `json:"now"`
	Locale  string          `json:"locale"`
	Channel string          `json:"channel"`
	Digits  string          `json:"digits"`
}

// meantLine is a line of output.
type meantLine struct {
	ID       json.RawMessage `json:"id"`
	Intent   hear.Intent     `json:"intent"`
	Acts     []hear.Act      `json:"acts"`
	Slots    []slotJSON      `json:"slots"`
	Matches  []matchJSON     `json:"matches,omitempty"`
	Urgency  triage.Tier     `json:"urgency"`
	RedFlags []string        `json:"red_flags"`
}

type slotJSON struct {
	Name         string   `json:"name"`
	Value        string   `json:"value"`
	Start        int      `json:"start"`
	End          int      `json:"end"`
	Alternatives []string `json:"alternatives,omitempty"`
}

type matchJSON struct {
	Name  string  `json:"name"`
	Score float64 `json:"score"`
}

// Run answers every line in turn.
func (c *UnderstandCmd) Run(o *IO) error {
	u, err := c.open(o)
	if err != nil {
		return err
	}
	in, err := o.open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), longestText)
	out := json.NewEncoder(o.Out)
	out.SetEscapeHTML(false)
	failed := 0
	for lines.Scan() {
		var l saidLine
		answer, err := any(nil), json.Unmarshal(lines.Bytes(), &l)
		switch {
		case err != nil:
			l.ID = idOf(lines.Bytes())
			err = fault.New(fault.Invalid, "cli.understand", "This is not a JSON object with \"id\" and \"text\".")
		case l.Text == nil && len(l.NBest) == 0 && l.Digits == "":
			err = fault.New(fault.Invalid, "cli.understand", "This has neither \"text\" nor \"nbest\".")
		default:
			answer, err = u.answer(l)
		}
		if l.ID == nil {
			l.ID = json.RawMessage("null")
		}
		if err != nil {
			failed++
			answer = struct {
				ID    json.RawMessage `json:"id"`
				Error string          `json:"error"`
			}{l.ID, fault.Message(err)}
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fault.New(fault.Invalid, "cli.understand", fmt.Sprintf("A line is longer than %d MB.", longestText>>20))
	case err != nil:
		return fault.Wrap(fault.Invalid, "cli.understand", "Cannot read the input: "+plainPath(err)+".", err)
	case failed == 1:
		return fault.New(fault.Invalid, "cli.understand", "One line could not be read.")
	case failed > 1:
		return fault.New(fault.Invalid, "cli.understand", fmt.Sprintf("%d lines could not be read.", failed))
	}
	return nil
}

// brokenID finds the id of a line that is no JSON object.
var brokenID = regexp.MustCompile(`"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?)`)

// idOf returns the id of a broken line, nil where it cannot be read.
func idOf(line []byte) json.RawMessage {
	if m := brokenID.FindSubmatch(line); m != nil && json.Valid(m[1]) {
		return bytes.Clone(m[1])
	}
	return nil
}

// understanding is what it takes to answer a line.
type understanding struct {
	ear    *hear.Ear
	triage *triage.Reader
	zone   *time.Location
	clock  func() time.Time
}

// open reads the practice and the roster.
func (c *UnderstandCmd) open(o *IO) (*understanding, error) {
	p, err := c.practice(o)
	if err != nil {
		return nil, err
	}
	u := &understanding{clock: time.Now}
	if u.zone, err = civil.Zone(p.Settings.Zone); err != nil {
		return nil, err
	}
	v := hear.VocabularyOf(p)
	if v.Roster, err = c.roster(o); err != nil {
		return nil, err
	}
	u.ear = hear.New(v)
	u.triage, err = triage.New()
	return u, err
}

// practice returns the parts of the practice that callers name.
func (c *UnderstandCmd) practice(o *IO) (*practice.Practice, error) {
	var file practice.File
	if c.Practice == "" {
		plan, err := demo.NewPlan(time.Now(), 1)
		if err != nil {
			return nil, err
		}
		file = plan.File
	} else {
		f, err := o.open(c.Practice)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if file, err = practice.ReadFile(f); err != nil {
			return nil, err
		}
	}
	p := &practice.Practice{Settings: practice.Settings{Zone: file.Practice.Zone}}
	if p.Settings.Zone == "" {
		p.Settings.Zone = practice.Defaults().Zone
	}
	for _, s := range file.Services {
		p.Services = append(p.Services, practice.Service{Name: s.Name, Active: true})
	}
	for _, v := range file.Providers {
		p.Providers = append(p.Providers, practice.Provider{Given: v.Given, Family: v.Family, Active: true})
	}
	for _, l := range file.Locations {
		p.Locations = append(p.Locations, practice.Location{Name: l.Name, City: l.City, Active: true})
	}
	if file.Desk != nil {
		p.Desk.Insurances = file.Desk.Insurances
	}
	return p, nil
}

// roster reads the people whose names may be said.
func (c *UnderstandCmd) roster(o *IO) ([]hear.Person, error) {
	if c.Roster == "" {
		return nil, nil
	}
	f, err := o.open(c.Roster)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []hear.Person
	d := json.NewDecoder(f)
	for {
		var l struct {
			Name string `json:"name"`
			DOB  string `json:"dob"`
		}
		switch err := d.Decode(&l); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil, strings.TrimSpace(l.Name) == "":
			return nil, fault.New(fault.Invalid, "cli.understand", fmt.Sprintf("Person %d of the roster is not a JSON object with \"name\".", len(all)+1))
		}
		p := hear.Person{Name: l.Name}
		if l.DOB != "" {
			if p.Birth, err = civil.ParseDate(l.DOB); err != nil {
				return nil, fault.New(fault.Invalid, "cli.understand", fmt.Sprintf("The date of birth of person %d of the roster does not look like 1958-03-14.", len(all)+1))
			}
		}
		all = append(all, p)
	}
}

// answer says what a line means. Every hearing is read for red flags, because a false alarm costs one word.
func (u *understanding) answer(l saidLine) (any, error) {
	now, err := u.now(l.Now)
	if err != nil {
		return nil, err
	}
	said := ""
	if l.Text != nil {
		said = *l.Text
	}
	h := u.ear.Hear(hear.Input{
		Text: said, NBest: l.NBest, Digits: l.Digits, Channel: l.Channel, Asked: l.Asked, Prompt: l.Prompt, Now: now, DayFirst: dayFirst(l.Locale),
	})
	m := meantLine{ID: l.ID, Intent: h.Intent, Acts: h.Acts, Slots: []slotJSON{}, Urgency: triage.None, RedFlags: []string{}}
	if m.ID == nil {
		m.ID = json.RawMessage("null")
	}
	if m.Acts == nil {
		m.Acts = []hear.Act{}
	}
	for _, s := range h.Slots {
		if s.Name != "location" { // no slot of the contract
			m.Slots = append(m.Slots, slotJSON{s.Name, s.Value, s.Start, s.End, s.Alternatives})
		}
	}
	for _, p := range h.Matches {
		m.Matches = append(m.Matches, matchJSON{p.Name, float64(int(p.Score*1000+0.5)) / 1000})
	}
	hearings := l.NBest
	if said != "" && !slices.Contains(hearings, said) {
		hearings = append([]string{said}, hearings...)
	}
	for _, text := range hearings {
		r := u.triage.Read(text)
		if r.Tier == triage.Emergency || m.Urgency == triage.None {
			m.Urgency = r.Tier
		}
		for _, f := range r.Flags {
			if !slices.Contains(m.RedFlags, f.Rule) {
				m.RedFlags = append(m.RedFlags, f.Rule)
			}
		}
	}
	if m.Urgency == triage.Emergency {
		m.Intent = hear.Emergency
	}
	return m, nil
}

// now reads a time in any of the forms that programs write. One without a zone is the practice's.
func (u *understanding) now(s string) (time.Time, error) {
	if s == "" {
		return u.clock().In(u.zone), nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, u.zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "cli.understand", "\"now\" does not look like 2026-11-20T09:00.")
}

// dayFirst reports whether 5/12 is the fifth of December where the locale is spoken: everywhere but in the United States.
func dayFirst(locale string) bool {
	_, region, found := strings.Cut(strings.ReplaceAll(locale, "_", "-"), "-")
	return found && !strings.EqualFold(region, "US")
}
