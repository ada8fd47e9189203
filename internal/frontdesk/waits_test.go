package frontdesk_test

import (
	"context"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// listed are the entries of the waiting list.
func (h *house) listed() (all []schedule.Wait) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(x tx.Tx) (err error) {
		all, err = h.visits.Waits.Waiting(context.Background(), x, "")
		return err
	}))
	return all
}

// What was said while times were looked for stands on the list, once, whatever the channel; and a turn that comes twice
// puts nobody on it twice.
func TestWhatWasSaidStandsOnTheList(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.Chat, "")
	c.tell([]string{"I'd like a physical with Dr. Marlow next week after two in the afternoon", "none of those, put me on the waiting list", "Vera Okonkwo", "7/9/1969", "vera@example.com"})
	yes := frontdesk.Turn{ID: "the yes", Text: "yes", Heard: true}
	first := c.send(yes)
	if again := c.send(yes); again != first || len(c.last.Effects) != 1 || c.last.Effects[0].Type != "waitlist_added" {
		t.Errorf("%q, then %q: %+v", first, again, c.last.Effects)
	}
	all := h.listed()
	if len(all) != 1 {
		t.Fatalf("%d on the list", len(all))
	}
	w := all[0]
	svc, _ := h.p.Service(w.Service)
	who, _ := h.p.Provider(w.Provider)
	if svc.Name != "Annual physical" || who.Family != "Marlow" || w.From.String() != "2026-11-30" || w.After != civil.NewClock(14, 0) || w.Instead != "" || w.Channel != "chat" {
		t.Errorf("%s with %s: %+v", svc.Name, who.Family, w)
	}
}

// Where the practice only lets Bedside propose, staff read in English what somebody would wait for.
func TestStaffReadWhatSomebodyWouldWaitFor(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.changeDesk(func(d *practice.Desk) { d.Dials["waitlist"] = practice.Propose })
	c := h.call(frontdesk.Chat, "")
	c.tell([]string{"quisiera una cita para la rodilla los martes por la mañana", "póngame en la lista de espera", "Rosa Delgado", "4 de mayo de 1975", "218-555-0158", "sí"})
	all, err := h.inbox.Tasks(context.Background(), h.ana, inbox.TaskFilter{Limit: 10})
	must(t, err)
	if len(h.listed()) != 0 || len(all) != 1 || all[0].Kind != inbox.Proposal || !strings.Contains(all[0].Text.Reveal(), "To wait for: Office visit, ") || !strings.Contains(all[0].Text.Reveal(), "on a Tuesday") {
		t.Errorf("%d on the list, tasks: %+v", len(h.listed()), all)
	}
}

// Of what a minor may consent to alone, nobody is told that they wait for it (SAFETY 9).
func TestNobodyIsToldWhatAMinorWaitsForInPrivate(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	i := h.known("Mia", "Sand", "2011-02-03", "+12185550121", "2026-12-17", "10:00", "Marlow")
	a := h.visitsOf("Mia")[0]
	_, err := h.visits.Wait(context.Background(), h.ana, schedule.Joining{Wait: schedule.Wait{Patient: i, Service: a.Service, Instead: a.ID}})
	must(t, err)
	ask := func() string {
		c := h.call(frontdesk.Chat, "")
		return c.tell([]string{"am I on the waiting list?", "Mia Sand", "2/3/2011"})
	}
	if said := ask(); !strings.Contains(said, "You are on the waiting list") {
		t.Fatal(said)
	}
	h.changeDesk(func(d *practice.Desk) { d.Private = []practice.ServiceID{a.Service} })
	if said := ask(); strings.Contains(said, "You are on") {
		t.Error(said)
	}
}
