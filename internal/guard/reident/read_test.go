package reident

import (
	"fmt"
	"strings"
	"testing"

	"bedside/internal/guard/lex"
)

var dictionary = func() *lex.Dict {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	return lex.NewDict(words)
}()

func scanned(text string) *lex.Doc {
	var d lex.Doc
	d.Scan(text, dictionary)
	return &d
}

func read(text string, by Practice) (people []Person, estimates []Estimate) {
	var r Reader
	people = r.Read(scanned(text), by, 2026)
	for i := range people {
		estimates = append(estimates, people[i].Estimate(by))
	}
	return people, estimates
}

// one returns the estimate of the only person described.
func one(t testing.TB, text string, by Practice) Estimate {
	t.Helper()
	_, e := read(text, by)
	if len(e) != 1 {
		t.Fatalf("%q describes %d people", text, len(e))
	}
	return e[0]
}

// said lists what a text says of its first person: "age 71-71", "occupation dairy_farmer", "place Elba, NY".
func said(text string, p Person) (out []string) {
	for _, a := range p.Attributes {
		words := text[a.Span.Start:a.Span.End]
		switch a.Kind {
		case Age:
			out = append(out, fmt.Sprintf("age %d-%d", a.ages.from, a.ages.to))
		case Sex:
			out = append(out, "sex "+string(a.sex))
		case Place:
			out = append(out, "place "+words)
		case When:
			out = append(out, "when "+words)
		case Unique:
			out = append(out, "unique "+words)
		default:
			out = append(out, a.fact.id)
		}
	}
	return out
}

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"My patient is a farmer. He is 71. He lives in Elba, New York.":               "farmer|age 71-71|sex M|place Elba, New York",
		"She's 67, a widow, and drives a school bus in Ely, Minnesota. She loves it.": "age 67-67|sex F|widow|school_bus_driver|place Ely, Minnesota",
		"A woman in her early sixties with gout told me her story.":                   "age 60-64|sex F|gout",
		"A man in his 70's with COPD came in today.":                                  "age 70-79|sex M|copd|when today",
		"A seventy-one-year-old man with gout came in.":                               "age 71-71|sex M|gout",
		"Patient: 54F, truck driver, sleep apnea.":                                    "age 54-54|sex F|truck_driver|sleep_apnea",
		"A 45 y/o beekeeper with anaphylaxis arrived on October 3.":                   "age 45-45|beekeeper|anaphylaxis|when October 3",
		"A 50-something carpenter had a heart attack last month.":                     "age 50-59|carpenter|heart_attack|when last month",
		"We admitted an infant with whooping cough over the weekend.":                 "age 0-1|pertussis",
		"I saw a retired trucker with sugar diabetes, from Duluth.":                   "truck_driver|diabetes_any|place Duluth",
		"An elderly RN with atrial fibrillation came to us last night.":               "age 65-100|nurse|atrial_fibrillation|when last night",
		"One of my patients, a firefighter, tore his rotator cuff a few years ago.":   "sex M|firefighter|rotator_cuff|when a few years ago",
		"A mother of triplets came in exhausted.":                                     "sex F|triplets",
		"This week I delivered quadruplets!":                                          "quadruplets|when This week",
		"He was struck by lightning in Duluth in 2021 and lived.":                     "sex M|lightning_strike|place Duluth|when 2021",
		"My oldest patient turned 102 this week.":                                     "age 100-100|unique oldest|when this week",
		"We treated the mayor for pneumonia.":                                         "unique mayor|pneumonia",
		"Our county's only veterinarian has Parkinson's.":                             "unique only|veterinarian|parkinsons|place Our county",
		"She was the first patient in the state to get the device.":                   "sex F|unique first",
		"A 34-year-old man with ALS made the news.":                                   "age 34-34|sex M|als|unique news",
		"My patient has lupus. A story in the newspaper told of him.":                 "lupus|sex M|unique newspaper",
		"Yesterday was long. A 40-year-old welder with burns came in.":                "age 40-40|welder|when Yesterday",
		"He has no history of diabetes. My patient, 62 years old, denies asthma.":     "age 62-62",
		"A 62-year-old nurse, no asthma, lives in our small town.":                    "age 62-62|nurse|place our small town",
		"I met a 30-year-old teacher whose mother is a nurse.":                        "age 30-30|teacher",
		"My 60-year-old patient saw a dermatologist.":                                 "age 60-60",
		"A teenage boy with sickle cell from Cook County, Illinois was admitted.":     "age 13-17|sex M|sickle_cell|place Cook County, Illinois",
		"A 40-year-old man from a town of 1,200 has gout.":                            "age 40-40|sex M|gout|place town of 1,200",
		"A 40-year-old man from Chicago area clinics has gout.":                       "age 40-40|sex M|gout|place Chicago area",
		"Un hombre de 62 años de Yuma, Arizona, vino el martes con un infarto.":       "age 62-62|sex M|heart_attack|place Yuma, Arizona|when el martes",
		"Mi paciente, una maestra de 45 años, tiene diabetes.":                        "age 45-45|sex F|teacher|diabetes_any",
		"Atendimos ayer a una niña de 7 años con asma.":                               "age 7-7|sex F|asthma_women|when ayer",
		"Una paciente mía, enfermera, tiene lupus y vive en nuestro pueblo.":          "sex F|nurse|lupus|place nuestro pueblo",
	} {
		people, _ := read(text, Practice{})
		if len(people) != 1 {
			t.Errorf("%q describes %d people", text, len(people))
			continue
		}
		if got := strings.Join(said(text, people[0]), "|"); got != want {
			t.Errorf("%q\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestNobodyIsDescribed(t *testing.T) {
	for _, text := range []string{
		"",
		"Women over 40 should get a mammogram every year.",
		"If you are 65 or older, ask about the shingles vaccine.",
		"A 50-year-old man has a 1 in 8 chance of prostate cancer.",
		"Children 6 months to 5 years old need two doses.",
		"Low-dose CT for lung cancer is for people aged 50 to 80 who smoked.",
		"Our flu clinic is Saturday from 9 to noon at the senior center in Duluth, MN.",
		"Dr. Osei is a pediatrician from Ohio. He loves fishing.",
		"Thank you to the mayor, who cut the ribbon of our new clinic today.",
		"Diabetes raises your risk of a stroke. A nurse can teach you to check your sugar.",
		"Imagine a 60-year-old farmer with high blood pressure who never checks it.",
		"Thanks to the sheriff for helping at the flu clinic today.",
		"The mayor signed a proclamation for Breast Cancer Awareness Month.",
		"The oldest person in the study was 94.",
		"The first patient of the day gets a free pumpkin.",
		"A man in his 50s has a higher risk of colon cancer than a woman of the same age.",
		"A 12-year-old can get the HPV vaccine with a parent.",
		"He quit smoking at 71. You can, too.",
		"A patient asked me if coffee is bad for high blood pressure. It depends.",
		"A retired teacher told us the ramp was too steep, so we fixed it.",
		"Nurses, farmers and truck drivers often hurt their backs.",
		"The average patient with ALS lives three years.",
		"Meet our new medical assistant. She comes from Texas.",
		"Patient portal: log in to see your results today.",
		"We raised $42M for the new wing. A fever of 101F needs a call.",
		"In a study of 1,200 men, those in their 60s slept less.",
		"What is the dose for a 70-year-old with kidney disease?",
		"Las mujeres de 50 años deben hacerse una mamografía.",
	} {
		if people, _ := read(text, Practice{}); len(people) > 0 {
			t.Errorf("%q describes %q", text, said(text, people[0]))
		}
	}
}

func TestTwoPeople(t *testing.T) {
	people, e := read("I saw a 71-year-old farmer with gout. Then a 34-year-old man with ALS came in.", Practice{Catchment: 60_000})
	if len(people) != 2 || e[0].Reader.Low <= e[1].Reader.Low {
		t.Errorf("%d people, %+v", len(people), e)
	}
}

// TestGrowth holds that reading a text of n descriptions takes n times as long, whatever stands in it.
func TestGrowth(t *testing.T) {
	for _, piece := range []string{
		"A 71-year-old dairy farmer from Elba, NY came in. ", "he she his patient ", "in her ", "71-", "only the first patient ",
		"the mayor of ", "A a an one ", "St. Mary's Hospital of ", "last this on ", "twenty-", "My patient, 71yo 42F, Duluth, ",
	} {
		var r Reader
		r.Read(scanned(strings.Repeat(piece, 50)), Practice{}, 2026)
		few := r.steps
		r.Read(scanned(strings.Repeat(piece, 5000)), Practice{}, 2026)
		if r.steps > 150*(few+1000) {
			t.Errorf("%q: %d steps for 50, %d for 5000", piece, few, r.steps)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("71-year-old dairy farmer from Elba, NY, seen last Tuesday")
	f.Add("My patient, a 42F nurse in her early sixties, was the first in the state. He is 7.")
	f.Add("the author's town of 1,2,3,000 in her \xff 60's de 71 años ayer el martes")
	f.Fuzz(func(t *testing.T, text string) {
		people, estimates := read(text, Practice{Towns: []Town{{"Duluth", "MN"}}})
		for i, p := range people {
			for _, a := range append(p.Attributes, Attribute{Span: p.Span}) {
				if a.Span.Start < 0 || a.Span.End <= a.Span.Start || a.Span.End > len(text) {
					t.Fatalf("%+v is outside of %q", a.Span, text)
				}
			}
			if wrong := unsound(&estimates[i]); wrong != "" {
				t.Fatalf("%s: %q", wrong, text)
			}
			estimates[i].Say(text)
		}
	})
}
