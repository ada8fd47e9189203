package practice

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

var today = civil.Date{Year: 2026, Month: 11, Day: 23}

func TestParseNPI(t *testing.T) {
	for s, want := range map[string]string{
		"1234567893": "1234567893", " 1234-567 893": "1234567893", "1558598797": "1558598797", "2000000002": "2000000002",
		"1234567890": "", "1234567892": "", "3234567893": "", "123456789": "", "12345678930": "", "": "", "１234567893": "", "12345678x3": "",
	} {
		got, err := ParseNPI(s)
		if got != want || (err == nil) != (want != "") || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
}

// One digit changed, or two neighbours swapped but 09 and 90, is always seen.
func TestParseNPISeesSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nine := rapid.StringMatching(`[12][0-9]{8}`).Draw(t, "nine")
		whole := ""
		for d := '0'; d <= '9'; d++ {
			if npi, err := ParseNPI(nine + string(d)); err == nil {
				if whole != "" {
					t.Fatalf("%s and %s", whole, npi)
				}
				whole = npi
			}
		}
		if whole == "" {
			t.Fatalf("no digit checks %s", nine)
		}
		at, other := rapid.IntRange(0, 9).Draw(t, "at"), byte(rapid.IntRange('0', '9').Draw(t, "other"))
		slip := []byte(whole)
		if slip[at] = other; string(slip) == whole {
			return
		}
		if _, err := ParseNPI(string(slip)); err == nil {
			t.Fatalf("%s passes for %s", slip, whole)
		}
	})
}

func family(t *testing.T) *Practice {
	t.Helper()
	return &Practice{Settings: Settings{Zone: "America/Chicago"}, Locations: []Location{{State: "MN", Active: true}}}
}

func TestNumberIsCompared(t *testing.T) {
	v := Provider{Given: "José", Family: "Peña", Specialty: "Family medicine by video", NPI: "1234567893"}
	whole := Registered{NPI: v.NPI, Person: true, Active: true, Given: []string{"JOSE M"}, Family: []string{"PENA"}, Source: "NPPES",
		Taxonomies: []Taxonomy{{Code: "207Q00000X", Name: "Family Medicine", State: "MN"}, {Name: "Emergency Medicine", State: "WI"}}, States: []string{"WI"}}
	c := family(t).compare(v, whole, today)
	if c.Differs != "" || c.Name != "JOSE M PENA" || c.Taxonomy != "Family Medicine" || c.States != "MN, WI" || c.On != today {
		t.Errorf("%+v", c)
	}
	for name, change := range map[string]struct {
		do   func(*Registered)
		want string
	}{
		"company":  {func(r *Registered) { r.Person = false }, "organization"},
		"ended":    {func(r *Registered) { r.Active = false }, "deactivated"},
		"family":   {func(r *Registered) { r.Family = []string{"Pen"} }, "name"},
		"given":    {func(r *Registered) { r.Given = []string{"Maria"} }, "name"},
		"nameless": {func(r *Registered) { r.Given, r.Family = nil, nil }, "name"},
		"field":    {func(r *Registered) { r.Taxonomies = []Taxonomy{{Name: "Internal Medicine", State: "MN"}} }, "field"},
		"state":    {func(r *Registered) { r.Taxonomies = r.Taxonomies[:1]; r.Taxonomies[0].State = "TX" }, "states"},
	} {
		r := whole
		r.Taxonomies = append([]Taxonomy(nil), whole.Taxonomies...)
		change.do(&r)
		if c := family(t).compare(v, r, today); !strings.Contains(c.Differs, change.want) || strings.Count(c.Differs, ".") != 1 {
			t.Errorf("%s: %q", name, c.Differs)
		}
	}
	if c := family(t).compare(v, Registered{NPI: v.NPI, Missing: true, Source: "NPPES"}, today); c != (NPICheck{On: today, Source: "NPPES", Differs: "The registry has no such number."}) {
		t.Errorf("a number that is not there: %+v", c)
	}
	former := whole
	former.Family = []string{"Ruiz", "Peña"}
	if c := family(t).compare(v, former, today); c.Differs != "" {
		t.Errorf("a former name: %q", c.Differs)
	}
}

func TestWordingOfCertification(t *testing.T) {
	board := func(issuer, field string) Credential {
		return Credential{Kind: Certification, Issuer: issuer, Field: field, Status: InForce, CheckedOn: today, Next: today.AddDays(100)}
	}
	abfm := board("American Board of Family Medicine", "Family Medicine")
	other := board("American Board of Lake Medicine", "Lake Medicine")
	nurse := board("American Academy of Nurse Practitioners Certification Board", "Family Nurse Practice")
	licence := Credential{Kind: Licence, Issuer: "Minnesota Board of Medical Practice", State: "MN", Number: "12345", Status: InForce, CheckedOn: today, Next: today.AddDays(1)}
	ended := licence
	ended.Expires = today.AddDays(-1)
	bound := licence
	bound.Status = Conditions
	for name, test := range map[string]struct {
		state, degree string
		c             Credential
		want, hidden  string
	}{
		"recognised":         {"MN", "MD", abfm, "Board certified in Family Medicine by the American Board of Family Medicine", ""},
		"recognised, strict": {"CA", "M.D.", abfm, "Board certified in Family Medicine by the American Board of Family Medicine", ""},
		"osteopathic":        {"FL", "DO", board("American Osteopathic Board of Pediatrics", "Pediatrics"), "Board certified in Pediatrics by the American Osteopathic Board of Pediatrics", ""},
		"another board":      {"MN", "MD", other, "Certified in Lake Medicine by the American Board of Lake Medicine, which is not a member board of the American Board of Medical Specialties", ""},
		"another, Texas":     {"TX", "MD", other, "Certified in Lake Medicine by the American Board of Lake Medicine, which is not a member board of the American Board of Medical Specialties", ""},
		"another, strict":    {"CA", "DO", other, "", "651(h)(5)"},
		"another, Florida":   {"FL", "MD", other, "", "64B8-11.001"},
		"no physician":       {"CA", "NP", nurse, "Certified in Family Nurse Practice by the American Academy of Nurse Practitioners Certification Board", ""},
		"licence":            {"MN", "MD", licence, "Licensed in MN by the Minnesota Board of Medical Practice, number 12345", ""},
		"ended":              {"MN", "MD", ended, "", "ended"},
		"conditions":         {"MN", "MD", bound, "Licensed in MN by the Minnesota Board of Medical Practice, number 12345; there are conditions, which the board’s page tells", ""},
	} {
		v := Provider{ID: "1", Credentials: test.degree}
		test.c.Provider = "1"
		p := &Practice{Locations: []Location{{State: test.state, Active: true}}, Credentials: []Credential{test.c}}
		profile := p.Profile(v, today)
		switch {
		case test.hidden == "":
			if len(profile.Claims) != 1 || profile.Claims[0].Text != test.want || len(profile.Hidden) > 0 {
				t.Errorf("%s: %+v", name, profile)
			}
		case len(profile.Claims) > 0 || len(profile.Hidden) != 1 || !strings.Contains(profile.Hidden[0].Why, test.hidden):
			t.Errorf("%s: %+v", name, profile)
		}
	}
}

func TestDoubtfulQualificationsAreNotShown(t *testing.T) {
	for line, why := range map[string]string{
		"MD, University of Minnesota, 2004":                                "",
		"Residency in family medicine, Duluth":                             "",
		"Certified by the American Board of Family Medicine, checked 2026": "",
		"Board certified by the American Board of Internal Medicine":       "",
		"Member of the Minnesota Academy of Family Physicians":             "",
		"Board certified":                       "which board",
		"Double board-certified physician":      "which board",
		"Board certified by the ABFM":           "which board",
		"Board eligible in pediatrics":          "164.3",
		"Board-qualified surgeon":               "164.3",
		"NPI 1234567893, licensed and verified": "not a license",
		"The region’s leading joint doctor":     "101.201",
		"Named a Top Doctor":                    "101.201",
	} {
		p := (&Practice{}).Profile(Provider{Qualifications: line}, today)
		if why == "" && (len(p.Lines) != 1 || len(p.Hidden) > 0) || why != "" && (len(p.Lines) > 0 || len(p.Hidden) != 1 || !strings.Contains(p.Hidden[0].Why, why)) {
			t.Errorf("%s: %+v", line, p)
		}
	}
}

func TestCredentialsHaveToBeWhole(t *testing.T) {
	good := Credential{Kind: Licence, Issuer: " Minnesota Board of Medical Practice ", State: "mn", Number: "12345", Status: InForce, CheckedBy: "Priya Anand",
		CheckedOn: today, Source: "https://bmp.example", Next: today.AddDays(365)}
	c := good
	if err := c.normalise(today); err != nil || c.State != "MN" || c.Issuer != "Minnesota Board of Medical Practice" {
		t.Fatalf("%+v, %v", c, err)
	}
	for field, change := range map[Field]func(*Credential){
		"Issuer":    func(c *Credential) { c.Issuer = "" },
		"State":     func(c *Credential) { c.State = "XX" },
		"Number":    func(c *Credential) { c.Number = "" },
		"Kind":      func(c *Credential) { c.Kind = "degree" },
		"Status":    func(c *Credential) { c.Status = "" },
		"CheckedBy": func(c *Credential) { c.CheckedBy = " " },
		"CheckedOn": func(c *Credential) { c.CheckedOn = today.AddDays(1) },
		"Source":    func(c *Credential) { c.Source = "http://bmp.example" },
		"Next":      func(c *Credential) { c.Next = today },
		"Field":     func(c *Credential) { c.Kind, c.Field = Certification, "" },
	} {
		c := good
		change(&c)
		var got Field
		if err := c.normalise(today); !errors.As(err, &got) || got != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestDueChecks(t *testing.T) {
	in := func(days int) civil.Date { return today.AddDays(days) }
	c := Credential{Provider: "1", Kind: Licence, Status: InForce, CheckedOn: in(-300), Next: in(10), Expires: in(31)}
	if c.Due(today) || c.Ended(today) {
		t.Error("neither is it due nor has it ended")
	}
	late, ends, over := c, c, c
	late.Next, ends.Expires, over.Expires = today, in(30), in(-1)
	if !late.Due(today) || !ends.Due(today) || !over.Due(today) || !over.Ended(today) {
		t.Error("not seen as due")
	}
	p := &Practice{Providers: []Provider{{ID: "1", Active: true, NPI: "1234567893", NPICheck: NPICheck{On: in(-366)}}, {ID: "2", NPI: "1"}}, Credentials: []Credential{c, late, ends}}
	if n := p.DueChecks(today); n != 3 {
		t.Errorf("%d are due", n)
	}
	p.Providers[0].NPICheck.On = in(-365)
	if n := p.DueChecks(today); n != 2 {
		t.Errorf("%d are due", n)
	}
}
