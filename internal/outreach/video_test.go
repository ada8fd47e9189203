package outreach_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
)

func (h *house) bookVideo(i patient.ID, start time.Time) schedule.Appointment {
	h.Helper()
	a, err := h.Book(context.Background(), frontDesk, schedule.Request{Provider: h.who, Location: h.at, Service: h.video, Start: start, Patient: i, Channel: "console", State: "MN"})
	must(h, err)
	return a
}

// The link to a video visit comes with the confirmation, which no cap holds back, the day before and an hour before. The
// last two count as the reminder of their day; they go alone, so that the link is in them, and what the cap holds back was
// said before.
func TestTheLinkToAVideoVisit(t *testing.T) {
	join := func(h *house, a schedule.Appointment) string { return h.JoinLink("https://practice.example", a.ID) }
	t.Run("as it goes", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		a := h.bookVideo(h.texter(1), in(30, 14, 20))
		for _, at := range []time.Time{noon, in(27, 14, 20), in(29, 14, 20), in(30, 13, 20)} {
			h.goTo(at)
		}
		var with []bool
		for _, text := range h.carrier.to(number) {
			with = append(with, strings.Contains(text, join(h, a)))
		}
		if len(with) != 4 || !with[0] || with[1] || !with[2] || !with[3] {
			t.Errorf("the link is in %v", with)
		}
	})
	t.Run("booked for today", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		a := h.bookVideo(h.texter(1), in(23, 14, 20))
		h.tick()
		h.goTo(in(23, 13, 20))
		h.is(a, outreach.Join, outreach.Sent, "")
		if got := h.carrier.to(number); len(got) != 2 || !strings.Contains(got[0], join(h, a)) || !strings.Contains(got[1], join(h, a)) {
			t.Errorf("told by %q", got)
		}
	})
	t.Run("at the cap", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		one := h.texter(1)
		h.bookFor(one, frontDesk, in(30, 9, 0))
		a := h.bookVideo(one, in(28, 14, 20))
		h.tick()
		h.goTo(noon.Add(10 * time.Minute))
		h.goTo(in(27, 9, 0)) // three days before the other
		h.goTo(in(27, 14, 20))
		h.is(a, outreach.Telehealth, outreach.Waiting, outreach.Cap)
		h.goTo(in(28, 8, 0))
		h.is(a, outreach.Telehealth, outreach.Sent, "")
		h.goTo(in(28, 13, 20))
		h.is(a, outreach.Join, outreach.Skipped, outreach.Cap)
		n := 0
		for _, text := range h.carrier.to(number) {
			if strings.Contains(text, join(h, a)) {
				n++
			}
		}
		if n != 2 {
			t.Errorf("the link was sent %d times: %q", n, h.carrier.to(number))
		}
	})
}
