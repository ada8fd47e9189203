package audit

import (
	"bytes"
	"context"
	"crypto/hmac"
	"errors"
	"slices"
	"strconv"

	"bedside/internal/fault"
	"bedside/internal/phi"
)

// Report is what a verification found.
type Report struct {
	Events   int      // sealed events that are as they were written, from the first on
	Unsealed int      // events as they were written that wait for their seal
	Heads    int      // exported heads that were compared
	Head     Head     // the last of Events
	Problem  *Problem // the first event that is wrong; nil if all is well
}

// Verify reads the whole log and compares every event with its tag, every place with the chain, the access log with
// its events, and the chain with the exported heads. It names the first event that is wrong. The heads must have been
// read before Verify is called, because the chain grows meanwhile. An error says that the log could not be read, not
// that it is wrong.
//
// What it cannot find: events that were removed before they were sealed, which takes a second, or from the end before
// their head was exported; and anything at all where the key file was in the wrong hands too and the exported heads
// were not kept apart.
func Verify(ctx context.Context, s Store, keys *phi.Keys, heads []ExportedHead) (Report, error) {
	v := verifier{store: s, keys: keys, heads: map[int64][]ExportedHead{}}
	v.report.Heads = len(heads)
	for _, h := range heads {
		v.heads[h.Seq] = append(v.heads[h.Seq], h)
	}
	err := s.Chain(ctx, v.walk)
	switch {
	case errors.Is(err, errEnough), err == nil && v.suspect != nil:
		v.report.Problem, err = v.diagnose(ctx)
	case err == nil:
		if cut := v.cut(heads); cut != nil {
			v.report.Problem = cut
		}
	}
	return v.report, fault.At("audit.Verify", err)
}

// errEnough ends a walk early.
var errEnough = errors.New("enough")

type verifier struct {
	store    Store
	keys     *phi.Keys
	heads    map[int64][]ExportedHead
	report   Report
	suspect  *Event // the first sealed event that does not fit
	patients []string
	after    *Event // the sealed event behind it, if there is one
}

// walk looks at one event of the chain. It stops one event behind the first that is wrong.
func (v *verifier) walk(e Event, patients []string) error {
	if v.suspect != nil {
		if e.Seq != 0 {
			v.after = &e
		}
		return errEnough
	}
	if e.Seq == 0 {
		v.waiting(e, patients)
		return nil
	}
	next := v.report.Head.next(v.keys, e.Tag)
	if e.Seq != next.Seq || !hmac.Equal(e.MAC, next.MAC) || !e.ours(v.keys) || !disclosed(e, patients) || v.otherHead(next) != nil {
		v.suspect, v.patients = &e, patients
		return nil
	}
	v.report.Events, v.report.Head = v.report.Events+1, next
	return nil
}

// waiting looks at an event that is not sealed yet; the first wrong one is the problem unless the chain has one.
func (v *verifier) waiting(e Event, patients []string) {
	switch {
	case v.report.Problem != nil:
	case !e.ours(v.keys):
		v.report.Problem = problem(Inserted, e, notOurs)
	case !disclosed(e, patients):
		v.report.Problem = problem(AccessChanged, e, accessChanged)
	case e.MAC != nil:
		v.report.Problem = problem(Reordered, e, "was taken out of its place")
	default:
		v.report.Unsealed++
	}
}

// disclosed reports whether the access log names the patients that the event was written for.
func disclosed(e Event, patients []string) bool {
	if e.Verb != Read {
		return len(patients) == 0
	}
	slices.Sort(patients) // by bytes; an engine may sort otherwise
	return e.Facts["patients"] == strconv.Itoa(len(patients)) && e.Facts["digest"] == digest(patients)
}

// otherHead returns an exported head for the place of h with another MAC.
func (v *verifier) otherHead(h Head) *ExportedHead {
	for _, x := range v.heads[h.Seq] {
		if !bytes.Equal(x.MAC, h.MAC) {
			return &x
		}
	}
	return nil
}

// diagnose says what happened to the event that does not fit.
func (v *verifier) diagnose(ctx context.Context) (*Problem, error) {
	e, after := *v.suspect, v.after
	good := v.report.Head
	next := good.next(v.keys, e.Tag)
	inPlace := e.Seq == next.Seq
	// sealed reports whether this head was there once: the event behind was sealed behind it, or it was exported.
	sealed := func(h Head) bool {
		if after != nil && hmac.Equal(after.MAC, h.next(v.keys, after.Tag).MAC) {
			return true
		}
		return slices.ContainsFunc(v.heads[h.Seq], func(x ExportedHead) bool { return bytes.Equal(x.MAC, h.MAC) })
	}
	switch ours := e.ours(v.keys); {
	case inPlace && hmac.Equal(e.MAC, next.MAC):
		switch head := v.otherHead(next); {
		case !ours && after != nil && after.ours(v.keys) && bytes.Equal(after.Tag, e.Tag): // a copy pushed in before the original
			return problem(Inserted, e, notOurs), nil
		case !ours:
			return problem(Changed, e, "was changed after it was written"), nil
		case !disclosed(e, v.patients):
			return problem(AccessChanged, e, accessChanged), nil
		default:
			return problem(Rewritten, e, "is not the one whose seal was written down on "+date(head.At)+
				": the log was rewritten by somebody who has the key file, or an earlier backup was restored"), nil
		}
	case inPlace && hmac.Equal(e.MAC, good.next(v.keys, e.tag(v.keys)).MAC):
		return problem(Changed, e, "was changed after it was written: its tag is another"), nil
	case !ours && inPlace && sealed(Head{e.Seq, e.MAC}):
		return problem(Changed, e, "was changed after it was written, and its tag with it"), nil
	case !ours && e.Seq <= next.Seq:
		return problem(Inserted, e, notOurs), nil
	case ours && inPlace && sealed(next):
		return problem(Changed, e, "was changed after it was written: its seal is another"), nil
	}
	// Something else was sealed here. Is it still somewhere?
	owner, err := v.owner(ctx, good, e)
	switch {
	case err != nil:
		return nil, err
	case owner != nil:
		return moved(next.Seq, *owner), nil
	case e.Seq > next.Seq:
		return missing(next.Seq, e), nil
	case sealed(Head{e.Seq + 1, e.MAC}):
		p := missing(next.Seq, e)
		p.Sentence += " The events behind it were given new numbers."
		return p, nil
	default:
		return problem(Rewritten, e, "and those behind it do not carry the seals that belong there: the log was rewritten without the key file"), nil
	}
}

// owner returns the event that was sealed behind good, where it stands now: its seal, or the one that stands in its
// place, is the right one for it there.
func (v *verifier) owner(ctx context.Context, good Head, inItsPlace Event) (*Event, error) {
	var found *Event
	err := v.store.Chain(ctx, func(x Event, _ []string) error {
		mac := good.next(v.keys, x.Tag).MAC
		if hmac.Equal(mac, x.MAC) || hmac.Equal(mac, inItsPlace.MAC) {
			found = &x
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return found, err
}

// cut compares the end of the chain with the furthest exported head.
func (v *verifier) cut(heads []ExportedHead) *Problem {
	for _, h := range slices.Backward(heads) {
		if h.Seq > v.report.Head.Seq {
			return cutOff(v.report.Head.Seq, h)
		}
	}
	return nil
}
