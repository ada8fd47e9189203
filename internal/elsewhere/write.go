package elsewhere

import (
	"strconv"
	"strings"
	"time"

	"bedside/internal/hl7"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// version is of what is written: 2.5.1, with the time in SCH-11 too, where systems before 2.5 look for it.
const version = "2.5.1"

// write is a scheduling message about a visit: when it is, with whom and where, and of the patient no more than it takes
// to know who comes: name, birth date, phone. Why they come is not sent.
func write(p *practice.Practice, i Interface, codes mapped, event, control string, a schedule.Appointment, who patient.Patient, filler string, now time.Time) string {
	zone := i.zone()
	at := func(t time.Time) string { return hl7.Stamp(t.In(zone)) }
	long := strconv.Itoa(int(a.End.Sub(a.Start) / time.Minute))
	svc, _ := p.Service(a.Service)
	v, _ := p.Provider(a.Provider)
	l, _ := p.Location(a.Location)
	kind := hl7.Join(hl7.Text(svc.Slug), hl7.Text(svc.Name))
	if code, ok := codes.code(MapService, string(a.Service)); ok {
		kind = hl7.Join(hl7.Text(code), hl7.Text(svc.Name))
	}
	provider, _ := codes.code(MapProvider, string(a.Provider))
	place := place(codes, a, l)
	if filler != "" {
		filler = hl7.Text(filler)
	}
	set := func(n int) []string { return make([]string, n) }
	sch := set(25)
	sch[0], sch[1], sch[5], sch[7] = hl7.Join(string(a.ID), "BEDSIDE"), filler, hl7.Text(reasons[event]), kind
	sch[8], sch[9], sch[10], sch[24] = long, "MIN", hl7.Join("", "", long, at(a.Start), at(a.End)), statusOf(event, a.Status)
	tq1 := set(8)
	tq1[0], tq1[5], tq1[6], tq1[7] = "1", hl7.Join(long, "MIN"), at(a.Start), at(a.End)
	pid := set(13)
	birth := strings.ReplaceAll(who.Birth.Reveal(), "-", "")
	pid[0], pid[2], pid[4], pid[6], pid[12] = "1", hl7.Join(string(who.ID), "", "", "BEDSIDE", "PI"), hl7.Join(hl7.Text(who.Name.RevealFamily()), hl7.Text(who.Name.RevealGiven())), birth, phoneOf(who)
	ais := set(9)
	ais[0], ais[1], ais[2], ais[3], ais[6], ais[7] = "1", "A", kind, at(a.Start), long, "MIN"
	ail := set(10)
	ail[0], ail[1], ail[2], ail[5], ail[8], ail[9] = "1", "A", place, at(a.Start), long, "MIN"
	aip := set(10)
	aip[0], aip[1], aip[2], aip[5], aip[8], aip[9] = "1", "A", hl7.Join(hl7.Text(provider), hl7.Text(v.Family), hl7.Text(v.Given)), at(a.Start), long, "MIN"
	return hl7.Header(hl7.Head{FromApp: "BEDSIDE", From: p.Settings.NeutralName, ToApp: i.Name, Type: "SIU^" + event + "^SIU_S12", Control: control, Version: version, At: now.In(zone)}) +
		hl7.Line("SCH", sch...) + hl7.Line("TQ1", tq1...) + hl7.Line("PID", pid...) + hl7.Line("RGS", "1", "A") + hl7.Line("AIS", ais...) + hl7.Line("AIL", ail...) + hl7.Line("AIP", aip...)
}

// reasons are SCH-6: why the message is sent.
var reasons = map[string]string{"S12": "BOOKED", "S13": "MOVED", "S14": "CHANGED", "S15": "CANCELLED", "S26": "NOSHOW"}

// statusOf is SCH-25 (table 0278).
func statusOf(event string, s schedule.Status) string {
	switch {
	case event == "S15":
		return "Cancelled"
	case event == "S26":
		return "Noshow"
	}
	switch s {
	case schedule.Pending:
		return "Pending"
	case schedule.Arrived, schedule.CheckedIn:
		return "Started"
	case schedule.Fulfilled:
		return "Complete"
	}
	return "Booked"
}

// place is where the visit is, as the other system calls it: its room, or its location.
func place(codes mapped, a schedule.Appointment, l practice.Location) string {
	if code, ok := codes.code(MapRoom, string(a.Room)); ok {
		point, room, _ := strings.Cut(code, "^")
		return hl7.Join(hl7.Text(point), hl7.Text(room))
	}
	if code, ok := codes.code(MapLocation, string(a.Location)); ok {
		return hl7.Text(code)
	}
	return hl7.Text(l.Name)
}

func phoneOf(who patient.Patient) string {
	for _, c := range who.Contacts {
		if c.Kind == patient.Phone {
			return hl7.Join("", "PRN", "PH", "", "", "", "", "", "", "", "", hl7.Text(c.Value.Reveal()))
		}
	}
	return ""
}
