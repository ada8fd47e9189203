package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"golang.org/x/text/unicode/norm"

	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/phi"
)

const patients = 400

// resident is a patient of the plan with what choosing their visits needs.
type resident struct {
	patient.Patient
	woman bool
	born  civil.Date
	pond  bool // lives in Michigan
}

func (r resident) age(day civil.Date) int { return r.Birth.AgeOn(day) }

// town invents households until there are enough patients. Households share a phone number, because only two hundred
// numbers are set aside for fiction in the two area codes, and because households do.
type town struct {
	r         *rand.Rand
	today     civil.Date
	all       []resident
	household int
	seen      map[string]bool
}

func (t *town) fill() []resident {
	for len(t.all) < patients {
		t.move(t.background())
		t.household++
	}
	t.all = t.all[:patients]
	for i, n := range t.r.Perm(patients) {
		t.all[i].Number = phi.NewText(fmt.Sprintf("L-%05d", 10001+7*n))
	}
	return t.all
}

func (t *town) background() people {
	n := t.r.IntN(100)
	for _, p := range everybody {
		if n -= p.share; n < 0 {
			return p
		}
	}
	return everybody[0]
}

func (t *town) pick(from []string) string { return from[t.r.IntN(len(from))] }

// move adds one household: one or two grown-ups, and children with years between them.
func (t *town) move(p people) {
	first, second := t.pick(p.families), t.pick(p.families)
	mine, theirs, child := first, first, first
	switch {
	case p.spanish:
		a, b := t.pick(p.families), t.pick(p.families)
		mine, theirs, child = first+" "+a, second+" "+b, first+" "+second
	case t.r.IntN(100) < hyphenated && first != second:
		mine, theirs, child = first+"-"+second, first, first+"-"+second
	}
	pond := t.household%2 == 1
	phone := fmt.Sprintf("+1%s55501%02d", map[bool]string{false: "218", true: "906"}[pond], 1+t.household/2%99)
	age := 19 + t.r.IntN(74)
	mother := t.add(p, true, mine, age, phone, pond)
	father := -1
	if t.r.IntN(100) < 55 {
		father = t.add(p, false, theirs, min(95, max(19, age+t.r.IntN(9)-4)), phone, pond)
	}
	if age < 24 || age > 50 || t.r.IntN(100) < 25 {
		return
	}
	reach := t.all[mother].Contacts
	if father >= 0 && t.r.IntN(2) == 0 {
		reach = t.all[father].Contacts
	}
	for years := t.r.IntN(min(18, age-20) + 1); years >= 0; years -= 2 + t.r.IntN(5) {
		i := t.add(p, t.r.IntN(2) == 0, child, years, phone, pond)
		t.all[i].Contacts = reach
	}
}

// add adds one person of an age and returns their place.
func (t *town) add(p people, woman bool, family string, age int, phone string, pond bool) int {
	names := p.guys
	if woman {
		names = p.women
	}
	born := civil.Date{Year: t.today.Year - age, Month: t.today.Month, Day: 1}.AddDays(-t.r.IntN(365))
	given := t.pick(names)
	for n := 0; t.seen[given+" "+family] && n < 20; n++ {
		given = t.pick(names)
	}
	for t.seen[given+" "+family+" "+born.String()] {
		born = born.AddDays(-1)
	}
	t.seen[given+" "+family], t.seen[given+" "+family+" "+born.String()] = true, true
	r := resident{woman: woman, born: born, pond: pond}
	r.Name, r.Birth = phi.NewName(given, family), phi.NewBirthDate(born)
	reach := func(kind patient.ContactKind, value string, agreed int) {
		c := patient.Contact{Kind: kind, Value: phi.NewText(value)}
		if t.r.IntN(100) < agreed {
			c.Consent, c.ConsentHow = true, "staff"
		}
		r.Contacts = append(r.Contacts, c)
	}
	if t.r.IntN(100) < 95 {
		reach(patient.Phone, phone, 60)
	}
	if t.r.IntN(100) < 99 || len(r.Contacts) == 0 {
		domain := []string{"com", "org", "net"}[t.r.IntN(3)]
		reach(patient.Email, fmt.Sprintf("%s.%s%02d@example.%s", ascii(given), ascii(family), born.Year%100, domain), 88)
	}
	t.all = append(t.all, r)
	return len(t.all) - 1
}

// ascii is a name as it stands in an address.
func ascii(name string) string {
	name = strings.NewReplacer("Ø", "o", "ø", "o", "ł", "l", "Đ", "d", "đ", "d").Replace(name)
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, norm.NFD.String(strings.ToLower(name)))
}

// doubles makes the last two patients second records of others, as they arise when somebody books under another
// spelling, and returns whom each is like.
func (t *town) doubles() map[int]int {
	like := map[int]int{}
	for n, spelled := range []func(string) string{
		strings.ToUpper,
		func(s string) string { return s + "e" },
	} {
		old, i := 40+n*85, patients-1-n
		twin := t.all[old]
		p := &t.all[i]
		p.Name = phi.NewName(twin.Name.RevealGiven(), spelled(twin.Name.RevealFamily()))
		p.Birth, p.born, p.woman, p.Number = twin.Birth, twin.born, twin.woman, phi.Text{}
		p.Contacts = []patient.Contact{{Kind: patient.Email, Value: phi.NewText(fmt.Sprintf("visit%d@example.net", 70+n)), Consent: true, ConsentHow: "booking page"}}
		like[i] = old
	}
	return like
}
