package web

import (
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// live shows the conversations that are going on.
func (c *call) live() error {
	rows, err := c.liveRows()
	if err != nil {
		return err
	}
	v := view.Live{Console: c.console("Front desk", view.InDesk), Tabs: deskTabs("/console/desk"), Rows: rows}
	err = c.DB.View(c.r.Context(), actor.System(), func(t tx.Tx) error {
		ready, why, err := c.OnCall.Ready(c.r.Context(), t)
		if err == nil && !ready {
			v.Ready = &view.Notice{Tone: view.Caution, Title: "The line takes messages only", Text: why, Link: &view.Link{Text: "On call", URL: "/console/oncall"}}
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.page(v)
}

// livePiece are the rows alone, for the page that is open.
func (c *call) livePiece() error {
	rows, err := c.liveRows()
	if err != nil {
		return err
	}
	return c.piece(view.LiveRows{Rows: rows})
}

func (c *call) liveRows() ([]view.LiveRow, error) {
	all, err := c.Desk.Live(c.r.Context(), c.by)
	var rows []view.LiveRow
	for _, l := range all {
		rows = append(rows, c.liveRow(l))
	}
	return rows, err
}

func (c *call) liveRow(l frontdesk.Live) view.LiveRow {
	ch := channels[l.Channel]
	r := view.LiveRow{
		URL: "/console/desk/" + string(l.ID), Icon: ch.icon, Via: ch.via, State: l.State, Line: start(l.Line.Reveal(), 120), Thread: "/console/inbox/" + string(l.Thread),
		Since: lasting(c.Now().Sub(l.Since)), Who: whoWrites(l.Who, inbox.Thread{}),
	}
	if l.Who.IsZero() && l.Channel != frontdesk.Chat {
		r.Who = "A caller"
	}
	if m := view.UrgencyMark(string(l.Urgency)); m != nil {
		r.Marks = append(r.Marks, *m)
	}
	if l.Verified {
		r.Marks = append(r.Marks, view.Mark{Tone: view.Good, Icon: "user-check", Word: "Verified"})
	}
	if l.Speaker != "" {
		r.Marks = append(r.Marks, view.Mark{Tone: view.Note, Icon: "hand", Word: l.Speaker + " speaks"})
	}
	return r
}

// lasting says for how long something has been going on.
func lasting(d time.Duration) string {
	if d < time.Minute {
		return "since just now"
	}
	return "for " + plural(int(d.Minutes()), "minute")
}

// conversation is one of them with what was understood and why.
func (c *call) conversation() error {
	d, err := c.Desk.Conversation(c.r.Context(), c.by, frontdesk.ID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	loc := c.office()
	v := view.Conversation{Console: c.console("Conversation", view.InDesk), Row: c.liveRow(d.Live)}
	v.Facts = []view.Fact{{Name: "Began", Value: stamp(d.Since.In(loc))}, {Name: "How", Value: v.Row.Via}, {Name: "Now", Value: d.State}}
	if !d.Ended.IsZero() {
		v.Facts = append(v.Facts, view.Fact{Name: "Ended", Value: stamp(d.Ended.In(loc))})
	}
	for _, s := range d.Turns {
		step := view.ConversationStep{Text: s.Text.Reveal(), When: clock(s.At.In(loc)), Lang: c.tongue.foreign(s.Text.Reveal())}
		switch s.From {
		case inbox.FromPatient:
			step.Who = v.Row.Who
		case inbox.FromBedside:
			step.Who, step.Class = "Bedside", "mine"
		case inbox.FromStaff:
			step.Who, step.Class = s.Who, "mine"
		case inbox.FromNote:
			continue
		default:
			step.Class = "event"
		}
		if s.Why != nil {
			step.Why = c.because(d.ID, *s.Why)
			if len(s.Why.Rules) > 0 {
				step.Class = "danger"
			}
			if s.From == inbox.FromPatient && c.by.May(actor.WorkInbox) {
				turn := strconv.FormatInt(s.Seq, 10)
				step.Learn = &view.TurnLearn{URL: "/console/desk/" + string(d.ID) + "/learn", ID: "meant-" + turn, Turn: turn, Meanings: meanings()}
			}
		}
		v.Steps = append(v.Steps, step)
	}
	if d.Thread != "" && c.by.May(actor.WorkInbox) && d.Ended.IsZero() && d.Speaker == "" {
		err := c.DB.View(c.r.Context(), actor.System(), func(t tx.Tx) error {
			h, err := c.Inbox.Thread(c.r.Context(), t, d.Thread)
			v.Version, v.CanTake = h.Version, err == nil
			return err
		})
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return c.page(v)
}
