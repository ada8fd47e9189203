package exchange

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// visit is what a row says of an appointment.
type visit struct {
	who      patient.Patient // as the row describes them
	provider practice.Provider
	location practice.Location
	service  practice.Service
	start    time.Time
	minutes  int
	status   schedule.Status
	reason   string
	number   string // what the other system calls it, "" where the file does not say
}

func (v visit) end() time.Time { return v.start.Add(time.Duration(v.minutes) * time.Minute) }

const (
	granule     = 5 // minutes that visits begin and end on
	longestRow  = 12 * 60
	longestText = 500 // code points of a reason
	longestName = 100 // of what another system calls a visit
)

// visit reads an appointment. The clock is the location's.
func (r *reading) visit(row Row) (v visit, no *Refusal) {
	if v.who, no = r.person(row); no != nil {
		return v, no
	}
	for _, f := range []func(Row, *visit) *Refusal{r.where, r.whom, r.what, r.when, r.how} {
		if no := f(row, &v); no != nil {
			return v, no
		}
	}
	return v, nil
}

// where finds the location by its name; a practice with one needs no column.
func (r *reading) where(row Row, v *visit) *Refusal {
	name := r.value(row, LocationName)
	var open []practice.Location
	for _, l := range r.practice.Locations {
		if l.Active && (name == "" || strings.EqualFold(l.Name, name)) {
			open = append(open, l)
		}
	}
	switch {
	case len(open) == 1:
		v.location = open[0]
		return nil
	case name == "":
		return r.no(row, LocationName, refused("The location is missing, and the practice has several."))
	}
	return r.no(row, LocationName, refused("No location of the practice is called so. The names stand under Practice, Locations."))
}

// whom finds the provider by NPI or name.
func (r *reading) whom(row Row, v *visit) *Refusal {
	npi, name := r.value(row, ProviderNPI), r.value(row, ProviderName)
	place := ProviderName
	if npi != "" {
		place = ProviderNPI
	}
	var open []practice.Provider
	for _, p := range r.practice.Providers {
		if p.Active && (npi != "" && p.NPI == npi || npi == "" && name != "" && called(p, name)) {
			open = append(open, p)
		}
	}
	switch {
	case len(open) == 1:
		v.provider = open[0]
		return nil
	case npi == "" && name == "":
		return r.no(row, place, refused("The provider is missing."))
	case len(open) > 1:
		return r.no(row, place, refused("Several providers are called so. Give the first and the last name, or the NPI."))
	}
	return r.no(row, place, refused("No provider of the practice is called so. Bring the providers in first, or add this one under Practice, Providers."))
}

// called reports whether a name in a file means the provider: "Marlow, Ines", "Ines Marlow, MD", "Dr. Marlow".
func called(p practice.Provider, name string) bool {
	name, _ = degree(name)
	word := bare(strings.TrimPrefix(strings.TrimPrefix(name, "Dr. "), "Dr "))
	given, family := split(name)
	return word == bare(p.Given+p.Family) || bare(given+family) == bare(p.Given+p.Family) || word == bare(p.Family)
}

func (r *reading) what(row Row, v *visit) (no *Refusal) {
	v.service, no = r.kind(row)
	v.minutes = v.service.Minutes
	return no
}

// kind finds the service by its name, or takes the one that staff chose for kinds that are not known.
func (r *reading) kind(row Row) (practice.Service, *Refusal) {
	s, ok := r.service(r.value(row, ServiceName))
	if !ok && r.run.Plan.Service != "" {
		s, ok = r.practice.Service(r.run.Plan.Service)
	}
	if !ok {
		return s, r.no(row, ServiceName, refused("This kind of visit is not known here. Add a service with this name, or choose one for all kinds that are not known."))
	}
	return s, nil
}

// when reads when it begins and how long it takes.
func (r *reading) when(row Row, v *visit) *Refusal {
	zone := v.location.In()
	day, err := r.orders[Day].american(r.value(row, Day))
	if err == nil {
		v.start, err = parseWhen(day, r.value(row, Time), zone)
	}
	if err == nil && v.start.Unix()%(granule*60) != 0 {
		err = refused("Visits begin on five minutes, such as 9:05 or 9:10.")
	}
	if err != nil {
		return r.no(row, Day, err)
	}
	v.start = v.start.In(zone)
	long := Minutes
	if s := r.value(row, Minutes); s != "" {
		n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(s), "utes"), "min")))
		if err != nil {
			return r.no(row, Minutes, refused("This is not a number of minutes."))
		}
		v.minutes = n
	} else if s := r.value(row, Ends); s != "" {
		long = Ends
		end, err := r.ends(s, v.start)
		if err != nil {
			return r.no(row, Ends, err)
		}
		v.minutes = int(end.Sub(v.start) / time.Minute)
	}
	switch {
	case v.minutes <= 0:
		return r.no(row, long, refused("The visit ends before it begins."))
	case v.minutes > longestRow:
		return r.no(row, long, refused("The visit is longer than twelve hours."))
	}
	v.minutes = (v.minutes + granule - 1) / granule * granule
	return nil
}

// ends reads when a visit ends: a time of the day on which it begins, or a date and time.
func (r *reading) ends(s string, start time.Time) (time.Time, error) {
	if c, err := parseClock(s); err == nil {
		return parseWhen(start.Format(time.DateOnly), c.String(), start.Location())
	}
	s, err := r.orders[Ends].american(s)
	if err != nil {
		return time.Time{}, err
	}
	return parseWhen(s, "", start.Location())
}

var statuses = map[string]schedule.Status{
	"booked": schedule.Booked, "scheduled": schedule.Booked, "confirmed": schedule.Booked, "unconfirmed": schedule.Booked, "open": schedule.Booked, "pending": schedule.Booked, "active": schedule.Booked, "reminded": schedule.Booked,
	"fulfilled": schedule.Fulfilled, "completed": schedule.Fulfilled, "complete": schedule.Fulfilled, "seen": schedule.Fulfilled, "checkedout": schedule.Fulfilled, "done": schedule.Fulfilled, "kept": schedule.Fulfilled, "arrived": schedule.Fulfilled, "checkedin": schedule.Fulfilled,
	"noshow": schedule.NoShow, "missed": schedule.NoShow, "dna": schedule.NoShow, "didnotattend": schedule.NoShow,
	"cancelled": schedule.Cancelled, "canceled": schedule.Cancelled, "cancel": schedule.Cancelled, "cancelledbypatient": schedule.Cancelled, "cancelledbyoffice": schedule.Cancelled, "deleted": schedule.Cancelled, "rescheduled": schedule.Cancelled,
}

// how reads the state and the reason.
func (r *reading) how(row Row, v *visit) *Refusal {
	v.status = schedule.Booked
	if s := r.value(row, State); s != "" {
		status, ok := statuses[bare(s)]
		if !ok {
			return r.no(row, State, refused("This status is not known. Use booked, fulfilled, no-show or cancelled."))
		}
		v.status = status
	}
	switch past := !v.start.After(r.now); {
	case past && v.status == schedule.Booked:
		return r.no(row, State, refused("The visit has begun already, and the file says only that it was booked. Say whether it is fulfilled, a no-show or cancelled."))
	case !past && (v.status == schedule.Fulfilled || v.status == schedule.NoShow):
		return r.no(row, State, refused("The visit has not begun yet, so it cannot be over."))
	}
	v.reason = r.value(row, Reason)
	if len([]rune(v.reason)) > longestText {
		return r.no(row, Reason, refused("The reason is longer than 500 characters."))
	}
	if v.number = r.value(row, VisitNumber); len([]rune(v.number)) > longestName {
		return r.no(row, VisitNumber, refused("The visit number is longer than 100 characters."))
	}
	return nil
}

// row is the visit as an appointment of the patient with the id.
func (v visit) row(i patient.ID) schedule.Appointment {
	a := schedule.Appointment{Patient: i, Provider: v.provider.ID, Location: v.location.ID, Service: v.service.ID, Start: v.start, End: v.end(), Status: v.status, Channel: "import",
		Zone: v.location.Zone, Reason: phi.NewText(v.reason)}
	if v.status == schedule.Cancelled {
		a.Why = "practice"
	}
	return a
}

// stretch is the time that a row of the file wants.
type stretch struct {
	from, to time.Time
	row      int
}

// wants are the keys under which the reading knows who a visit takes.
func (v visit) wants() [2]string {
	who := v.who.Marks()
	return [2]string{"patient " + who[len(who)-1].Reveal(), "provider " + string(v.provider.ID)}
}

// visitsTwice refuses what the file has twice, and visits that overlap unless staff let them.
func (r *reading) visitsTwice() {
	first := map[string]int{}
	r.numbered, r.wanted = map[string]int{}, map[string][]stretch{}
	for _, i := range r.byStart() {
		s := &r.rows[i]
		v := s.visit
		keys := v.wants()
		same := fmt.Sprint(keys[0], v.provider.ID, v.start.Unix(), v.status == schedule.Cancelled)
		if line := first[same]; line > 0 {
			s.no = &Refusal{Line: s.line, Sentence: fmt.Sprintf("This is the same visit as in line %d.", line)}
			continue
		}
		first[same] = s.line
		if o, ok := r.numbered[v.number]; ok {
			s.no = &Refusal{Line: s.line, Column: slices.Index(r.run.Plan.Columns, VisitNumber) + 1, Field: VisitNumber, Sentence: fmt.Sprintf("This row has the visit number of line %d.", r.rows[o].line)}
			continue
		}
		if v.number != "" {
			r.numbered[v.number] = i
		}
		if !v.status.Takes() || !v.start.After(r.now) {
			continue
		}
		mine := stretch{v.start, v.end(), i}
		for n, key := range keys {
			near := r.wanted[key]
			near = near[max(0, len(near)-64):] // they come in order, and no visit is longer than half a day
			k := slices.IndexFunc(near, func(o stretch) bool { return o.from.Before(mine.to) && mine.from.Before(o.to) })
			shared := k >= 0 && v.service.Seats > 1 && r.rows[near[k].row].visit.service.ID == v.service.ID && near[k].from.Equal(mine.from)
			if k < 0 || n == 1 && (shared || r.run.Plan.Overbook) {
				continue
			}
			s.no = &Refusal{Line: s.line, Sentence: fmt.Sprintf("%s has another visit at that time, in line %d.", [2]string{"The patient", "The provider"}[n], r.rows[near[k].row].line)}
			break
		}
		for _, key := range keys {
			if s.no == nil {
				r.wanted[key] = append(r.wanted[key], mine)
			}
		}
	}
}

// byStart lists the rows that are not refused in the order in which their visits begin, those of the same time as in
// the file.
func (r *reading) byStart() []int {
	var all []int
	for i := range r.rows {
		if r.rows[i].no == nil {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b int) int { return r.rows[a].visit.start.Compare(r.rows[b].visit.start) })
	return all
}
