package rehearse

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/strict"
	"bedside/internal/tx"
	"bedside/internal/words"
)

//go:embed people.toml
var peopleFile []byte

// person is somebody who calls.
type person struct {
	Language words.Language `toml:"language"`
	Given    string         `toml:"given"`
	Family   string         `toml:"family"`
	Birth    string         `toml:"birth"`
	Phone    string         `toml:"phone"`
	Email    string         `toml:"email"`
}

func people() ([]person, error) {
	var file struct {
		People []person `toml:"person"`
	}
	err := strict.Decode(bytes.NewReader(peopleFile), &file)
	return file.People, err
}

func (p person) name() phi.Name { return phi.NewName(p.Given, p.Family) }

func (p person) born() civil.Date {
	d, _ := civil.ParseDate(p.Birth) // people.toml is tested
	return d
}

// value is what a placeholder stands for: as it is said, and as the database knows it.
type value struct{ said, fact string }

// cast is what the placeholders of scenarios stand for in one practice at one time. A placeholder that the practice has
// nothing for is not there.
type cast map[string]value

// missing says why a practice has nothing for a placeholder.
var missing = map[string]string{
	"service": "no service can be booked here", "service2": "there is only one service that can be booked here",
	"provider": "nobody can be booked by name", "provider2": "only one provider can be booked", "day": "no day of the coming week has times free in the morning and in the afternoon",
	"day2": "only one day of the coming week has times free", "week": "no weekday has times free both this week and the next", "closed": "the practice is open on every day of the coming week", "place": "there is no place to name",
	"place2": "the practice has only one place with free times", "insurance": "the practice lists no insurance", "exact": "no single time can be named", "visit": "no visit can be made for the caller",
	"ask": "the practice has approved no answers", "video": "there is no video visit that can be booked",
}

var placeholder = regexp.MustCompile(`\{([a-z0-9.]+)\}`)

// lacks returns why a text cannot be said here, "" if it can.
func (c cast) lacks(text string) string {
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if _, ok := c[m[1]]; ok {
			continue
		}
		root, _, _ := strings.Cut(m[1], ".")
		if why, ok := missing[root]; ok {
			return why
		}
		return "nothing is known as {" + m[1] + "}"
	}
	return ""
}

// say puts in what is said, fact what the database knows.
func (c cast) say(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string { return c[m[1:len(m)-1]].said })
}

func (c cast) fact(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		v := c[m[1:len(m)-1]]
		if v.fact != "" {
			return v.fact
		}
		return v.said
	})
}

// with returns the cast with a person as the caller.
func (c cast) with(p person) cast {
	all := cast{}
	for k, v := range c {
		all[k] = v
	}
	born, tongue := p.born(), tongues[p.Language]
	digits := strings.TrimPrefix(p.Phone, "+1")
	letters := strings.Split(strings.ToUpper(p.Family), "")
	all.put("name", p.Given+" "+p.Family)
	all.put("given", p.Given)
	all.put("family", p.Family)
	all.put("family.spelled", strings.Join(letters, " "))
	all["birth"] = value{tongue.birth(born), born.String()}
	all["birth.numbers"] = value{fmt.Sprintf("%d/%d/%d", born.Month, born.Day, born.Year), born.String()}
	all["birth.keys"] = value{fmt.Sprintf("%02d%02d%04d", born.Month, born.Day, born.Year), born.String()}
	all.put("birth.half", tongue.day(born))
	all.put("birth.year", fmt.Sprint(born.Year))
	all["phone"] = value{digits[:3] + "-" + digits[3:6] + "-" + digits[6:], p.Phone}
	all["phone.keys"] = value{digits, p.Phone}
	all.put("email", p.Email)
	return all
}

func (c cast) put(key, said string) { c[key] = value{said: said} }

// tongue is how days and dates are said.
type tongue struct {
	days, months []string
	date         func(t tongue, d civil.Date) string
}

var tongues = map[words.Language]tongue{
	words.English: {
		[]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		[]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		func(t tongue, d civil.Date) string { return fmt.Sprintf("%s %d", t.months[d.Month-1], d.Day) },
	},
	words.Spanish: {
		[]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
		[]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		func(t tongue, d civil.Date) string { return fmt.Sprintf("%d de %s", d.Day, t.months[d.Month-1]) },
	},
}

func (t tongue) day(d civil.Date) string { return t.date(t, d) }

func (t tongue) birth(d civil.Date) string {
	if t.months[0] == "enero" {
		return t.day(d) + " de " + fmt.Sprint(d.Year)
	}
	return t.day(d) + " " + fmt.Sprint(d.Year)
}

// casting works out a cast.
type casting struct {
	h     *House
	t     tx.Tx
	p     *practice.Practice
	now   time.Time
	lang  words.Language
	slots []schedule.Slot // of the service that callers get who say nothing more
	cast  cast
}

// castOf works out what the placeholders stand for, by the house's clock.
func castOf(ctx context.Context, h *House, lang words.Language) (cast, error) {
	c := casting{h: h, p: h.Practice, now: h.Clock.Now(), lang: lang, cast: cast{}}
	err := h.DB.View(ctx, actor.Visitor(), func(t tx.Tx) error {
		c.t = t
		c.cast = cast{}
		return c.all(ctx)
	})
	return c.cast, err
}

func (c *casting) all(ctx context.Context) error {
	if c.p.Settings.Phone != "" {
		n := strings.TrimPrefix(c.p.Settings.Phone, "+1")
		c.cast.put("practice.phone", n[max(0, len(n)-4):])
	}
	if len(c.p.Desk.Insurances) > 0 {
		c.cast.put("insurance", c.p.Desk.Insurances[0])
	}
	for _, l := range c.p.Locations {
		if l.Active && l.Address != "" {
			c.cast.put("address", l.Address)
			c.cast.put("state", l.State)
			break
		}
	}
	c.shut()
	return c.services(ctx)
}

// services finds what is booked for somebody who says nothing more, and another service, both with times free.
func (c *casting) services(ctx context.Context) error {
	var general, other, video *practice.Service
	for i := range c.p.Services {
		s := &c.p.Services[i]
		if !s.Active || !s.Online {
			continue
		}
		slots, err := c.free(ctx, s.ID)
		if err != nil {
			return err
		}
		switch narrow := special(s.Name); {
		case len(slots) == 0:
		case s.Telehealth:
			video = cmp.Or(video, s)
		case general == nil && !narrow:
			general, c.slots = s, slots
		case other == nil && c.alone(s) && !strings.Contains(words.Fold(s.Name), "same"):
			other = s
		}
	}
	if video != nil {
		c.cast["video"] = value{video.Name, string(video.ID)}
	}
	if general == nil {
		return nil
	}
	c.cast["service"] = value{general.Name, string(general.ID)}
	if other != nil {
		c.cast["service2"] = value{other.Name, string(other.ID)}
	}
	c.providers()
	c.places()
	c.days()
	return nil
}

// alone reports whether no other service has the name within its own.
func (c *casting) alone(s *practice.Service) bool {
	return !slices.ContainsFunc(c.p.Services, func(o practice.Service) bool {
		return o.ID != s.ID && o.Active && strings.Contains(words.Fold(o.Name), words.Fold(s.Name))
	})
}

// special reports whether the name of a service says that it is not for whatever may come, as the front desk reads it.
func special(name string) bool {
	return slices.ContainsFunc(words.Split(name), func(w words.Word) bool {
		return slices.Contains([]string{"new", "same", "annual", "injection", "procedure", "vaccination", "follow"}, w.Text)
	})
}

const searched = 28 // days

func (c *casting) free(ctx context.Context, s practice.ServiceID) ([]schedule.Slot, error) {
	today := civil.DateOf(c.now)
	return c.h.Visits.Slots(ctx, c.t, schedule.Query{Service: s, From: today, To: today.AddDays(searched)})
}

func (c *casting) providers() {
	n := 0
	for _, v := range c.p.Providers {
		mine := slices.ContainsFunc(c.slots, func(s schedule.Slot) bool { return s.Provider == v.ID })
		if !mine || strings.Contains(v.Family, " ") {
			continue
		}
		said := "Dr. " + v.Family
		if !slices.Contains([]string{"MD", "DO", "PhD", "DPM", "DDS", "PsyD"}, v.Credentials) {
			said = v.Given + " " + v.Family
		}
		if n++; n > 2 {
			break
		}
		key := []string{"", "provider", "provider2"}[n]
		c.cast[key] = value{said, string(v.ID)}
		c.cast.put(key+".family", v.Family)
		if n == 1 && v.Specialty != "" {
			c.cast.put("provider.specialty", v.Specialty)
		}
	}
}

func (c *casting) places() {
	n := 0
	for _, l := range c.p.Locations {
		if !slices.ContainsFunc(c.slots, func(s schedule.Slot) bool { return s.Location == l.ID }) {
			continue
		}
		if n++; n > 2 {
			break
		}
		c.cast[[]string{"", "place", "place2"}[n]] = value{l.Name, string(l.ID)}
	}
}

// halves are the days from tomorrow to today in a week that have times free: two or more in each half.
func (c *casting) halves(from, to int) (all []civil.Date) {
	today := civil.DateOf(c.now)
	for n := from; n <= to; n++ {
		d := today.AddDays(n)
		var half [2]int
		for _, s := range c.slots {
			if civil.DateOf(s.Start) != d {
				continue
			}
			if s.Start.Hour() < 12 {
				half[0]++
			} else if s.Start.Hour() < 17 {
				half[1]++
			}
		}
		if half[0] > 1 && half[1] > 1 {
			all = append(all, d)
		}
	}
	return all
}

func (c *casting) days() {
	t := tongues[c.lang]
	put := func(key string, d civil.Date) {
		c.cast[key] = value{t.days[d.Weekday()], d.String()}
		c.cast[key+".date"] = value{t.day(d), d.String()}
	}
	near := c.halves(1, 6)
	if len(near) > 0 {
		put("day", near[0])
		c.exact(near[0])
	}
	if len(near) > 1 {
		put("day2", near[1])
	}
	for _, d := range c.halves(7, 13) { // "next Tuesday" is the one of the week that begins on Monday
		monday := civil.DateOf(c.now).Monday().AddDays(7)
		if !d.Before(monday) && d.Before(monday.AddDays(7)) && !slices.ContainsFunc(near, func(n civil.Date) bool { return !n.Before(monday) && n.Weekday() == d.Weekday() }) {
			put("week", d)
			break
		}
	}
}

// exact is one free time on the day, on a whole hour if there is one, that only one clock reading of the day names.
func (c *casting) exact(d civil.Date) {
	var best *schedule.Slot
	for i, s := range c.slots {
		if civil.DateOf(s.Start) != d || s.Start.Hour() < 8 || s.Start.Hour() > 16 {
			continue
		}
		if best == nil || best.Start.Minute() != 0 && s.Start.Minute() == 0 {
			best = &c.slots[i]
		}
	}
	if best == nil {
		return
	}
	clock := best.Start.Format("3:04 pm")
	if c.lang == words.Spanish {
		clock = "las " + best.Start.Format("3:04") + map[bool]string{true: " de la mañana", false: " de la tarde"}[best.Start.Hour() < 12]
	}
	c.cast["exact"] = value{clock, best.Start.Format("15:04")}
}

// shut is a day of the coming week on which every place is closed.
func (c *casting) shut() {
	for n := 1; n < 7; n++ {
		d := civil.DateOf(c.now).AddDays(n)
		if !slices.ContainsFunc(c.p.Locations, func(l practice.Location) bool { return l.Active && len(c.p.OpenOn(l.ID, d)) > 0 }) {
			c.cast["closed"] = value{tongues[c.lang].days[d.Weekday()], d.String()}
			return
		}
	}
}
