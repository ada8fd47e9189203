package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/phi"
	"bedside/internal/triage"
)

// TalkCmd talks with the front desk.
type TalkCmd struct {
	Jsonl    bool   `help:"Write one JSON object a turn; a line in may be one too."`
	Practice string `placeholder:"FILE" help:"The practice to talk to, as a TOML file. By default the demo's."`
	Flows    string `placeholder:"FILE" help:"What the practice makes of the flows, as a TOML file. By default as they are shipped."`
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
  bedside talk --now 2026-11-23T10:00 --jsonl --script lines.txt
  bedside talk --flows ours.toml`
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
	if c.Flows != "" {
		if a.Desk.Editions, err = o.edition(c.Flows, a); err != nil {
			return err
		}
	}
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
