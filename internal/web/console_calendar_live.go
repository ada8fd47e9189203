package web

import (
	"encoding/json"
	"time"

	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

const (
	mostStreams = 128              // calendars that are open and listen; others ask again every now and then
	askAgain    = 15 * time.Second // for those others
	longPause   = 3 * time.Second  // between two looks at the book of a month
)

// calendarPulse is the event of the stream: what every column's pulse is now. It holds ids of providers and numbers.
type calendarPulse struct {
	All string                         `json:"all"` // of every provider who is not in By
	By  map[practice.ProviderID]string `json:"by"`
	Sum string                         `json:"sum"` // of all this, for a page that follows as a whole
}

func pulsesOf(p *practice.Practice, all map[practice.ProviderID]schedule.Pulse, tells map[practice.ProviderID]int64) calendarPulse {
	now := calendarPulse{All: pulseOf(p, schedule.Pulse{}, 0), By: map[practice.ProviderID]string{}}
	for i, one := range all {
		now.By[i] = pulseOf(p, one, tells[i])
	}
	now.Sum = hashed(now.All, now.By)
	return now
}

// calendarStream tells a calendar that is open when one of its columns has changed, whoever changed it and wherever.
func (c *call) calendarStream() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	a, l := c.askedCalendar(p)
	first, days := a.span()
	pause := streamPause
	if days > 7 {
		pause = longPause
	}
	from, to := first.At(0, l.In()), first.AddDays(days).At(0, l.In())
	room := c.streams.Add(1) <= mostStreams
	defer c.streams.Add(-1)
	s := c.openStream()
	if !room {
		s.retry(askAgain)
	}
	last := ""
	for end := time.Now().Add(streamFor); time.Now().Before(end); {
		now, err := c.pulse(from, to)
		if err != nil {
			return nil // the browser asks again
		}
		if now != last {
			last = now
			s.send("book", "", now)
		}
		if !room {
			return nil
		}
		select {
		case <-c.r.Context().Done():
			return nil
		case <-c.closing:
			return nil
		case <-time.After(pause):
			s.breathe()
		}
	}
	return nil
}

func (c *call) pulse(from, to time.Time) (string, error) {
	var p *practice.Practice
	var all map[practice.ProviderID]schedule.Pulse
	var tells map[practice.ProviderID]int64
	err := c.view(func(t tx.Tx) (err error) {
		if p, err = c.Practice.Get(c.r.Context(), t); err != nil {
			return err
		}
		if all, err = c.Schedule.Pulses(c.r.Context(), t, from, to); err != nil {
			return err
		}
		tells, err = c.Outreach.Tells(c.r.Context(), t, from, to)
		return err
	})
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(pulsesOf(p, all, tells))
	return string(text), err
}

// told is what a script of the page reads.
func (c *call) told(status int, v any) error {
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	return json.NewEncoder(c.w).Encode(v)
}

// scripted reports whether a script of the page asks, which reads an answer instead of a page.
func (c *call) scripted() bool { return c.r.Header.Get("Accept") == "application/json" }
