package guard_test

import (
	"slices"
	"strings"
	"testing"

	"bedside/internal/guard"
)

// Every Safe Harbor identifier but names is found whole in a text about a person, however it is written or said. What
// is to be found stands between angle brackets, after its type.
func TestEveryIdentifierWhole(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for _, c := range cases(everyIdentifier) {
		if got := privacy(g.Check(post(c.text))); !slices.ContainsFunc(got, func(f string) bool {
			return strings.HasPrefix(f, c.typ+" ") && strings.HasSuffix(f, ": "+c.want)
		}) {
			t.Errorf("%q: want %s %q, got %q", c.text, c.typ, c.want, got)
		}
	}
}

type identifierCase struct{ typ, text, want string }

// cases cuts a list of texts at its lines of three hyphens.
func cases(list string) (out []identifierCase) {
	for text := range strings.SplitSeq(list, "\n---\n") {
		typ, text, _ := strings.Cut(text, " ")
		before, rest, _ := strings.Cut(text, "<")
		want, after, _ := strings.Cut(rest, ">")
		out = append(out, identifierCase{typ, before + want + after, want})
	}
	return out
}

const everyIdentifier = `GEO My patient lives at <4 Cedar Ln, Unit 7-B, Grand Marais, MN 55604-2210>.
---
GEO My patient lives at <118 North 9th Street
Suite 4
Duluth, MN 55802>
---
GEO Our patient moved to <PSC 12, Box 340, APO AE 09021>.
---
GEO My patient waited at <the corner of 3rd Avenue and Cedar Street>.
---
GEO My patient is from <Cedar Street, Cloquet>.
---
GEO My patient gets mail at <9 rue des Lilas, Apt. 3, Lyon, France>.
---
GEO My patient gets mail at <Lindengasse 25, Graz, Austria>.
---
GEO Mi paciente vive en <C/ Mayor, 4, Bajo D, 28013 Madrid>.
---
GEO Mi paciente vive en <Avda. de la Paz, s/n. 46014 Valencia>.
---
GEO La paciente ingresó en el <Hospital Universitario de la Ribera>.
---
GEO Our patient in <Elba> fell.
---
GEO A patient from <Elba> fell.
---
GEO My patient flew home to <Two Harbors>.
---
GEO My patient was seen at <Children's Hospital Los Angeles>.
---
GEO My patient.
Address: <77 Orchard Row>
---
GEO Mi paciente.
Localidad/Provincia: <Zaragoza>
---
GEO MY PATIENT LIVES AT <12 NORTH ELM ST, DULUTH, MN 55802>
---
GEO my patient lives at <12 north elm street, duluth, mn 55802>
---
DATE My patient came <march third, twenty twenty one>.
---
DATE My patient came on the <3rd of March>.
---
DATE My patient came in <March of 2021>.
---
DATE My patient came <last March 3rd>.
---
DATE My patient was born <December twenty-fifth, nineteen eighty-five>.
---
DATE My patient was born the <twenty-first of March, two thousand and nine>.
---
DATE My patient, DOB <03141958>, is well.
---
DATE My patient was seen <17-Feb-2023>.
---
DATE My patient was seen <17FEB2023>.
---
DATE My patient was seen <2026-10-03T08:15:00Z>.
---
DATE My patient was seen <3/1-3/5>.
---
DATE My patient was seen on <Labor Day 2021>.
---
DATE My patient was seen on <Christmas Eve 2021>.
---
DATE My patient was in pain between <March and April 2021>.
---
DATE Mi paciente vino el <3 de marzo de 2021>.
---
DATE Mi paciente vino en <marzo de 2021>.
---
AGE My patient turned <91>.
---
AGE My patient turned <ninety-one>.
---
AGE My patient is <a hundred and two years old>.
---
AGE My patient is in her <90s>.
---
AGE My patient had her <95th> birthday.
---
AGE My patient is a <nonagenarian>.
---
AGE Mi paciente de <94 años> vive sola.
---
PHONE Call my patient at <five five five, one two three, four five six seven>.
---
PHONE Call my patient at <2 1 8 555 0199>.
---
PHONE Call my patient at <218-555-
0199>.
---
PHONE Call my patient at <２１８‑５５５‑０１９９>.
---
FAX Our patient's fax number is <five five five one two three four>.
---
EMAIL Write to my patient: <jen dot hall at example dot com>.
---
SSN My patient's social security number is <123 45 6789>.
---
SSN My patient's SSN ends in <6789>.
---
SSN The last four of my patient's social are <six seven eight nine>.
---
MRN My patient's record number is <four seven double one nine>.
---
MRN Mi paciente, NHC: <7834512>.
---
PLAN My patient has <1EG4TE5MK73>.
---
PLAN My patient, group number <55812>, called.
---
PLAN Mi paciente, NASS: <71 33043712 35>.
---
ACCOUNT My patient paid from <GB82 WEST 1234 5698 7654 32>.
---
ACCOUNT My patient's account ending in <6789> was charged.
---
ACCOUNT My patient's routing number is <021000021>.
---
LICENSE My patient's doctor, NPI <1234567893>, wrote.
---
LICENSE My patient's doctor, DEA <AP5836727>, wrote.
---
LICENSE My patient's driver's license is <S123-4567-8901>.
---
VEHICLE My patient drives <1M8GDM9AXKP042788>.
---
VEHICLE My patient's license plate is <KTR 4471>.
---
DEVICE My patient's implant is <(01)00844588003288(17)261120(10)A12(21)7654>.
---
DEVICE My patient's monitor has <00:1b:44:11:3a:b7>.
---
BIOMETRIC We took my patient's <fingerprints>.
---
BIOMETRIC My patient had a <retinal scan> stored.
---
PHOTO My patient is well: here is her <photo>.
---
PHOTO My patient is happy. <Pictured>: the new smile.`
