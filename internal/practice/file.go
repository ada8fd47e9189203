package practice

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/strict"
)

//go:embed example.toml
var example string

// Example returns an annotated practice file; it is the documentation of [File].
func Example() string { return example }

// File is a practice as a TOML file says it. Locations, providers and services are named by their names.
type File struct {
	Practice  FileSettings   `toml:"practice"`
	Locations []FileLocation `toml:"location"`
	Services  []FileService  `toml:"service"`
	Providers []FileProvider `toml:"provider"`
	Hours     []FileHours    `toml:"hours"`
	Closures  []FileClosure  `toml:"closure"`
	Specials  []FileSpecial  `toml:"special"`
	Reserved  []FileReserved `toml:"reserved"`
	Desk      *FileDesk      `toml:"desk"` // nil leaves the practice's as it is
	Answers   []FileAnswer   `toml:"answer"`
}

// FileSettings are [Settings]. What is left out is as [Defaults] says.
type FileSettings struct {
	Name        string   `toml:"name"`
	NeutralName string   `toml:"neutral_name"`
	Tagline     string   `toml:"tagline"`
	About       string   `toml:"about"`
	Phone       string   `toml:"phone"`
	Email       string   `toml:"email"`
	URL         string   `toml:"url"`
	Zone        string   `toml:"zone"`
	Messages    string   `toml:"messages"`     // "08:00-21:00"
	Notice      *int     `toml:"notice"`       // minutes
	Horizon     int      `toml:"horizon_days"` // days
	SlotStep    int      `toml:"slot_step"`    // minutes
	Holidays    []string `toml:"holidays"`     // of [FederalHolidays], or "federal" for all; nil leaves them as they are
	Live        bool     `toml:"live"`
	Invitations bool     `toml:"invitations"`
}

// FileLocation is a [Location].
type FileLocation struct {
	Name    string   `toml:"name"`
	Address string   `toml:"address"`
	City    string   `toml:"city"`
	State   string   `toml:"state"`
	ZIP     string   `toml:"zip"`
	Phone   string   `toml:"phone"`
	Zone    string   `toml:"zone"` // "" is the practice's
	Notes   string   `toml:"notes"`
	NotesES string   `toml:"notes_es"`
	Rooms   []string `toml:"rooms"`

	Resources []FilePool `toml:"resource"`
	There     []string   `toml:"there"` // "Room 3: Mon-Thu 8:00-17:00", "Ana: away 2026-12-24 to 2026-12-31"
}

// FilePool are [Resource]s of one pool.
type FilePool struct {
	Pool  string   `toml:"pool"`
	Names []string `toml:"names"`
}

// FileService is a [Service].
type FileService struct {
	Name        string `toml:"name"`
	Description string `toml:"description"`
	Minutes     int    `toml:"minutes"`
	Buffer      int    `toml:"buffer"`
	Telehealth  bool   `toml:"telehealth"`
	Online      bool   `toml:"online"`

	Before  int      `toml:"before"`       // minutes
	Notice  int      `toml:"notice"`       // minutes
	Horizon int      `toml:"horizon_days"` // days
	Seats   int      `toml:"seats"`
	Seen    string   `toml:"patients"` // "new", "returning"
	AgeFrom int      `toml:"age_from"`
	AgeTo   int      `toml:"age_to"`
	Reasons []string `toml:"reasons"`
	Needs   []string `toml:"needs"` // "2 Assistant"
}

// FileProvider is a [Provider].
type FileProvider struct {
	Given          string           `toml:"given"`
	Family         string           `toml:"family"`
	Credentials    string           `toml:"credentials"`
	Specialty      string           `toml:"specialty"`
	Qualifications string           `toml:"qualifications"`
	Certification  string           `toml:"certification"` // what files said before there were credentials: one more line of qualifications
	Bio            string           `toml:"bio"`
	Languages      string           `toml:"languages"`
	Limits         string           `toml:"limits"`
	Disclosures    string           `toml:"disclosures"`
	NPI            string           `toml:"npi"`
	Services       []string         `toml:"services"`
	Held           []FileCredential `toml:"credential"`

	Zone     string `toml:"zone"`
	MostDay  int    `toml:"most_per_day"`
	MostWeek int    `toml:"most_per_week"`
}

// FileHours is the week of a provider at a location. A day is stretches of work with gaps between them, and breaks
// within a stretch where they are called so: "08:00-12:00 13:00-17:00", "08:00-17:00 break 12:00-12:30".
type FileHours struct {
	Provider string `toml:"provider"`
	Location string `toml:"location"`
	Mon      string `toml:"mon"`
	Tue      string `toml:"tue"`
	Wed      string `toml:"wed"`
	Thu      string `toml:"thu"`
	Fri      string `toml:"fri"`
	Sat      string `toml:"sat"`
	Sun      string `toml:"sun"`
}

// FileClosure is a [Closure]. To is From if it is left out.
type FileClosure struct {
	Name     string `toml:"name"`
	From     string `toml:"from"`
	To       string `toml:"to"`
	Location string `toml:"location"`
	Provider string `toml:"provider"`
	When     string `toml:"when"`   // "13:00-15:00"; the whole day if it is left out
	Yearly   bool   `toml:"yearly"` // comes again every year
}

// FileSpecial is a [Special]: "off", or stretches as in [FileHours].
type FileSpecial struct {
	Provider string `toml:"provider"`
	Location string `toml:"location"`
	Date     string `toml:"date"`
	Hours    string `toml:"hours"`
}

// FileReserved is a [Reserved].
type FileReserved struct {
	Name      string   `toml:"name"`
	Provider  string   `toml:"provider"`
	Location  string   `toml:"location"`
	Weekday   string   `toml:"weekday"` // "mon"
	When      string   `toml:"when"`
	Services  []string `toml:"services"`
	OpensDays int      `toml:"opens_days_before"`
	OpensAt   string   `toml:"opens_at"`
}

// ReadFile reads a practice file. Invalid with the line for what is no TOML or no known setting, and with the name of
// the part for hours and days that cannot be read or names that nothing has.
func ReadFile(r io.Reader) (File, error) {
	var f File
	if err := strict.Decode(r, &f); err != nil {
		return File{}, err
	}
	if err := f.check(); err != nil {
		return File{}, err
	}
	return f, nil
}

func invalidFile(format string, args ...any) error {
	return fault.New(fault.Invalid, "practice.ReadFile", fmt.Sprintf(format, args...))
}

// check finds what can be found without a database; the rest is checked when the file is applied.
func (f File) check() error {
	if _, err := f.settings(); err != nil {
		return err
	}
	for _, p := range f.Providers {
		for _, s := range p.Services {
			if !slices.ContainsFunc(f.Services, func(o FileService) bool { return o.Name == s }) {
				return invalidFile("The provider %q offers %q, and no service has this name.", p.name(), s)
			}
		}
		for _, c := range p.Held {
			if _, err := c.credential(); err != nil {
				return part("provider "+p.name(), err)
			}
		}
	}
	location := func(n string) bool {
		return slices.ContainsFunc(f.Locations, func(o FileLocation) bool { return o.Name == n })
	}
	provider := func(n string) bool {
		return slices.ContainsFunc(f.Providers, func(o FileProvider) bool { return o.name() == n })
	}
	for _, h := range f.Hours {
		if !provider(h.Provider) {
			return invalidFile("There are hours of %q, and no provider has this name.", h.Provider)
		}
		if !location(h.Location) {
			return invalidFile("There are hours at %q, and no location has this name.", h.Location)
		}
		if _, err := h.Week(); err != nil {
			return err
		}
	}
	for _, c := range f.Closures {
		if _, err := c.closure(); err != nil {
			return err
		}
		if c.Location != "" && !location(c.Location) || c.Provider != "" && !provider(c.Provider) {
			return invalidFile("The closure %q names a location or a provider that the file does not have.", c.Name)
		}
	}
	if err := f.checkTimes(location, provider); err != nil {
		return err
	}
	return f.checkDesk()
}

func (p FileProvider) name() string { return p.Given + " " + p.Family }

func (f File) settings() (Settings, error) {
	s, in := Defaults(), f.Practice
	s.Name, s.NeutralName, s.Tagline, s.About = in.Name, in.NeutralName, in.Tagline, in.About
	s.Phone, s.Email, s.URL = in.Phone, in.Email, in.URL
	if in.Zone != "" {
		s.Zone = in.Zone
	}
	if in.Messages != "" {
		w, err := interval(in.Messages)
		if err != nil {
			return s, invalidFile("The hours for messages look like 08:00-21:00.")
		}
		s.Quiet = w
	}
	if in.Notice != nil {
		s.Notice = time.Duration(*in.Notice) * time.Minute
	}
	if in.Horizon != 0 {
		s.Horizon = in.Horizon
	}
	s.Invitations = in.Invitations
	if in.SlotStep != 0 {
		s.SlotStep = in.SlotStep
	}
	return s, nil
}

// Week reads the days of the week.
func (h FileHours) Week() ([]Hours, error) {
	var week []Hours
	for day, text := range []string{h.Sun, h.Mon, h.Tue, h.Wed, h.Thu, h.Fri, h.Sat} {
		pause := false
		for _, word := range strings.Fields(text) {
			if word == "break" && !pause {
				pause = true
				continue
			}
			w, err := interval(word)
			if err != nil {
				return nil, invalidFile("The hours of %s at %s on %s cannot be read. They look like 08:00-12:00 13:00-17:00, or 08:00-17:00 break 12:00-12:30.",
					h.Provider, h.Location, time.Weekday(day))
			}
			week = append(week, Hours{Weekday: time.Weekday(day), Break: pause, When: w})
			pause = false
		}
	}
	return week, nil
}

func interval(s string) (civil.Interval, error) {
	from, to, _ := strings.Cut(s, "-")
	a, err := civil.ParseClock(from)
	if err != nil {
		return civil.Interval{}, err
	}
	b, err := civil.ParseClock(to)
	return civil.Interval{From: a, To: b}, err
}
