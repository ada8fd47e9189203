package elsewhere_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/channel/mllp"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
)

// serve lets the house speak MLLP: it listens at the port that is returned and sends to the other.
func (h *house) serve(sendTo int) (port int) {
	h.Helper()
	port = testkit.FreePort(h)
	lines := &mllp.Lines{Interfaces: []mllp.Interface{{Name: "hospital", Listen: fmt.Sprint("127.0.0.1:", port), Send: fmt.Sprint("127.0.0.1:", sendTo)}}, Receive: h.Receive, Log: slog.New(slog.DiscardHandler)}
	h.Line = lines
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		if err := lines.Run(ctx); err != nil {
			h.Error(err)
		}
	})
	h.Cleanup(func() { cancel(); done.Wait() })
	testkit.Eventually(h, "the interface listens", func() bool {
		c, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", port))
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return port
}

// An HL7 client of somebody else's books, moves, repeats and is refused; an HL7 server of theirs takes what changes here.
func TestSomebodyElsesHL7(t *testing.T) {
	testkit.Need(t, "hl7")
	h := open(t, testkit.SQLite(t))
	h.connect(owning)
	to := testkit.FreePort(t)
	next := testkit.HL7Server(t, to)
	port := h.serve(to)

	book := siu{event: "S12", filler: "F1", from: "0900", to: "0930", said: 1, status: "Booked"}.String()
	acks := testkit.HL7Client(t, port, book, book, siu{event: "S13", filler: "F1", from: "1400", to: "1430", said: 2}.String(), siu{event: "S12", filler: "F2", from: "1000", to: "0900", said: 3}.String())
	if got := fmt.Sprint(acks); got != "[[AA S12-F1-1] [AA S12-F1-1] [AA S13-F1-2] [AE S12-F2-3]]" {
		t.Errorf("%s", got)
	}
	h.work()
	if st := h.state(); len(st.Last) != 2 || !h.free(h.who[0], at(9, 0)) || h.free(h.who[0], at(14, 0)) {
		t.Errorf("%d messages", len(st.Last))
	}

	a, err := h.visits.Book(context.Background(), actor.Visitor(), h.request(h.who[0], at(11, 0)))
	must(t, err)
	h.work()
	if got := next(); got[0] != "S12" || got[2] != string(a.ID) || got[3] != "Pending" || got[4] != "D100" {
		t.Errorf("%q", got)
	}
	if got := h.visit(a.ID).Status; got != schedule.Booked {
		t.Errorf("%s", got)
	}
	_, err = h.visits.Cancel(context.Background(), desk, a.ID, 0, "patient")
	must(t, err)
	h.work()
	if got := next(); got[0] != "S15" || got[2] != string(a.ID) {
		t.Errorf("%q", got)
	}
}
