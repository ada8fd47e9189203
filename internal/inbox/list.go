package inbox

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Filter chooses threads; zero fields choose all.
type Filter struct {
	Status     Status
	Running    bool // not resolved
	Mine       bool // assigned to whoever asks, or they speak in it
	Assignee   identity.StaffID
	Unassigned bool
	Urgent     bool // urgent or an emergency
	Unread     bool
	Patient    patient.ID
	Words      phi.Text // what was said in it: every word; or a phone number
	Offset     int
	Limit      int // 0 is 50, the most is 500
}

// Query is a Filter made ready for the store.
type Query struct {
	Filter
	Me     identity.StaffID // whose Mine is
	Find   []string         // every one of these words was said
	Number phi.Text         // or it runs over this number
}

// Item is a thread as a list shows it.
type Item struct {
	Thread
	Who        phi.Name // the patient's name on file, else who they say they are
	Speaker    string   // the staff member's name, "" for Bedside
	AssignedTo string   // the name, "" for nobody
	Latest     Entry    // the last thing said
	Tasks      int      // open ones
}

// Counts are how much waits.
type Counts struct {
	Open, Waiting, Unread, Mine, Unassigned, Urgent int // threads that are not resolved
	Tasks, MyTasks, Overdue                         int // open tasks
}

// page is how many things a list shows.
func page(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 500)
}

// query makes a filter ready; Invalid if there is nothing to search for in its words.
func (f Filter) query(by actor.Actor) (Query, error) {
	f.Limit = page(f.Limit)
	q := Query{Filter: f, Me: staffOf(by)}
	if f.Words.IsZero() {
		return q, nil
	}
	if number, err := patient.ParsePhone(f.Words.Reveal()); err == nil {
		q.Number = phi.NewText(number.Reveal())
		return q, nil
	}
	if q.Find = findable(f.Words.Reveal()); len(q.Find) == 0 {
		return q, fault.New(fault.Invalid, "inbox.List", "Search for words of at least three letters, or for a whole phone number.")
	}
	return q, nil
}

// List returns threads, the most urgent first, then the last spoken in, and enters their patients in the access log.
// Invalid for a search without a word in it, Forbidden without the right to see the inbox.
func (s *Service) List(ctx context.Context, by actor.Actor, f Filter) ([]Item, error) {
	const op = "inbox.List"
	if err := by.Need(actor.SeeInbox); err != nil {
		return nil, fault.At(op, err)
	}
	q, err := f.query(by)
	if err != nil {
		return nil, err
	}
	var items []Item
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		all, err := s.Store.FindThreads(ctx, t, q)
		if err != nil {
			return err
		}
		items, err = s.items(ctx, t, all)
		return err
	})
	return items, fault.At(op, err)
}

// items adds to threads what a list shows of them, and discloses their patients.
func (s *Service) items(ctx context.Context, t tx.Tx, all []Thread) ([]Item, error) {
	var ids []ThreadID
	var whose []patient.ID
	for _, h := range all {
		ids, whose = append(ids, h.ID), append(whose, h.Patient)
	}
	people, err := s.people(ctx, t, "inbox", whose)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, t)
	if err != nil {
		return nil, err
	}
	latest, err := s.Store.Latests(ctx, t, ids)
	if err != nil {
		return nil, err
	}
	tasks, err := s.Store.OpenTasks(ctx, t, ids)
	if err != nil {
		return nil, err
	}
	items := make([]Item, 0, len(all))
	for _, h := range all {
		who := h.Name
		if p, ok := people[h.Patient]; ok {
			who = p.Name
		}
		items = append(items, Item{Thread: h, Who: who, Speaker: names[h.Owner.Staff], AssignedTo: names[h.Assignee], Latest: latest[h.ID], Tasks: tasks[h.ID]})
	}
	return items, nil
}

// people returns the patients with the ids, "" left out, and enters in the access log that their what was shown.
func (s *Service) people(ctx context.Context, t tx.Tx, what string, ids []patient.ID) (map[patient.ID]patient.Patient, error) {
	var some []patient.ID
	var shown []string
	for _, i := range ids {
		if i != "" {
			some, shown = append(some, i), append(shown, string(i))
		}
	}
	people, err := s.Patients.Many(ctx, t, some)
	if err != nil {
		return nil, err
	}
	return people, s.Audit.Disclose(ctx, t, what, shown...)
}

// names returns the names of everybody who works here or did.
func (s *Service) names(ctx context.Context, t tx.Tx) (map[identity.StaffID]string, error) {
	all, err := s.Staff.List(ctx, t)
	names := make(map[identity.StaffID]string, len(all))
	for _, who := range all {
		names[who.ID] = who.Name
	}
	return names, err
}

// Tally counts what waits. Forbidden without the right to see the inbox.
func (s *Service) Tally(ctx context.Context, by actor.Actor) (n Counts, err error) {
	if err := by.Need(actor.SeeInbox); err != nil {
		return n, fault.At("inbox.Tally", err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		n, err = s.Store.Tally(ctx, t, staffOf(by))
		return err
	})
	return n, fault.At("inbox.Tally", err)
}

// shown is how many entries of a thread a page shows; a copy for the chart has all of them.
const shown = 1000

// Detail is a thread with all that is known about it.
type Detail struct {
	Thread
	Known   patient.Patient // the patient on file; zero for somebody unknown
	Entries []Entry         // the last 1,000
	Tasks   []TaskItem      // open ones first
	Others  []Thread        // of the same patient
	Stopped bool            // somebody at the number asked us not to text
	Ready   bool            // a reply would go out: it is a chat, or there is a text line
	Names   map[identity.StaffID]string
}

// Get returns a thread with everything in it, and enters its patient in the access log. NotFound if there is no such
// thread, Forbidden without the right to see the inbox.
func (s *Service) Get(ctx context.Context, by actor.Actor, i ThreadID) (Detail, error) {
	const op = "inbox.Get"
	if err := by.Need(actor.SeeInbox); err != nil {
		return Detail{}, fault.At(op, err)
	}
	var d Detail
	err := s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		d, err = s.detail(ctx, t, i)
		return err
	})
	return d, fault.At(op, err)
}

func (s *Service) detail(ctx context.Context, t tx.Tx, i ThreadID) (d Detail, err error) {
	if d.Thread, err = s.Store.Thread(ctx, t, i); err != nil {
		return d, err
	}
	if d.Names, err = s.names(ctx, t); err != nil {
		return d, err
	}
	if d.Entries, err = s.Store.Entries(ctx, t, i, shown); err != nil {
		return d, err
	}
	tasks, err := s.Store.FindTasks(ctx, t, TaskFilter{Thread: i, Limit: shown}, "")
	if err != nil {
		return d, err
	}
	people, err := s.people(ctx, t, "thread", append(patientsOf(tasks), d.Patient))
	if err != nil {
		return d, err
	}
	d.Known = people[d.Patient]
	if d.Tasks, err = s.taskItems(ctx, t, tasks, people, d.Names); err != nil {
		return d, err
	}
	if d.Patient != "" {
		all, err := s.Store.OfPatient(ctx, t, d.Patient)
		if err != nil {
			return d, err
		}
		for _, h := range all {
			if h.ID != i {
				d.Others = append(d.Others, h)
			}
		}
	}
	if d.Kind != "" {
		if d.Stopped, err = s.Patients.StoppedAt(ctx, t, d.Kind, d.Contact); err != nil {
			return d, err
		}
	}
	d.Ready = d.Kind == "" || d.Kind == patient.Phone && s.Texter.Ready()
	return d, nil
}

// Seen says that a staff member has looked at a thread up to a place. Forbidden without the right to work in the inbox.
func (s *Service) Seen(ctx context.Context, by actor.Actor, i ThreadID, upTo int64) error {
	const op = "inbox.Seen"
	if err := by.Need(actor.WorkInbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		h, err := s.Store.Thread(ctx, t, i)
		if err != nil || !h.Unread || h.Seq > upTo {
			return err
		}
		h.Unread = false
		if err := s.keep(ctx, t, h); err != nil {
			return err
		}
		return s.record(ctx, t, i, "thread seen", audit.Facts{})
	}))
}
