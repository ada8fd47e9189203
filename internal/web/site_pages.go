package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// home is the first page of the site.
func (c *call) home() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	if !p.Settings.Live {
		return c.see("/console")
	}
	v := view.Home{Site: c.both("home", p.Settings.Name, p.Settings.Name), Data: c.clinicData(p)}
	v.Headline, v.Lead = view.Own{Text: p.Settings.Tagline, Lang: c.tongue.theirs(p.Settings.Tagline)}, view.Own{Text: p.Settings.About, Lang: c.tongue.theirs(p.Settings.About)}
	v.People, v.Places = c.people(p), c.places(p)
	read, err := c.latest(postsOnHome, 0)
	if err != nil {
		return err
	}
	v.Posts = c.postRows(read)
	if svc, l, ok := firstOnline(p); ok {
		v.NextZone = c.tongue.zone(l.In()) + ", " + l.Name
		v.Next, err = c.nextDays(p, schedule.Query{Service: svc.ID, Location: l.ID}, 3, 4)
		if err != nil {
			return err
		}
	}
	return c.page(v)
}

// firstOnline is the visit whose free times the first page shows.
func firstOnline(p *practice.Practice) (practice.Service, practice.Location, bool) {
	for _, svc := range p.Services {
		if !svc.Active || !svc.Online || svc.Telehealth {
			continue
		}
		for _, l := range p.Locations {
			if l.Active {
				return svc, l, true
			}
		}
	}
	return practice.Service{}, practice.Location{}, false
}

// nextDays shows the first free times of the next days that have any.
func (c *call) nextDays(p *practice.Practice, q schedule.Query, days, perDay int) ([]view.SlotDay, error) {
	loc := zoneOf(p, q.Location)
	q.From = civil.DateOf(c.Now().In(loc))
	q.To = q.From.AddDays(13)
	all, err := c.slotDays(p, q, perDay, func(s schedule.Slot) view.Slot {
		return view.Slot{Time: c.tongue.at(s.Start), URL: c.to(detailsURL(q.Service, s))}
	})
	if len(all) > days {
		all = all[:days]
	}
	return all, err
}

func zoneOf(p *practice.Practice, i practice.LocationID) *time.Location {
	if l, ok := p.Location(i); ok {
		return l.In()
	}
	return practice.Location{Zone: p.Settings.Zone}.In()
}

// slotDays groups free times by day. One time is shown once, whoever of several providers has it; a limit of 0
// shows all of a day.
func (c *call) slotDays(p *practice.Practice, q schedule.Query, limit int, show func(schedule.Slot) view.Slot) ([]view.SlotDay, error) {
	var slots []schedule.Slot
	err := c.view(func(t tx.Tx) (err error) {
		slots, err = c.Schedule.Slots(c.r.Context(), t, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	var days []view.SlotDay
	var last civil.Date
	seen := map[string]bool{}
	left := 0
	today := civil.DateOf(c.Now().In(zoneOf(p, q.Location)))
	for _, s := range slots {
		key := s.Start.Format(time.RFC3339) + string(s.Location)
		if seen[key] {
			continue
		}
		seen[key] = true
		if d := civil.DateOf(s.Start); d != last {
			last, left = d, limit
			days = append(days, view.SlotDay{Day: c.tongue.near(today, d)})
		}
		d := &days[len(days)-1]
		if limit > 0 && left == 0 {
			continue
		}
		left--
		d.Slots = append(d.Slots, show(s))
	}
	return days, nil
}

func (c *call) people(p *practice.Practice) []view.Person {
	var people []view.Person
	for _, v := range p.Providers {
		if v.Active {
			people = append(people, c.person(p, v))
		}
	}
	return people
}

func (c *call) person(p *practice.Practice, v practice.Provider) view.Person {
	var where []string
	for _, l := range p.Locations {
		if slices.ContainsFunc(p.Hours, func(h practice.Hours) bool { return h.Provider == v.ID && h.Location == l.ID }) {
			where = append(where, l.Name)
		}
	}
	video := len(v.Services) > 0
	for _, i := range v.Services {
		if svc, ok := p.Service(i); ok && !svc.Telehealth {
			video = false
		}
	}
	person := view.Person{
		Name: v.Name(), Short: short(v), Initials: initials(v.Given, v.Family), URL: c.to("/providers/" + v.Slug), Field: v.Specialty, Bio: v.Bio,
		Credentials: c.certified(p, v), Languages: c.tongue.languages(v), Limits: lines(v.Limits), Where: strings.Join(where, c.tongue.say(" and ", " y ")), Telehealth: video,
		Lang: c.tongue.theirs(v.Specialty + " " + v.Bio + " " + v.Limits), Spanish: c.tongue == spanish,
	}
	if video {
		person.Where = ""
	}
	return person
}

// zonesOf names the zones in which a provider's times are shown.
func (l tongue) zonesOf(p *practice.Practice, v practice.Provider) string {
	var names []string
	for _, h := range p.Hours {
		if h.Provider == v.ID {
			names = append(names, l.zone(zoneOf(p, h.Location)))
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) > 1 {
		return l.say("the time of each office", "hora de cada consultorio")
	}
	return strings.Join(names, "")
}

func (c *call) places(p *practice.Practice) []view.Place {
	var places []view.Place
	for _, l := range p.Locations {
		if !l.Active {
			continue
		}
		number := l.Phone
		if number == "" {
			number = p.Settings.Phone
		}
		place := view.Place{Name: l.Name, Address: []string{l.Address, fmt.Sprintf("%s, %s %s", l.City, l.State, l.ZIP)},
			Phone: phone(number), PhoneURL: "tel:" + number, Zone: c.tongue.zone(l.In()), Hours: c.openHours(p, l), Notes: c.tongue.notes(l)}
		today := civil.DateOf(c.Now().In(l.In()))
		for _, shut := range p.Shut(today, today.AddDays(60)) {
			if (shut.Location == "" || shut.Location == l.ID) && shut.Provider == "" {
				when := c.tongue.dates(shut.From, shut.To)
				if shut.When.Valid() {
					when += ", " + c.tongue.stretches([]civil.Interval{shut.When})
				}
				if shut.Name != "" {
					when = c.tongue.closure(shut.Name) + ", " + when
				}
				place.Closed = append(place.Closed, when)
			}
		}
		places = append(places, place)
	}
	return places
}

func dates(from, to civil.Date) string {
	if from == to {
		return from.Format("Monday, Jan 2")
	}
	return from.Format("Mon, Jan 2") + " to " + to.Format("Mon, Jan 2")
}

// openHours says when the location is open in the seven days from today, days with the same hours in one line.
func (c *call) openHours(p *practice.Practice, at practice.Location) []view.DayHours {
	today := civil.DateOf(c.Now().In(at.In()))
	week := p.Week(at.ID, today)
	slices.SortFunc(week, func(a, b practice.DayHours) int { return fromMonday(a.Date) - fromMonday(b.Date) })
	var out []view.DayHours
	l, first := c.tongue, practice.DayHours{}
	for _, d := range week {
		text, now := l.hours(d), d.Date == today
		if n := len(out); n > 0 && out[n-1].Hours == text {
			out[n-1].Day = l.weekday(first.Date.Weekday()) + l.say(" to "+d.Date.Weekday().String(), " a "+words.SpanishDay(d.Date.Weekday()))
			out[n-1].Now = out[n-1].Now || now
			continue
		}
		first = d
		out = append(out, view.DayHours{Day: l.weekday(d.Date.Weekday()), Hours: text, Now: now})
	}
	return out
}

func fromMonday(d civil.Date) int { return (int(d.Weekday()) + 6) % 7 }

// hours says when a location is open on a day.
func (l tongue) hours(d practice.DayHours) string {
	switch {
	case len(d.Open) > 0:
		return l.stretches(d.Open)
	case d.Closed != "":
		return l.say("Closed: ", "Cerrado: ") + l.closure(d.Closed)
	}
	return l.say("Closed", "Cerrado")
}

// providers lists who works here.
func (c *call) providers() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	page := view.Providers{Site: c.both("providers", "Providers", "Profesionales")}
	page.People = c.people(p)
	return c.page(page)
}

// provider is the page of one provider.
func (c *call) provider() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	for _, v := range p.Providers {
		if v.Slug != c.r.PathValue("slug") || !v.Active {
			continue
		}
		page := view.Provider{Site: c.both("providers", v.Name(), v.Name()), BookURL: c.to("/book?provider=" + string(v.ID))}
		page.Person = c.person(p, v)
		c.profile(p, v, &page)
		for _, svc := range p.Services {
			if !svc.Active || !v.Offers(svc.ID) {
				continue
			}
			page.Services = append(page.Services, c.siteService(svc, "/book/time?service="+string(svc.ID)+"&provider="+string(v.ID)))
			if svc.Online && page.Next == nil {
				page.NextZone = c.tongue.zonesOf(p, v)
				if page.Next, err = c.nextDays(p, schedule.Query{Service: svc.ID, Provider: v.ID}, 3, 4); err != nil {
					return err
				}
			}
		}
		return c.page(page)
	}
	return fault.New(fault.NotFound, "web.provider", "Nobody of this name works here.")
}

// findUs lists the locations.
func (c *call) findUs() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := view.FindUs{Site: c.both("find", "Find us", "Dónde estamos"), Data: c.clinicData(p)}
	v.Places = c.places(p)
	return c.page(v)
}

// siteService is a kind of visit as patients see it, which leads to an address.
func (c *call) siteService(svc practice.Service, url string) view.SiteService {
	l := c.tongue
	v := view.SiteService{Name: svc.Name, Length: l.minutes(svc.Minutes), Text: svc.Description, Lang: l.theirs(svc.Name + " " + svc.Description), Only: l.onlyFor(svc), URL: c.to(url), Call: !svc.Online}
	if svc.Telehealth {
		v.Video = l.say("by video", "por video")
	}
	if v.Call {
		v.Length = l.say("call us", "llámenos")
	}
	return v
}
