package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/words"
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
	line("Practice: ", words.OneLine(p.Name))
	switch {
	case h.Patient != "":
		line("Patient: ", words.OneLine(known.Name.Reveal()))
	case !h.Name.IsZero():
		line("Patient: not verified; says to be ", words.OneLine(h.Name.Reveal()))
	default:
		line("Patient: not known")
	}
	if !h.Contact.IsZero() {
		line("Over: ", words.OneLine(h.Contact.Reveal()))
	}
	line("Conversation: ", string(h.ID))
	line("Made: ", civil.Moment(now.In(zone)), ", by ", words.OneLine(names[by]))
	for _, e := range all {
		if e.From == FromNote {
			continue
		}
		line("")
		line(civil.Moment(e.At.In(zone)), " · ", speaker(e, names), " (", e.Channel, ")", e.mark())
		for said := range strings.Lines(words.Printed(e.Text.Reveal())) {
			line("    ", strings.TrimRight(said, "\n"))
		}
	}
	line("")
	return b.String()
}

// speaker is who an entry is from, in words.
func speaker(e Entry, names map[identity.StaffID]string) string {
	switch e.From {
	case FromPatient:
		return "Patient or caller"
	case FromBedside:
		return "Automated assistant"
	}
	if name := words.OneLine(names[e.Staff]); name != "" {
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
