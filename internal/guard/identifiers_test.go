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

// A story of one person may tell doses, scores, states, years and studies: none of them is an identifier. How many
// people they leave together is another question.
func TestStoriesWithoutIdentifiers(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for text := range strings.Lines(noIdentifiers) {
		r := g.Check(post(text))
		r.Findings = slices.DeleteFunc(r.Findings, func(f guard.Finding) bool { return f.Rule == guard.GroupRule })
		if got := privacy(r); len(got) > 0 {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// Markup, invisible and look-alike characters hide nothing, and the finding holds the words as they stand.
func TestDisguisedIdentifiers(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for text, want := range map[string]string{
		"My patient **Maria** Lopez is well.":               "NAME block: Maria** Lopez",
		"My patient M\u200baria Lop\u00adez is well.":       "NAME block: M\u200baria Lop\u00adez",
		"My patient Mаriа Lореz is well.":                   "NAME block: Mаriа Lореz",
		"My patient 𝐌𝐚𝐫𝐢𝐚 𝐋𝐨𝐩𝐞𝐳 is well.":                   "NAME block: 𝐌𝐚𝐫𝐢𝐚 𝐋𝐨𝐩𝐞𝐳",
		"My patient [Maria Lopez](https://a.example) came.": "NAME block: Maria Lopez",
		"My patient is well! #MariaLopez":                   "NAME block: MariaLopez",
		"Reach my patient at ２１８‑５５５‑０１９９.":                 "PHONE block: ２１８‑５５５‑０１９９",
		"My patient came on **Oct** 3, `2026`.":             "DATE block: Oct** 3, `2026",
		"My patient's SSN is 123\u200b-45-\u200b6789.":      "SSN block: 123\u200b-45-\u200b6789",
		"My patient wrote: jen\u200b@example.org":           "EMAIL block: jen\u200b@example.org",
		"A PATIENT FROM ELBA FELL.":                         "GEO block: ELBA",
		"my patient lives in elba, mn":                      "GEO block: elba",
	} {
		if got := privacy(g.Check(post(text))); !slices.Contains(got, want) {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
}

// Texts made to hurt are read to their end.
func TestHostileTexts(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for name, text := range map[string]string{
		"a million brackets": strings.Repeat("[", 1e6), "pairs": strings.Repeat("(01)", 2e5), "one word": strings.Repeat("a", 1e7),
		"one number": strings.Repeat("7", 1e6), "letters and digits": "MRN " + strings.Repeat("a1", 1e6), "stars": strings.Repeat("*a*", 3e5),
		"no UTF-8": strings.Repeat("\xff\xc3(", 3e5), "joiners": strings.Repeat("a\u200d", 3e5), "marks": strings.Repeat("e\u0301", 3e5),
		"look-alikes": strings.Repeat("аb", 3e5), "spoken": strings.Repeat("five ", 2e5), "streets": strings.Repeat("12 Elm ", 2e5),
	} {
		r := g.Check(post(text + " My patient's SSN is 123-45-6789."))
		if got := privacy(r); len(got) == 0 || !strings.HasSuffix(got[len(got)-1], "123-45-6789") {
			t.Errorf("%s: the last of %d findings is not the number at its end", name, len(got))
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

const noIdentifiers = `A 45-year-old patient with Lyme disease entered a Phase 2 trial in 2019.
My patient takes 5 mg twice a day and 10 units of insulin at night.
My patient's blood pressure was 120/80, then 90/60; pulse 98, O2 is 97%.
A patient was switched from Lipitor to Crestor 20 mg in the spring of 2021.
My patient with an A1c of 9.2 lost 30 pounds in 6 months.
Our patient scored 7/10 on pain and 23/30 on the MMSE.
A 62-year-old patient in the ICU in Texas with COVID-19 in 2020.
A 34-year-old woman from Minnesota with Type 2 diabetes.
My patient walked 3 miles and had 12 visits over 18 months.
The patient was referred to Cardiology and seen in Urgent Care.
A patient in her 80s with Stage 3 CKD on Medicare Part D.
A patient had CT, MRI and X-ray images in the ER; see the image below.
My patient's retinal exam and iris color were normal.
My patient saw 2 doctors, took 3 pills, and slept 8 hours.
A patient asked about RSV, ICD-10 code E11.9 and CPT 99213.
My patient asked about study NCT01234567 and DOI 10.1056/NEJMoa2034577.
A patient with BRCA1, HbA1c 8.1, LDL 130, HDL 45 and TSH 2.5.
In the SPRINT trial 9361 people took part; my patient liked that.
My patient read the New England Journal and The Lancet.
My patient was treated per AHA/ACC 2017 guidelines, Class I, Level B.
My patient prayed at church and went home to rest.
A patient with Down syndrome, a Foley catheter and Norwalk virus.
One in five patients, two thousand people, thirty five percent.
My patient took vitamin B12 1000 mcg and D3 5000 IU.
My patient has a 5 Star rating and 3 Easy Steps to Wellness.
My patient ran the 5th lap on the 3rd day after the 2nd dose.
A patient at the Emergency Department for chest pain since last week.
My patient used voice recognition software and a finger stick.
The patient lives in a rural area in the Midwest.
My patient moved to a nursing home last year and to assisted living.
A patient came from Mexico and speaks Spanish.
My patient got a serial number of tests: 4 in all.
Our patients can call 911 or 988 any time.
My patient's group was 12 people, tag team of 3.
A patient on Day 3 of Week 12, Room temperature 98.6.
The patient was told to take two or three tablets, not four five six.`
