package cli

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/audit"
	"bedside/internal/channel/email"
	"bedside/internal/civil"
	"bedside/internal/demo"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// TalkCmd talks with the front desk.
type TalkCmd struct {
	Jsonl    bool   `help:"Write one JSON object a turn; a line in may be one too."`
	Practice string `placeholder:"FILE" help:"The practice to talk to, as a TOML file. By default the demo's."`
	Now      string `placeholder:"T" help:"Pin the clock: 2026-11-23T10:00 by the practice's clock, or with a zone."`
	Script   string `placeholder:"FILE" help:"Read what the caller says from a file instead of standard input."`
	Channel  string `enum:"chat,voice,sms" default:"chat" help:"How the caller talks: ${enum}."`
}

// Help shows how the command is used.
func (*TalkCmd) Help() string {
	return `A line in is what the caller says, a line out what Bedside says; an empty line is silence. Nothing is kept. With --jsonl
a line in may be {"text"} with "digits" (what is keyed), "nbest" (what a recogniser heard, best first) and "event"
(opened, silence, ended, transfer_done, voicemail_left), and a line out says the state, slots, effects and urgency too.

Examples:
  bedside talk
  bedside talk --now 2026-11-23T10:00 --jsonl --script lines.txt`
}

// callerLine is a line of input.
type callerLine struct {
	Text   string   `json:"text"`
	Digits string   `json:"digits"`
	NBest  []string `json:"nbest"`
	Event  string   `json:"event"`
	Detail string   `json:"detail"`
	Heard  *bool    `json:"heard"` // false: they spoke before the answer was over
}

// deskLine is a line of output.
type deskLine struct {
	Say     string            `json:"say"`
	State   string            `json:"state"`
	Slots   map[string]string `json:"slots"`
	Effects []effectJSON      `json:"effects"`
	Urgency triage.Tier       `json:"urgency"`
}

type effectJSON struct {
	Type string `json:"type"`
	ID   string `json:"id,omitempty"`
}

// Run answers every line in turn.
func (c *TalkCmd) Run(o *IO) (err error) {
	dir, err := os.MkdirTemp("", "bedside-talk-*")
	if err != nil {
		return fault.Wrap(fault.Unavailable, "cli.talk", "Cannot make a temporary folder.", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	a, err := c.open(o, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	in, err := o.open(c.Script)
	if err != nil {
		return err
	}
	defer in.Close()
	t := talking{cmd: c, io: o, desk: a.Desk}
	if c.Script == "" && atTerminal(o.In) {
		opened, err := t.turn(callerLine{Event: string(frontdesk.Opened)})
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintln(o.Err, opened.Say)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), longestText)
	for lines.Scan() {
		l, err := t.read(lines.Bytes())
		if err != nil {
			return err
		}
		out, err := t.turn(l)
		if err != nil {
			return err
		}
		if err := t.write(out); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fault.Wrap(fault.Invalid, "cli.talk", "Cannot read the input: "+plainPath(err)+".", err)
	}
	return nil
}

// atTerminal reports whether a person types.
func atTerminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// talking is one conversation.
type talking struct {
	cmd  *TalkCmd
	io   *IO
	desk *frontdesk.Service
	n    int
}

func (t *talking) read(line []byte) (callerLine, error) {
	text := strings.TrimPrefix(string(line), "\ufeff")
	if !t.cmd.Jsonl || !bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) {
		return callerLine{Text: text}, nil
	}
	var l callerLine
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return callerLine{Text: text}, nil // somebody who says a brace says a brace
	}
	return l, nil
}

// Numbers that are set aside for fiction, as all 555-01 numbers are.
const (
	callersNumber = "+12185550198"
	onCallNumber  = "+12185550197"
)

func (t *talking) turn(l callerLine) (deskLine, error) {
	t.n++
	in := frontdesk.Turn{Channel: t.cmd.Channel, Session: "talk", ID: strconv.Itoa(t.n), Text: l.Text, NBest: l.NBest, Digits: l.Digits,
		Event: frontdesk.Event(l.Event), Detail: l.Detail, Heard: l.Heard == nil || *l.Heard}
	if t.cmd.Channel != frontdesk.Chat {
		in.From = phi.NewPhone(callersNumber)
	}
	if t.cmd.Channel == frontdesk.SMS {
		in.Session = callersNumber
	}
	if l.Text == "" && len(l.NBest) == 0 && l.Digits == "" && l.Event == "" {
		in.Event = frontdesk.Silence
	}
	r, err := t.desk.Turn(t.io.Ctx, in)
	if err != nil {
		return deskLine{}, err
	}
	out := deskLine{State: r.State, Slots: r.Slots, Effects: []effectJSON{}, Urgency: r.Urgency}
	for _, e := range r.Effects {
		out.Effects = append(out.Effects, effectJSON(e))
	}
	if !r.Silent {
		_, out.Say, err = r.Words.For(guard.Patient, guard.Channel(in.Channel), r.Recipient)
	}
	return out, err
}

func (t *talking) write(l deskLine) error {
	if !t.cmd.Jsonl {
		_, err := fmt.Fprintln(t.io.Out, strings.ReplaceAll(l.Say, "\n", " "))
		return err
	}
	out := json.NewEncoder(t.io.Out)
	out.SetEscapeHTML(false)
	return out.Encode(l)
}

// open makes the practice in a folder, live, with somebody on call.
func (c *TalkCmd) open(o *IO, dir string) (*app.App, error) {
	file, err := c.file(o)
	if err != nil {
		return nil, err
	}
	now, err := c.clock(file.Practice.Zone)
	if err != nil {
		return nil, err
	}
	if c.Practice == "" { // the demo's closures lie around its day
		plan, err := demo.NewPlan(now(), app.DemoSeed)
		if err != nil {
			return nil, err
		}
		file = plan.File
	}
	database, keys, heads := app.Files(dir)
	if err := app.MakeKeys(keys); err != nil {
		return nil, err
	}
	if err := fillPractice(o.Ctx, database, keys, now, file); err != nil {
		return nil, err
	}
	// Nothing that is due is done, so nothing is ever mailed: that there is a mail server makes people reachable.
	a, err := app.New(o.Ctx, app.Config{Database: database, KeyFile: keys, Heads: heads, Now: now, Log: slog.New(slog.NewTextHandler(o.Err, nil)),
		SMTP: email.Config{Host: "localhost", Port: 25}})
	if err != nil {
		return nil, err
	}
	if err := fillRoster(o.Ctx, a.OnCall); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// file is the practice to talk to.
func (c *TalkCmd) file(o *IO) (practice.File, error) {
	if c.Practice == "" {
		plan, err := demo.NewPlan(time.Now(), app.DemoSeed)
		return plan.File, err
	}
	f, err := o.open(c.Practice)
	if err != nil {
		return practice.File{}, err
	}
	defer f.Close()
	return practice.ReadFile(f)
}

// clock is the machine's, or stands still where --now says.
func (c *TalkCmd) clock(zone string) (func() time.Time, error) {
	if c.Now == "" {
		return time.Now, nil
	}
	loc, err := civil.Zone(zone)
	if err != nil {
		return nil, err
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, c.Now, loc); err == nil {
			return func() time.Time { return at }, nil
		}
	}
	return nil, fault.New(fault.Invalid, "cli.talk", "--now looks like 2026-11-23T10:00, or with a zone as 2026-11-23T10:00:00-06:00.")
}

// fillPractice writes the practice into a new database and opens it to callers.
func fillPractice(ctx context.Context, database, keyFile string, now func() time.Time, file practice.File) (err error) {
	text, err := os.ReadFile(filepath.Clean(keyFile))
	if err != nil {
		return err
	}
	keys, err := phi.ParseKeys(string(text))
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Config{URL: database, Keys: keys, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	ids := id.NewSource(now, rand.Reader)
	registry := &practice.Registry{Store: s.Practice(), Audit: &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}, IDs: ids}
	return s.Do(ctx, actor.System(), func(t tx.Tx) error {
		if err := file.Apply(ctx, t, registry); err != nil {
			return err
		}
		return registry.GoLive(ctx, t)
	})
}

// fillRoster makes somebody reachable, so that the line may do more than take messages.
func fillRoster(ctx context.Context, s *oncall.Service) error {
	by := actor.System()
	at, err := phi.ParseEmail("oncall@practice.example")
	if err != nil {
		return err
	}
	who, err := s.SavePerson(ctx, by, oncall.Person{Name: "Whoever is on call", Phone: phi.NewPhone(onCallNumber), Email: at})
	if err != nil {
		return err
	}
	if err := s.SavePolicy(ctx, by, oncall.Policy{Owner: who, Fallback: who, Again: 15 * time.Minute, Promise: 30 * time.Minute}); err != nil {
		return err
	}
	_, err = s.SaveGroup(ctx, by, oncall.Group{Name: "Everything", Tiers: []triage.Tier{triage.Emergency, triage.Urgent}, Wait: 5 * time.Minute,
		Steps: []oncall.Step{{Who: oncall.Owner, How: oncall.Email}}})
	return err
}
