package frontdesk

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// tape is what a turn asked of the world around it and what it was told, in order. While it is played, the answers come
// from it and nothing is done.
type tape struct {
	Asked []asking
	next  int
	plays bool
}

// asking is one question to the world, or one act in it, with what came of it.
type asking struct {
	What string     `json:"q"`
	With string     `json:"w,omitempty"`
	Got  string     `json:"a,omitempty"`
	Kind fault.Kind `json:"k,omitempty"` // of the fault that came instead
}

// strayError says that a turn that is run again asks for something else than it did.
type strayError struct{ then, now asking }

func (e *strayError) Error() string { return "the turn goes another way" }

// form is how an answer of the world stands on a tape.
type form[T any] struct {
	put  func(T) string
	take func(string) (T, error)
}

// ask asks the world and keeps what it said, or plays what it said then.
func ask[T any](w *world, what, with string, f form[T], really func() (T, error)) (T, error) {
	t := w.tape
	if t == nil || !t.plays {
		got, err := really()
		if t != nil {
			a := asking{What: what, With: with}
			if err != nil {
				a.Kind = fault.KindOf(err)
			} else {
				a.Got = f.put(got)
			}
			t.Asked = append(t.Asked, a)
		}
		return got, err
	}
	now, then := asking{What: what, With: with}, asking{}
	if t.next < len(t.Asked) {
		then = t.Asked[t.next]
		t.next++
	}
	var none T
	if then.What != now.What || then.With != now.With {
		return none, &strayError{then, now}
	}
	if then.Kind != 0 {
		return none, fault.New(then.Kind, "frontdesk.replay", "")
	}
	return f.take(then.Got)
}

// do is ask for an act that tells nothing but whether it was done.
func (w *world) do(what, with string, really func() error) error {
	_, err := ask(w, what, with, form[struct{}]{func(struct{}) string { return "" }, func(string) (struct{}, error) { return struct{}{}, nil }},
		func() (struct{}, error) { return struct{}{}, really() })
	return err
}

// digest stands on a tape for words that would be there twice.
func (w *world) digest(text string) string { return fmt.Sprintf("%x", w.Keys.Token("trace", text)[:6]) }

// asJSON is the form of what JSON can hold.
func asJSON[T any]() form[T] {
	return form[T]{
		put: func(v T) string { b, _ := json.Marshal(v); return string(b) }, // plain values always marshal
		take: func(s string) (v T, err error) {
			err = json.Unmarshal([]byte(s), &v)
			return v, fault.Wrap(fault.Internal, "frontdesk.take", "what the world said cannot be read", err)
		},
	}
}

// asVisits is the form of visits: as much of them as the flow reads.
func asVisits() form[[]schedule.Appointment] {
	j := asJSON[[]flow.Visit]()
	return form[[]schedule.Appointment]{
		put: func(all []schedule.Appointment) string {
			var vs []flow.Visit
			for _, a := range all {
				vs = append(vs, flow.VisitOf(a))
			}
			return j.put(vs)
		},
		take: func(s string) ([]schedule.Appointment, error) {
			vs, err := j.take(s)
			var all []schedule.Appointment
			for _, v := range vs {
				all = append(all, schedule.Appointment{ID: v.ID, Version: v.Version, Service: v.Service, Provider: v.Provider, Location: v.Location, Start: v.Start, Status: status(v)})
			}
			return all, err
		},
	}
}

// status is as much of a visit's state as a conversation remembers.
func status(v flow.Visit) schedule.Status {
	if v.Requested {
		return schedule.Pending
	}
	return schedule.Booked
}

// asVisit is the form of one visit.
func asVisit() form[schedule.Appointment] {
	all := asVisits()
	return form[schedule.Appointment]{
		put: func(a schedule.Appointment) string { return all.put([]schedule.Appointment{a}) },
		take: func(s string) (schedule.Appointment, error) {
			list, err := all.take(s)
			if err != nil || len(list) != 1 {
				return schedule.Appointment{}, cmp.Or(err, fault.New(fault.Internal, "frontdesk.take", "no visit stands on the tape"))
			}
			return list[0], nil
		},
	}
}

// asSlots is the form of free times: who and where once, then for each the place in that list and the minutes since the
// one before.
func asSlots(p *practice.Practice) form[[]schedule.Slot] {
	const fields = 2
	return form[[]schedule.Slot]{
		put: func(all []schedule.Slot) string {
			if len(all) == 0 {
				return ""
			}
			at := map[string]int{}
			var where []string
			var b strings.Builder
			last := all[0].Start
			for _, s := range all {
				k := string(s.Provider) + "|" + string(s.Location)
				if _, ok := at[k]; !ok {
					at[k] = len(where)
					where = append(where, k)
				}
				b.WriteByte(' ')
				b.WriteString(strconv.FormatInt(int64(at[k]), 36))
				b.WriteByte(':')
				b.WriteString(strconv.FormatInt(int64(s.Start.Sub(last)/time.Minute), 36))
				last = s.Start
			}
			return strings.Join(where, ",") + " " + strconv.FormatInt(all[0].Start.Unix(), 36) + b.String()
		},
		take: func(s string) (all []schedule.Slot, err error) {
			parts := strings.Fields(s)
			if len(parts) < fields {
				return nil, nil
			}
			where := strings.Split(parts[0], ",")
			at, err := strconv.ParseInt(parts[1], 36, 64)
			for _, part := range parts[fields:] {
				place, minutes, _ := strings.Cut(part, ":")
				n, bad := strconv.ParseInt(place, 36, 32)
				d, worse := strconv.ParseInt(minutes, 36, 64)
				if err != nil || bad != nil || worse != nil || n < 0 || int(n) >= len(where) {
					return nil, fault.New(fault.Internal, "frontdesk.take", "free times on the tape cannot be read")
				}
				who, loc, _ := strings.Cut(where[n], "|")
				at += d * 60
				l, _ := p.Location(practice.LocationID(loc))
				all = append(all, schedule.Slot{Provider: practice.ProviderID(who), Location: l.ID, Start: time.Unix(at, 0).In(l.In())})
			}
			return all, err
		},
	}
}

// matched is whom a name and a date of birth verified, on a tape.
type matched struct {
	Patient patient.ID
	Visits  []flow.Visit
	OK      bool
}

// days says a query as it stands on a tape.
func days(q schedule.Query) string {
	return fmt.Sprintf("%s %s %s %s to %s", q.Service, q.Provider, q.Location, q.From, q.To)
}
