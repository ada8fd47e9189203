package elsewhere

import (
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/hl7"
	"bedside/internal/phi"
)

// said is what a scheduling message (SIU, HL7 2.5.1 chapter 10) says of one visit.
type said struct {
	event          string // "S12"
	placer, filler string // SCH-1 and SCH-2
	status         string // SCH-25 in capitals
	from, to       time.Time
	providers      []string // codes; AIP-3 and AIG-3, and PV1-7 where there is neither
	rooms          []string // AIL-3
	at             time.Time
	who            person
}

type person struct {
	name  phi.Name
	birth phi.BirthDate
	phone string // digits only
}

// events are what each trigger means (table 0003).
var events = map[string]string{
	"S12": "books", "S13": "moves", "S14": "changes", "S15": "cancels", "S16": "cancels", "S17": "cancels",
	"S18": "changes", "S19": "changes", "S20": "changes", "S21": "changes", "S22": "changes",
	"S23": "blocks", "S24": "unblocks", "S26": "did not come",
}

// refusal is why a message is not taken: the acknowledgement's code, the number of the error, and a sentence.
type refusal struct{ code, number, sentence string }

// readSIU reads a message. What is returned is complete: a visit that takes time has a beginning and an end.
func readSIU(m hl7.Message, zone *time.Location) (s said, no *refusal) {
	head := m.First("MSH")
	kind, event := strings.ToUpper(head.Get(9, 1)), strings.ToUpper(head.Get(9, 2))
	switch {
	case kind != "SIU":
		return s, &refusal{hl7.Reject, hl7.UnknownType, "Only scheduling messages (SIU) are taken here."}
	case events[event] == "":
		return s, &refusal{hl7.Reject, hl7.UnknownEvent, "This event is not taken here. Those that are: S12 to S24 and S26."}
	case head.Get(10, 1) == "" || len(head.Get(10, 1)) > 199:
		return s, &refusal{hl7.Reject, hl7.MissingField, "MSH-10, the message control id, is missing or too long."}
	case len(m.All("SCH")) != 1:
		return s, &refusal{hl7.Error, hl7.MissingField, "The message must have one SCH segment."}
	}
	sch := m.First("SCH")
	s.event, s.placer, s.filler, s.status = event, sch.Get(1, 1), sch.Get(2, 1), strings.ToUpper(sch.Get(25, 1))
	if s.placer == "" && s.filler == "" {
		return s, &refusal{hl7.Error, hl7.MissingField, "SCH-1 and SCH-2 are empty: the message does not say which visit it is about."}
	}
	s.at, _ = hl7.Time(head.Get(7, 1), zone)
	s.who = readPerson(m.First("PID"))
	s.resources(m)
	if no := s.times(m, zone); no != nil && s.takes() {
		return s, no
	}
	return s, nil
}

// takes reports whether the message says that a time is taken.
func (s said) takes() bool {
	switch events[s.event] {
	case "cancels", "unblocks", "did not come":
		return false
	}
	return !s.off()
}

// off reports whether the status says that the visit is not to be (table 0278).
func (s said) off() bool {
	switch s.status {
	case "CANCELLED", "CANCELED", "DC", "DELETED", "WAITLIST":
		return true
	}
	return false
}

// pending reports whether the other system has yet to decide.
func (s said) pending() bool { return s.status == "PENDING" || s.status == "WAITLIST" }

// resources finds who and what the visit takes. What an update removes does not count.
func (s *said) resources(m hl7.Message) {
	for _, o := range []struct {
		segment, otherwise int
		name               string
		to                 *[]string
	}{{3, 0, "AIP", &s.providers}, {3, 0, "AIG", &s.providers}, {3, 0, "AIL", &s.rooms}} {
		for _, seg := range m.All(o.name) {
			if strings.EqualFold(seg.Get(2, 1), "D") {
				continue
			}
			code := seg.Get(3, 1)
			if o.name == "AIL" {
				code = strings.TrimRight(seg.Get(3, 1)+"^"+seg.Get(3, 2), "^")
			} else if code == "" {
				code = strings.TrimSpace(seg.Get(3, 2) + " " + seg.Get(3, 3))
			}
			if code != "" && len(code) <= 200 {
				*o.to = append(*o.to, code)
			}
		}
	}
	if pv1 := m.First("PV1"); len(s.providers) == 0 && pv1.Get(7, 1) != "" {
		s.providers = []string{pv1.Get(7, 1)}
	}
}

// times finds when the visit is: TQ1-7 and TQ1-8 (since 2.5), else SCH-11.4 and SCH-11.5, else the start of a resource;
// where there is no end, with the duration of TQ1-6, SCH-11.3, SCH-9 or the resource.
func (s *said) times(m hl7.Message, zone *time.Location) *refusal {
	sch, tq1 := m.First("SCH"), m.First("TQ1")
	start, end := tq1.Get(7, 1), tq1.Get(8, 1)
	if start == "" {
		start, end = sch.Get(11, 4), sch.Get(11, 5)
	}
	long := minutesOf(sch.Get(9, 1), sch.Get(10, 1))
	if d := quantity(sch.Get(11, 3)); d > 0 {
		long = d
	}
	if d := quantity(tq1.Get(6, 1)); d > 0 {
		long = d
	}
	for _, o := range []struct {
		name                  string
		start, duration, unit int
	}{{"AIS", 4, 7, 8}, {"AIP", 6, 9, 10}, {"AIL", 6, 9, 10}, {"AIG", 8, 11, 12}} {
		seg := m.First(o.name)
		if start == "" {
			start = seg.Get(o.start, 1)
		}
		if long == 0 {
			long = minutesOf(seg.Get(o.duration, 1), seg.Get(o.unit, 1))
		}
	}
	var ok bool
	if s.from, ok = hl7.Time(start, zone); !ok {
		return &refusal{hl7.Error, hl7.MissingField, "The message does not say when the visit begins, in TQ1-7, SCH-11 or a resource."}
	}
	if s.to, ok = hl7.Time(end, zone); !ok && long > 0 {
		s.to, ok = s.from.Add(long), true
	}
	switch {
	case !ok:
		return &refusal{hl7.Error, hl7.MissingField, "The message does not say when the visit ends or how long it is, in TQ1-8, SCH-11 or SCH-9."}
	case !s.from.Before(s.to):
		return &refusal{hl7.Error, hl7.WrongType, "The visit ends before it begins."}
	case s.to.Sub(s.from) > longestVisit:
		return &refusal{hl7.Error, hl7.WrongType, "The visit is longer than 31 days."}
	}
	return nil
}

const longestVisit = 31 * 24 * time.Hour

// minutesOf reads a duration with its unit; none is minutes (table 0335 and the units of SCH-10).
func minutesOf(n, unit string) time.Duration {
	v, err := strconv.ParseFloat(n, 64)
	if err != nil || v <= 0 || v > 100_000 {
		return 0
	}
	d := time.Minute
	switch u := strings.ToUpper(unit); {
	case strings.HasPrefix(u, "S"):
		d = time.Second
	case strings.HasPrefix(u, "H"):
		d = time.Hour
	case strings.HasPrefix(u, "D"):
		d = 24 * time.Hour
	}
	return time.Duration(v * float64(d))
}

// quantity reads a duration such as M30 or H1 of a TQ.
func quantity(s string) time.Duration {
	if len(s) < 2 {
		return 0
	}
	return minutesOf(s[1:], s[:1])
}

// readPerson reads who the visit is for, as far as two systems can agree on it.
func readPerson(pid hl7.Segment) person {
	p := person{name: phi.NewName(pid.Get(5, 2), pid.Get(5, 1))}
	if b := pid.Get(7, 1); len(b) >= 8 {
		if d, err := civil.ParseDate(b[:4] + "-" + b[4:6] + "-" + b[6:8]); err == nil {
			p.birth = phi.NewBirthDate(d)
		}
	}
	for _, c := range [][2]int{{12, 0}, {6, 7}, {1, 0}} {
		number := pid.Get(13, c[0])
		if c[1] > 0 {
			number += pid.Get(13, c[1])
		}
		if p.phone = digits(number); len(p.phone) >= 10 {
			break
		}
	}
	return p
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
