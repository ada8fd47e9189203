package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// everything is more entries than a thread has.
const everything = 1 << 30

// Copy returns a thread as plain text for the chart: who said what when, on the practice's clock, without the notes
// among staff, and last the SHA-256 of all that stands above it. The event that says who made it keeps that sum too,
// and the patient is entered in the access log (SAFETY 22). NotFound if there is no such thread, Forbidden without the
// right to see the inbox.
func (s *Service) Copy(ctx context.Context, by actor.Actor, i ThreadID) (string, error) {
	const op = "inbox.Copy"
	if err := by.Need(actor.SeeInbox); err != nil {
		return "", fault.At(op, err)
	}
	var text string
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		h, err := s.Store.Thread(ctx, t, i)
		if err != nil {
			return err
		}
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		all, err := s.Store.Entries(ctx, t, i, everything)
		if err != nil {
			return err
		}
		people, err := s.people(ctx, t, "chart copy", []patient.ID{h.Patient})
		if err != nil {
			return err
		}
		names, err := s.names(ctx, t)
		if err != nil {
			return err
		}
		text = chart(h, people[h.Patient], all, p.Settings, names, staffOf(by), t.Now())
		sum := sha256.Sum256([]byte(text))
		digest := hex.EncodeToString(sum[:])
		text += "SHA-256 of everything above: " + digest + "\n"
		return t.Finally(func(t tx.Tx) error { return s.record(ctx, t, i, "thread copied", audit.Facts{"sha256": digest}) })
	})
	if err != nil {
		return "", fault.At(op, err)
	}
	return text, nil
}

// chart writes a thread down. What somebody said is indented, so that no line of theirs can pass for one of ours.
func chart(h Thread, known patient.Patient, all []Entry, p practice.Settings, names map[identity.StaffID]string, by identity.StaffID, now time.Time) string {
	zone, err := civil.Zone(p.Zone)
	if err != nil {
		zone = time.UTC
	}
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line("Copy of a conversation, for the chart")
	line("Practice: ", oneLine(p.Name))
	switch {
	case h.Patient != "":
		line("Patient: ", oneLine(known.Name.Reveal()))
	case !h.Name.IsZero():
		line("Patient: not verified; says to be ", oneLine(h.Name.Reveal()))
	default:
		line("Patient: not known")
	}
	if !h.Contact.IsZero() {
		line("Over: ", oneLine(h.Contact.Reveal()))
	}
	line("Conversation: ", string(h.ID))
	line("Made: ", moment(now.In(zone)), ", by ", oneLine(names[by]))
	for _, e := range all {
		if e.From == FromNote {
			continue
		}
		line("")
		line(moment(e.At.In(zone)), " · ", speaker(e, names), " (", e.Channel, ")", e.mark())
		for said := range strings.Lines(clean(e.Text.Reveal())) {
			line("    ", strings.TrimRight(said, "\n"))
		}
	}
	line("")
	return b.String()
}

func moment(t time.Time) string {
	return t.Format("Mon, January 2, 2006, ") + civil.ClockOf(t).Spoken() + t.Format(" MST")
}

// speaker is who an entry is from, in words.
func speaker(e Entry, names map[identity.StaffID]string) string {
	switch e.From {
	case FromPatient:
		return "Patient or caller"
	case FromBedside:
		return "Automated assistant"
	}
	if name := oneLine(names[e.Staff]); name != "" {
		return name
	}
	return "Bedside"
}

// mark says of what was not simply said how it was, or that it was not.
func (e Entry) mark() string {
	switch e.State {
	case Queued, Sending:
		return ", not sent yet"
	case Held:
		return ", NOT SENT"
	case Failed:
		return ", did not arrive"
	case Unknown:
		return ", may not have arrived"
	}
	if e.Seconds > 0 {
		return ", a recording of " + strconv.Itoa(e.Seconds) + " seconds"
	}
	return ""
}

// clean takes out of a text what would not print as it reads: controls and marks that turn its direction. Every way of
// ending a line becomes the one that the copy indents after.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n", "\v", "\n", "\f", "\n").Replace(text)
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}

func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }
