package elsewhere

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

var _ schedule.Follower = (*Service)(nil)

// AppointmentChanged queues word of a change for every interface that sends and knows the provider, in the transaction
// of the change, and sees to it that a request is answered. What came in over an interface is not sent back to it. It
// asks for no right of its own: schedule calls it within the right that the change itself needs.
func (s *Service) AppointmentChanged(ctx context.Context, t tx.Tx, c schedule.Change) error {
	const op = "elsewhere.AppointmentChanged"
	all, err := s.Store.Interfaces(ctx, t)
	if err != nil || len(all) == 0 {
		return fault.At(op, err)
	}
	if err := s.await(ctx, t, c); err != nil {
		return fault.At(op, err)
	}
	from, _ := ctx.Value(inside{}).(string)
	for _, i := range all {
		if !i.Sends || i.Name == from {
			continue
		}
		codes, err := s.Store.Mappings(ctx, t, i.Name)
		if err != nil {
			return fault.At(op, err)
		}
		for _, e := range s.words(c, codes) {
			if err := s.queue(ctx, t, i, codes, e.event, e.visit); err != nil {
				return fault.At(op, err)
			}
		}
	}
	return nil
}

// word is one message to send about a visit as it stood.
type word struct {
	event string
	visit schedule.Appointment
}

// words are what the other system has to hear of a change.
func (s *Service) words(c schedule.Change, codes mapped) []word {
	knows := func(a schedule.Appointment) bool {
		_, ok := codes.code(MapProvider, string(a.Provider))
		return ok && a.Provider != ""
	}
	before, after := knows(c.Before), knows(c.After)
	switch c.Kind {
	case schedule.WasBooked:
		if after {
			return []word{{"S12", c.After}}
		}
	case schedule.WasMoved:
		switch {
		case before && after:
			return []word{{"S13", c.After}}
		case after:
			return []word{{"S12", c.After}}
		case before:
			gone := c.Before
			gone.Status = schedule.Cancelled
			return []word{{"S15", gone}}
		}
	case schedule.WasCancelled:
		if after {
			return []word{{"S15", c.After}}
		}
	case schedule.WasClosed, schedule.WasMarked:
		switch {
		case !after || c.Before.Status == schedule.Pending && c.After.Status == schedule.Booked: // that is their word, or a person's who has looked there
		case c.After.Status == schedule.NoShow:
			return []word{{"S26", c.After}}
		case c.After.Status == schedule.EnteredInError:
			return []word{{"S15", c.After}}
		default:
			return []word{{"S14", c.After}}
		}
	}
	return nil
}

// queue writes a message and puts it in its place.
func (s *Service) queue(ctx context.Context, t tx.Tx, i Interface, codes mapped, event string, a schedule.Appointment) error {
	v, err := s.Store.VisitOf(ctx, t, i.Name, a.ID)
	if fault.Is(err, fault.NotFound) {
		v = Visit{ID: id.New[Visit](s.IDs), Interface: i.Name, Appointment: a.ID, State: IsOurs}
		v.Placer = phi.NewText(string(a.ID))
		err = s.Store.PutVisit(ctx, t, v)
	}
	if err != nil {
		return err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	who, err := s.Patients.Get(ctx, t.As(actor.System()), a.Patient)
	if err != nil {
		return err
	}
	m := Message{ID: id.New[Message](s.IDs), Interface: i.Name, Out: true, Control: control(s.IDs), Event: event, Said: t.Now(), At: t.Now(), State: Waiting, Appointment: a.ID}
	raw := write(p, i, codes, event, m.Control, a, who, v.Filler.Reveal(), t.Now())
	m.Raw, m.Mark = phi.NewText(raw), markOf([]byte(raw))
	if err := s.Store.AddMessage(ctx, t, m); err != nil {
		return err
	}
	if err := s.Queue.Put(ctx, t, job.Job{Kind: OutJob, Key: i.Name, Ref: i.Name, Due: t.Now()}); err != nil {
		return err
	}
	return s.Audit.Record(ctx, t, "visit message written", audit.Ref{Kind: "interface", ID: i.Name}, string(a.ID), audit.Facts{"event": event, "message": string(m.ID), "patient": string(a.Patient)})
}

// await begins to wait for the other system's word on a request, or ends it.
func (s *Service) await(ctx context.Context, t tx.Tx, c schedule.Change) error {
	if c.After.Status != schedule.Pending {
		if c.Before.Status != schedule.Pending {
			return nil
		}
		return s.Queue.Drop(ctx, t, WaitJob, string(c.After.ID))
	}
	i, ok, err := s.owner(ctx, t, c.After.Provider)
	if err != nil || !ok {
		return err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	due := openFor(p, c.After.Location, t.Now(), i.Wait)
	if !i.Sends { // nobody else asks them
		due = t.Now()
	}
	return s.Queue.Put(ctx, t, job.Job{Kind: WaitJob, Key: string(c.After.ID), Ref: string(c.After.ID), Due: due})
}

// owner returns the interface that owns the provider's book.
func (s *Service) owner(ctx context.Context, t tx.Tx, v practice.ProviderID) (Interface, bool, error) {
	all, err := s.Store.Interfaces(ctx, t)
	for n := 0; err == nil && n < len(all); n++ {
		if !all[n].Owns {
			continue
		}
		var codes mapped
		if codes, err = s.Store.Mappings(ctx, t, all[n].Name); err != nil {
			break
		}
		if _, ok := codes.code(MapProvider, string(v)); ok {
			return all[n], true, nil
		}
	}
	return Interface{}, false, err
}

// openFor is the instant at which the location has been open for so long from now on; a day later where it is not open
// within two weeks.
func openFor(p *practice.Practice, l practice.LocationID, now time.Time, long time.Duration) time.Time {
	at, _ := p.Location(l)
	loc := at.In()
	day := civil.DateOf(now.In(loc))
	for range 15 {
		for _, o := range p.OpenOn(l, day) {
			from, to := day.At(o.From, loc), day.At(o.To, loc)
			if from.Before(now) {
				from = now
			}
			if open := to.Sub(from); open >= long {
				return from.Add(long)
			} else if open > 0 {
				long -= open
			}
		}
		day = day.AddDays(1)
	}
	return now.Add(24 * time.Hour)
}

// Overdue is the [job.Handler] of a request to which nobody has agreed in time: staff find out.
func (s *Service) Overdue(ctx context.Context, c job.Claimed) error {
	return fault.At("elsewhere.Overdue", s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		a, err := s.Visits.Store.Get(ctx, t, schedule.ID(c.Ref))
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil && a.Status == schedule.Pending && a.End.After(t.Now()) {
			i, ok, err := s.owner(ctx, t, a.Provider)
			if err != nil {
				return err
			}
			name := "The other book"
			if ok {
				name = "“" + i.Name + "”"
			}
			text := name + " has not agreed to the visit on " + spoken(a.Start) + ", and the patient was told that it is requested. Look there: enter it if it is missing, then confirm or cancel it here, and phone the patient if the time cannot be had."
			if _, moved, err := s.Visits.Stood(ctx, t, a.ID); err != nil {
				return err
			} else if moved {
				text += " It was moved there: the time before is kept meanwhile, and its page puts it back."
			}
			if err := s.task(ctx, t, inbox.Task{Kind: inbox.OtherBook, Patient: a.Patient, Appointment: a.ID, Text: phi.NewText(text)}); err != nil {
				return err
			}
		}
		return s.Queue.Done(ctx, t, c)
	}))
}
