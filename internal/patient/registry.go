package patient

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Store keeps patients, sealed. Methods take the transaction; they return faults. Only [Registry] calls them, with
// values it has checked.
type Store interface {
	// Get returns those of the patients that exist, in any order.
	Get(ctx context.Context, t tx.Tx, ids []ID) ([]Patient, error)
	// Owner returns whose contact point it is, or NotFound.
	Owner(ctx context.Context, t tx.Tx, c ContactID) (ID, error)
	// Having returns up to limit patients that have at least one key of every group.
	Having(ctx context.Context, t tx.Tx, groups [][]Key, limit int) ([]ID, error)
	// Born returns the patients that have one of the keys, the oldest record first, without contact points, and decoys
	// without an id, so that there are at least n and a multiple of n: it does the same work whoever there is.
	Born(ctx context.Context, t tx.Tx, keys []Key, n int) ([]Patient, error)
	// Recent returns patients, the last changed first.
	Recent(ctx context.Context, t tx.Tx, limit, offset int) ([]ID, error)
	// After returns up to limit patients whose ids come after one, in order of their ids.
	After(ctx context.Context, t tx.Tx, after ID, limit int) ([]ID, error)
	// Count returns how many patients there are.
	Count(ctx context.Context, t tx.Tx) (int, error)
	// Doubtful returns up to limit patients with a Like, oldest first.
	Doubtful(ctx context.Context, t tx.Tx, limit int) ([]ID, error)
	// Insert adds a patient with contacts and keys.
	Insert(ctx context.Context, t tx.Tx, p Patient, keys []Key) error
	// Update replaces a patient with contacts and keys and makes the version p.Version+1; Conflict if it is not
	// p.Version.
	Update(ctx context.Context, t tx.Tx, p Patient, keys []Key) error
	// SetConsent replaces what a contact point says of consent: Consent with how and when, and Also.
	SetConsent(ctx context.Context, t tx.Tx, c Contact) error
	// Enter adds an entry to the ledger behind the others of its number or address; Place is not read.
	Enter(ctx context.Context, t tx.Tx, e Consent) error
	// Ledger returns the entries about the patient and those that hold for whoever has one of the numbers and addresses
	// that they have or had, in any order.
	Ledger(ctx context.Context, t tx.Tx, i ID) ([]Consent, error)
	// Prefer keeps what the patient prefers from now on; Preferences returns the last, NotFound if there is none.
	Prefer(ctx context.Context, t tx.Tx, i ID, p Preferences) error
	Preferences(ctx context.Context, t tx.Tx, i ID) (Preferences, error)
	// InsertProxy adds an authority to speak for a patient, EndProxy says when and by whom it was withdrawn.
	InsertProxy(ctx context.Context, t tx.Tx, p Proxy) error
	EndProxy(ctx context.Context, t tx.Tx, i ProxyID, at time.Time, by string) error
	// Proxies returns the authorities for a patient, the last recorded first, and decoys without an id, so that there are
	// at least n.
	Proxies(ctx context.Context, t tx.Tx, of ID, n int) ([]Proxy, error)
	// SetStopped replaces what may not be sent to the number or address; Stopped returns it, the zero Stop for nothing.
	SetStopped(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text, x Stop, at time.Time, how string) error
	Stopped(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text) (Stop, error)
}

// Registry finds and changes patients. It may be used by several goroutines at once.
type Registry struct {
	Store Store
	Audit *audit.Log
	IDs   *id.Source
}

// Get returns the patient; NotFound if there is none, Forbidden without the right to see patients.
func (r *Registry) Get(ctx context.Context, t tx.Tx, i ID) (Patient, error) {
	found, err := r.Many(ctx, t, []ID{i})
	if err != nil {
		return Patient{}, err
	}
	p, ok := found[i]
	if !ok {
		return Patient{}, fault.New(fault.NotFound, "patient.Get", "There is no such patient.")
	}
	return p, nil
}

// Many returns those of the patients that exist; Forbidden without the right to see patients.
func (r *Registry) Many(ctx context.Context, t tx.Tx, ids []ID) (map[ID]Patient, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	list, err := r.load(ctx, t, ids)
	found := make(map[ID]Patient, len(list))
	for _, p := range list {
		found[p.ID] = p
	}
	return found, err
}

// Contact returns a contact point and whose it is; NotFound if it is gone, Forbidden without the right to see patients.
func (r *Registry) Contact(ctx context.Context, t tx.Tx, c ContactID) (Patient, Contact, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return Patient{}, Contact{}, err
	}
	return r.contact(ctx, t, c)
}

func (r *Registry) contact(ctx context.Context, t tx.Tx, c ContactID) (Patient, Contact, error) {
	gone := fault.New(fault.NotFound, "patient.Contact", "This contact point is no longer on file.")
	owner, err := r.Store.Owner(ctx, t, c)
	if fault.Is(err, fault.NotFound) {
		return Patient{}, Contact{}, gone
	}
	if err != nil {
		return Patient{}, Contact{}, fault.At("patient.Contact", err)
	}
	list, err := r.load(ctx, t, []ID{owner})
	if err != nil {
		return Patient{}, Contact{}, err
	}
	for _, p := range list {
		if i := slices.IndexFunc(p.Contacts, func(o Contact) bool { return o.ID == c }); i >= 0 {
			return p, p.Contacts[i], nil
		}
	}
	return Patient{}, Contact{}, gone
}

// Recent returns patients, the last changed first; Forbidden without the right to see patients.
func (r *Registry) Recent(ctx context.Context, t tx.Tx, limit, offset int) ([]Patient, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	ids, err := r.Store.Recent(ctx, t, limit, offset)
	if err != nil {
		return nil, fault.At("patient.Recent", err)
	}
	return r.load(ctx, t, ids)
}

// After returns up to limit patients in order of their ids, those after the one; Forbidden without the right to see
// patients. The caller enters the disclosure.
func (r *Registry) After(ctx context.Context, t tx.Tx, after ID, limit int) ([]Patient, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	ids, err := r.Store.After(ctx, t, after, limit)
	if err != nil {
		return nil, fault.At("patient.After", err)
	}
	return r.load(ctx, t, ids)
}

// Count returns how many patients there are; Forbidden without the right to see patients.
func (r *Registry) Count(ctx context.Context, t tx.Tx) (int, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return 0, err
	}
	n, err := r.Store.Count(ctx, t)
	return n, fault.At("patient.Count", err)
}

// Doubtful returns up to limit pairs that may be one person, for staff to decide, oldest first: the newer record, then
// the one it is like. Forbidden without the right to see patients.
func (r *Registry) Doubtful(ctx context.Context, t tx.Tx, limit int) ([][2]Patient, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	ids, err := r.Store.Doubtful(ctx, t, limit)
	if err != nil {
		return nil, fault.At("patient.Doubtful", err)
	}
	newer, err := r.load(ctx, t, ids)
	if err != nil {
		return nil, err
	}
	like := make([]ID, len(newer))
	for i, p := range newer {
		like[i] = p.Like
	}
	older, err := r.Many(ctx, t, like)
	if err != nil {
		return nil, err
	}
	var pairs [][2]Patient
	for _, p := range newer {
		if o, ok := older[p.Like]; ok {
			pairs = append(pairs, [2]Patient{p, o})
		}
	}
	return pairs, nil
}

// load returns the patients that exist in the order of ids.
func (r *Registry) load(ctx context.Context, t tx.Tx, ids []ID) ([]Patient, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := r.Store.Get(ctx, t, ids)
	if err != nil {
		return nil, fault.At("patient.load", err)
	}
	place := make(map[ID]int, len(ids))
	for n, i := range ids {
		place[i] = n
	}
	slices.SortFunc(list, func(a, b Patient) int { return place[a.ID] - place[b.ID] })
	return list, nil
}
