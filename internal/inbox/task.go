package inbox

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// Task is something that a staff member has to do.
type Task struct {
	ID          TaskID
	Kind        TaskKind
	Thread      ThreadID // "" for none, as Patient and Appointment
	Patient     patient.ID
	Appointment schedule.ID
	Text        phi.Text // what is to be done
	Assignee    identity.StaffID
	Urgency     triage.Tier
	Due         time.Time // zero for none
	Created     time.Time
	By          identity.StaffID // "" for Bedside
	Done        time.Time        // zero while it is open
	DoneBy      identity.StaffID
	Note        phi.Text // what whoever did it wrote down
	Version     int64
}

// TaskKind is what a task is about.
type TaskKind string

const (
	Message      TaskKind = "message"
	Refill       TaskKind = "refill"
	Records      TaskKind = "records"
	Billing      TaskKind = "billing"
	Referral     TaskKind = "referral"
	Callback     TaskKind = "callback"
	Insurance    TaskKind = "insurance"
	Proposal     TaskKind = "proposal"   // something Bedside would do if it were let
	Voicemail    TaskKind = "voicemail"  // listen to it
	Unanswered   TaskKind = "unanswered" // an alert that nobody acknowledged, a question without an answer
	PhonePatient TaskKind = "phone_patient"
	ChartCopy    TaskKind = "copy"
	Doubt        TaskKind = "doubt"      // find out whether a text arrived, or who somebody is
	Mend         TaskKind = "mend"       // the practice's own rules of the guard cannot be read
	OtherBook    TaskKind = "other_book" // this book and one that lives elsewhere do not agree
)

// TaskKinds lists every kind.
func TaskKinds() []TaskKind {
	return []TaskKind{Message, Refill, Records, Billing, Referral, Callback, Insurance, Proposal, Voicemail, Unanswered, PhonePatient, ChartCopy, Doubt, Mend, OtherBook}
}

// AddTask adds a task; Bedside's or by the staff member who acts. Its thread is open from then on and as urgent as the
// task. Invalid without a kind or words.
func (s *Service) AddTask(ctx context.Context, t tx.Tx, k Task) (TaskID, error) {
	const op = "inbox.AddTask"
	if err := t.By().Need(actor.WorkInbox); err != nil {
		return "", fault.At(op, err)
	}
	if !slices.Contains(TaskKinds(), k.Kind) || k.Text.IsZero() {
		return "", fault.New(fault.Invalid, op, "A task needs a kind, and says what is to be done.")
	}
	if k.Urgency == "" {
		k.Urgency = triage.None
	}
	k.ID, k.Created, k.By, k.Version = id.New[Task](s.IDs), t.Now(), staffOf(t.By()), 1
	k.Done, k.DoneBy, k.Note = time.Time{}, "", phi.Text{}
	if k.Thread != "" {
		h, err := s.Store.Thread(ctx, t, k.Thread)
		if err != nil {
			return "", fault.At(op, err)
		}
		if k.Patient == "" {
			k.Patient = h.Patient
		}
		if h.Status != Open || worse(k.Urgency, h.Urgency) {
			if h.Status = Open; worse(k.Urgency, h.Urgency) {
				h.Urgency = k.Urgency
			}
			if err := s.change(ctx, t, &h, "thread needs a person", audit.Facts{"urgency": string(h.Urgency)}); err != nil {
				return "", fault.At(op, err)
			}
		}
	}
	if err := s.Store.AddTask(ctx, t, k); err != nil {
		return "", fault.At(op, err)
	}
	return k.ID, fault.At(op, s.recordTask(ctx, t, k, "task added"))
}

func (s *Service) recordTask(ctx context.Context, t tx.Tx, k Task, verb string) error {
	facts := audit.Facts{"kind": string(k.Kind), "urgency": string(k.Urgency)}
	for name, i := range map[string]string{"thread": string(k.Thread), "patient": string(k.Patient), "assignee": string(k.Assignee)} {
		if i != "" {
			facts[name] = i
		}
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "task", ID: string(k.ID)}, string(k.Appointment), facts)
}

// NewTask is AddTask in a transaction of its own.
func (s *Service) NewTask(ctx context.Context, by actor.Actor, k Task) (i TaskID, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := s.assignable(ctx, t, k.Assignee); err != nil {
			return err
		}
		i, err = s.AddTask(ctx, t, k)
		return err
	})
	return i, fault.At("inbox.NewTask", err)
}

// DoneTask says that a task is done, and what came of it. Conflict if it is done already or has changed.
func (s *Service) DoneTask(ctx context.Context, by actor.Actor, i TaskID, version int64, note phi.Text) error {
	return s.changeTask(ctx, by, i, version, "inbox.DoneTask", "task done", func(t tx.Tx, k *Task) error {
		k.Done, k.DoneBy, k.Note = t.Now(), staffOf(by), note
		return nil
	})
}

// AssignTask gives a task to a staff member, "" to nobody. Conflict as DoneTask.
func (s *Service) AssignTask(ctx context.Context, by actor.Actor, i TaskID, version int64, to identity.StaffID) error {
	return s.changeTask(ctx, by, i, version, "inbox.AssignTask", "task assigned", func(t tx.Tx, k *Task) error {
		k.Assignee = to
		return s.assignable(ctx, t, to)
	})
}

func (s *Service) changeTask(ctx context.Context, by actor.Actor, i TaskID, version int64, op, verb string, f func(tx.Tx, *Task) error) error {
	if err := by.Need(actor.WorkInbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		k, err := s.Store.Task(ctx, t, i)
		if err != nil {
			return err
		}
		if k.Version != version || !k.Done.IsZero() {
			return fault.New(fault.Conflict, op, "Somebody else changed this task meanwhile. Please look at it again.")
		}
		if err := f(t, &k); err != nil {
			return err
		}
		k.Version++
		if err := s.Store.SaveTask(ctx, t, k); err != nil {
			return err
		}
		return s.recordTask(ctx, t, k, verb)
	}))
}

// TaskFilter chooses tasks; zero fields choose all.
type TaskFilter struct {
	Kind       TaskKind
	Open, Done bool
	Mine       bool // assigned to whoever asks
	Assignee   identity.StaffID
	Unassigned bool
	Overdue    bool
	Thread     ThreadID
	Patient    patient.ID
	Offset     int
	Limit      int // 0 is 50, the most is 500
}

// TaskItem is a task as a list shows it.
type TaskItem struct {
	Task
	Who        phi.Name // the patient's name on file, else who the person of the thread says they are
	AssignedTo string   // the name, "" for nobody
	AddedBy    string   // the name, "" for Bedside
}

// Tasks returns tasks: open ones first, the most urgent before others. Their patients are entered in the access log.
// Forbidden without the right to see the inbox.
func (s *Service) Tasks(ctx context.Context, by actor.Actor, f TaskFilter) ([]TaskItem, error) {
	const op = "inbox.Tasks"
	if err := by.Need(actor.SeeInbox); err != nil {
		return nil, fault.At(op, err)
	}
	f.Limit = page(f.Limit)
	var items []TaskItem
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		all, err := s.Store.FindTasks(ctx, t, f, staffOf(by))
		if err != nil {
			return err
		}
		people, err := s.people(ctx, t, "tasks", patientsOf(all))
		if err != nil {
			return err
		}
		names, err := s.names(ctx, t)
		if err != nil {
			return err
		}
		items, err = s.taskItems(ctx, t, all, people, names)
		return err
	})
	return items, fault.At(op, err)
}

// taskItems adds names to tasks.
func (s *Service) taskItems(ctx context.Context, t tx.Tx, all []Task, people map[patient.ID]patient.Patient, names map[identity.StaffID]string) ([]TaskItem, error) {
	items := make([]TaskItem, 0, len(all))
	for _, k := range all {
		who := people[k.Patient].Name
		if who.IsZero() && k.Thread != "" {
			h, err := s.Store.Thread(ctx, t, k.Thread)
			if err != nil {
				return nil, err
			}
			who = h.Name
		}
		items = append(items, TaskItem{Task: k, Who: who, AssignedTo: names[k.Assignee], AddedBy: names[k.By]})
	}
	return items, nil
}

// patientsOf are whom the tasks are about.
func patientsOf(all []Task) []patient.ID {
	ids := make([]patient.ID, len(all))
	for n, k := range all {
		ids[n] = k.Patient
	}
	return ids
}
