package frontdesk

import (
	"context"
	"sync"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/tx"
)

// Editions are the practice's editions of the flows, by number; 0 is the flows as they are shipped. Package edition
// keeps them; [OneEdition] is a single one.
type Editions interface {
	// Published returns the number of the one that callers hear.
	Published(ctx context.Context, t tx.Tx) (int64, error)
	// Edition returns the one of a number.
	Edition(ctx context.Context, t tx.Tx, number int64) (flow.Edition, error)
}

// OneEdition is the edition that callers hear whatever is published: for a rehearsal of a draft.
func OneEdition(e flow.Edition) Editions { return one{e} }

type one struct{ e flow.Edition }

func (one) Published(context.Context, tx.Tx) (int64, error) { return 1, nil }

func (o one) Edition(context.Context, tx.Tx, int64) (flow.Edition, error) { return o.e, nil }

// mostMachines is how many editions are kept ready: those of conversations that go on while others are published.
const mostMachines = 8

// machines are those of the editions that conversations go by.
type machines struct {
	mu      sync.Mutex
	shipped *flow.Machine
	made    map[int64]*flow.Machine // nil for an edition that cannot be run
}

// published returns the edition that callers hear and its machine. One that this program cannot run is logged, and the
// flows are as they are shipped: the telephone is answered.
func (s *Service) published(ctx context.Context, t tx.Tx) (int64, *flow.Machine, error) {
	if s.Editions == nil {
		return 0, s.machines.shipped, nil
	}
	n, err := s.Editions.Published(ctx, t)
	if err != nil {
		return 0, nil, err
	}
	m, err := s.machineOf(ctx, t, n)
	if m == nil && err == nil {
		return 0, s.machines.shipped, nil
	}
	return n, m, err
}

// machineOf returns the machine of an edition, nil for one that cannot be run.
func (s *Service) machineOf(ctx context.Context, t tx.Tx, number int64) (*flow.Machine, error) {
	if number == 0 || s.Editions == nil {
		return s.machines.shipped, nil
	}
	s.machines.mu.Lock()
	m, ok := s.machines.made[number]
	s.machines.mu.Unlock()
	if ok {
		return m, nil
	}
	e, err := s.Editions.Edition(ctx, t, number)
	var problems []flow.Problem
	switch {
	case err == nil:
		m, problems = flow.BuildMost(e, flow.House{Guard: s.Guard})
	case !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound):
		return nil, err
	}
	switch {
	case m == nil:
		s.Log.Error("an edition of the flows cannot be run", "number", number, "problems", len(problems), "err", err)
	case flow.Stops(problems):
		s.Log.Error("lines of an edition of the flows are said as they are shipped", "number", number, "problems", len(problems))
	}
	s.machines.mu.Lock()
	defer s.machines.mu.Unlock()
	if len(s.machines.made) >= mostMachines {
		clear(s.machines.made)
	}
	s.machines.made[number] = m
	return m, nil
}

// goBy takes the edition that this turn goes by: what runs goes on as it began, and all else is what is published now.
// (ADR 0017)
func (w *world) goBy(m *memory) error {
	n, machine, err := w.Service.published(w.ctx, w.t)
	if err != nil {
		return err
	}
	if m.State.Flow != "" && m.State.Edition != n {
		began, err := w.machineOf(w.ctx, w.t, m.State.Edition)
		if err != nil {
			return err
		}
		if began != nil {
			w.machine = began
			return nil
		}
	}
	m.State.Edition, w.machine = n, machine
	return nil
}
