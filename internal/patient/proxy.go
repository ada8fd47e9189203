package patient

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// ProxyID is a proxy's id.
type ProxyID = id.Of[Proxy]

// Proxy is somebody who may speak for a patient: who they are, in what they may, until when, and on what the practice
// relies (SAFETY 9).
type Proxy struct {
	ID       ProxyID
	Patient  ID
	Name     phi.Name
	Birth    phi.BirthDate
	Relation Relation
	Scope    Scope
	From, To civil.Date // both included
	Document phi.Text   // what was seen: "birth certificate", "court order of May 4"
	Recorded time.Time
	By       string    // the staff member who recorded it
	Ended    time.Time // when it was withdrawn, zero for never
	EndedBy  string
}

// Relation is what a proxy is to the patient.
type Relation string

const (
	Parent          Relation = "parent" // of a minor
	Guardian        Relation = "guardian"
	Spouse          Relation = "spouse"
	Caregiver       Relation = "caregiver"
	PowerOfAttorney Relation = "power_of_attorney"
)

// Relations lists every relation, in the order of screens.
func Relations() []Relation { return []Relation{Parent, Guardian, Spouse, Caregiver, PowerOfAttorney} }

// Scope is in what a proxy may speak for a patient.
type Scope string

const (
	ForVisits      Scope = "scheduling"  // set, move and cancel visits, and be told when they are
	ForInformation Scope = "information" // be told what a patient may be told, change nothing
	ForAll         Scope = "all"
)

// Scopes lists every scope, the narrowest first.
func Scopes() []Scope { return []Scope{ForVisits, ForInformation, ForAll} }

// Covers reports whether the scope is enough for what is wanted. To be told when a visit is, either is.
func (s Scope) Covers(want Scope) bool { return s == ForAll || s == want }

// Holds reports whether the proxy is in force on a day.
func (p Proxy) Holds(day civil.Date) bool {
	return p.Ended.IsZero() && !day.Before(p.From) && !p.To.Before(day)
}

// grownUp is the age from which nobody speaks for somebody as their parent.
const grownUp = 18

// Minor reports whether somebody born then is under eighteen on the day.
func Minor(b phi.BirthDate, day civil.Date) bool { return b.AgeOn(day) < grownUp }

// longestProxy is how long an authority runs at most before somebody looks at it again, in years.
const longestProxy = 5

// AddProxy records that somebody may speak for a patient and returns the new id; ID, times and who are not read.
// Invalid with a sentence: an authority needs a name, a date of birth, what was seen, and an end, for a parent the day
// before the patient's eighteenth birthday at the latest. NotFound, Forbidden without the right to change patients.
func (r *Registry) AddProxy(ctx context.Context, t tx.Tx, p Proxy) (ProxyID, error) {
	const op = "patient.AddProxy"
	if err := t.By().Need(actor.ChangePatients); err != nil {
		return "", err
	}
	of, err := r.Get(ctx, t, p.Patient)
	if err != nil {
		return "", err
	}
	if err := p.check(of, dayOf(t.Now())); err != nil {
		return "", fault.At(op, err)
	}
	p.ID, p.Recorded, p.By, p.Ended, p.EndedBy = id.New[Proxy](r.IDs), t.Now(), t.By().ID, time.Time{}, ""
	if err := r.Store.InsertProxy(ctx, t, p); err != nil {
		return "", fault.At(op, err)
	}
	return p.ID, r.Audit.Record(ctx, t, "proxy added", about(p.Patient), "", audit.Facts{"proxy": string(p.ID), "relation": string(p.Relation), "scope": string(p.Scope),
		"from": p.From.String(), "to": p.To.String()})
}

func (p *Proxy) check(of Patient, today civil.Date) error {
	name, err := cleanName(p.Name)
	if err != nil {
		return err
	}
	if err := checkBirth(p.Birth, today); err != nil {
		return err
	}
	document, err := clean("What was seen", p.Document.Reveal(), nameMost)
	if err != nil {
		return err
	}
	p.Name, p.Document = name, phi.NewText(document)
	born := of.Birth.RevealDate()
	adult := civil.Date{Year: born.Year + grownUp, Month: born.Month, Day: born.Day}.AddDays(0)
	switch {
	case !slices.Contains(Relations(), p.Relation):
		return invalid("Choose what they are to the patient.")
	case !slices.Contains(Scopes(), p.Scope):
		return invalid("Choose what they may do.")
	case document == "":
		return invalid("Write down which document you have seen.")
	case p.From.IsZero() || p.To.IsZero():
		return invalid("An authority needs a first and a last day.")
	case p.To.Before(p.From):
		return invalid("The last day is before the first.")
	case p.To.Before(today):
		return invalid("The last day is over already.")
	case p.To.Year > p.From.Year+longestProxy:
		return invalid("An authority is looked at again after five years at the latest. Choose an earlier last day.")
	case p.Relation == Parent && !p.To.Before(adult):
		return invalid("A parent speaks for a minor only: the last day is before the patient's eighteenth birthday.")
	case p.Relation == Parent && !Minor(of.Birth, today):
		return invalid("The patient is of age. A parent needs a power of attorney, or another relation.")
	case !Minor(p.Birth, today):
		return nil
	}
	return invalid("Who speaks for a patient is of age. Check the date of birth.")
}

// EndProxy withdraws an authority at once. One that is withdrawn already is no error. NotFound, Forbidden without the right
// to change patients.
func (r *Registry) EndProxy(ctx context.Context, t tx.Tx, of ID, i ProxyID) error {
	const op = "patient.EndProxy"
	if err := t.By().Need(actor.ChangePatients); err != nil {
		return err
	}
	all, err := r.Proxies(ctx, t, of)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(all, func(p Proxy) bool { return p.ID == i })
	if n < 0 {
		return fault.New(fault.NotFound, op, "There is no such authority.")
	}
	if !all[n].Ended.IsZero() {
		return nil
	}
	if err := r.Store.EndProxy(ctx, t, i, t.Now(), t.By().ID); err != nil {
		return fault.At(op, err)
	}
	return r.Audit.Record(ctx, t, "proxy ended", about(of), "", audit.Facts{"proxy": string(i)})
}

// Proxies returns everybody who may or could speak for a patient, the last recorded first. The caller enters the
// disclosure. Forbidden without the right to see patients.
func (r *Registry) Proxies(ctx context.Context, t tx.Tx, of ID) ([]Proxy, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	all, err := r.Store.Proxies(ctx, t, of, 0)
	return all, fault.At("patient.Proxies", err)
}

// someProxies is how many authorities [Registry.Speaks] opens at least.
const someProxies = 4

// Speaks returns by which authority somebody of one of the names, born on one of the days, speaks for a patient on a day
// in what is wanted, "" for none. It does the same work whether there is such a patient or not; an id that nobody has is
// no error. Several scopes may each be enough. Forbidden without the right to see patients.
func (r *Registry) Speaks(ctx context.Context, t tx.Tx, of ID, names []phi.Name, births []phi.BirthDate, day civil.Date, want ...Scope) (ProxyID, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return "", err
	}
	all, err := r.Store.Proxies(ctx, t, of, someProxies)
	if err != nil {
		return "", fault.At("patient.Speaks", err)
	}
	found := ProxyID("")
	for _, p := range all {
		sounds := false
		for _, n := range names {
			sounds = Patient{Name: n}.soundsLike(Patient{Name: p.Name}) || sounds
		}
		born := slices.ContainsFunc(births, func(b phi.BirthDate) bool { return b.Reveal() == p.Birth.Reveal() })
		covers := slices.ContainsFunc(want, p.Scope.Covers)
		if sounds && born && covers && p.Holds(day) && p.ID != "" {
			found = p.ID
		}
	}
	return found, nil
}
