package reident

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// unsound says what is wrong with an estimate, whatever was said.
func unsound(e *Estimate) string {
	for _, r := range []Range{e.Reader, e.Insider} {
		if math.IsNaN(r.Low) || math.IsNaN(r.High) || r.Low > r.High || r.High > 1+everyone {
			return "a range that is none"
		}
	}
	smaller, _ := e.Smaller()
	if smaller.Low < 1 {
		return "a group without the person"
	}
	if low, high := smaller.Rounded(); low < 1 || float64(low) > smaller.Low+1e-6 || float64(high) < smaller.High-1e-6 {
		return "rounding narrowed the range"
	}
	return ""
}

// The examples are those that the population figures were worked out on: within a factor of the range of others that
// fit, and with the same verdict.
func TestWorkedExamples(t *testing.T) {
	const about = 1.6
	unknown := Practice{}
	for _, c := range []struct {
		text     string
		by       Practice
		others   Range // for a reader
		atMost   bool  // the range is very small: only its upper end matters
		safe     bool
		insiders Range // the zero Range where no time is named
	}{
		{text: "71-year-old dairy farmer from Elba, NY, seen last Tuesday", by: unknown, others: Range{0, 0.81}, atMost: true, insiders: Range{1, 2}},
		{text: "Woman in her 60s with high blood pressure", by: Practice{Catchment: 57_529}, others: Range{1600, 3300}, safe: true},
		{text: "Last week I saw a woman in her 60s with high blood pressure.", by: Practice{Catchment: 57_529}, others: Range{1600, 3300}, insiders: Range{1 + 3, 1 + 12}},
		{text: "Mother of quintuplets, Chicago area", by: unknown, others: Range{0, 0}, atMost: true},
		{text: "34-year-old man with ALS, city of 100,000", by: unknown, others: Range{0.001, 0.04}, atMost: true},
		{text: "Nurse in her 40s who had breast cancer, Ohio", by: unknown, others: Range{100, 400}, safe: true},
		{text: "Nurse in her 40s who had breast cancer, Ohio", by: Practice{Catchment: 175_000}, others: Range{1.3, 6.8}},
		{text: "Seven-year-old boy bitten by a rattlesnake last weekend, Arizona", by: unknown, others: Range{0, 0.94}, atMost: true, insiders: Range{1, 2}},
		{text: "Truck driver in his 50s with diabetes, Texas", by: unknown, others: Range{3100, 18_000}, safe: true},
	} {
		e := one(t, c.text, c.by)
		others := Range{e.Reader.Low - 1, e.Reader.High - 1}
		if !c.atMost && (others.Low < c.others.Low/2.1 || others.Low > c.others.Low*about) || others.High > c.others.High*about || !c.atMost && others.High < c.others.High/about {
			t.Errorf("%s: %v others, want about %v", c.text, others, c.others)
		}
		reader, insider := e.Small()
		if c.safe == (reader || insider) {
			t.Errorf("%s: safe is %v", c.text, !c.safe)
		}
		if (c.insiders == Range{}) != (e.Insider == Range{}) || e.Insider.Low > c.insiders.Low*about || e.Insider.High > c.insiders.High*about {
			t.Errorf("%s: insiders %v, want about %v", c.text, e.Insider, c.insiders)
		}
		if c.atMost && !e.SurelySmall() {
			t.Errorf("%s: not surely small: %v", c.text, e.Reader)
		}
	}
}

// The first example is never safe, wherever its author is and however far the words are taken.
func TestTheDairyFarmerIsNeverSafe(t *testing.T) {
	for _, text := range []string{
		"A 71-year-old dairy farmer from Elba, NY, was seen last Tuesday.",
		"A 71-year-old dairy farmer from Elba, NY.",
		"My patient, a dairyman from Elba, New York, is 71.",
		"My patient, 71, is a dairy farmer from Elba, NY.",
		"My patient is 71, and a dairy farmer from Elba, NY.",
		"I saw a dairy farmer in his seventies from Elba, NY.",
	} {
		for _, by := range []Practice{{}, {Catchment: 10_000_000}, {Towns: []Town{{"New York City", "NY"}}}, {Towns: []Town{{"Batavia", "NY"}}}} {
			e := one(t, text, by)
			if reader, insider := e.Small(); !reader && !insider {
				t.Errorf("%q by %+v: %+v", text, by, e.Reader)
			}
		}
	}
}

func TestTheNurseTurnsWithTheHospital(t *testing.T) {
	safe := one(t, "A nurse in her 40s from Ohio who had breast cancer told me her story.", Practice{})
	if reader, _ := safe.Small(); reader {
		t.Errorf("by the state alone: %v", safe.Reader)
	}
	for text, by := range map[string]Practice{
		"A nurse in her 40s from Ohio who had breast cancer came to Riverside Hospital.": {},
		"A nurse in her 40s from Ohio who had breast cancer told me her story.":          {Catchment: 200_000},
	} {
		e := one(t, text, by)
		if reader, _ := e.Small(); !reader {
			t.Errorf("%q by %+v: %v", text, by, e.Reader)
		}
	}
}

func TestAWeekTurnsTheInsider(t *testing.T) {
	by := Practice{Catchment: 57_529}
	for text, want := range map[string]bool{
		"I saw a woman in her 60s with high blood pressure.":                     false,
		"Last week I saw a woman in her 60s with high blood pressure.":           true,
		"I saw a woman in her 60s with high blood pressure this week.":           true,
		"I saw a woman in her 60s with high blood pressure yesterday.":           true,
		"A few years ago I saw a woman in her 60s with high blood pressure.":     false,
		"I saw a woman in her 60s with high blood pressure in 2019.":             false,
		"La semana pasada atendí a una mujer de 62 años con presión alta.":       true,
		"We saw a woman in her sixties with high blood pressure on October 3rd.": true,
	} {
		e := one(t, text, by)
		reader, insider := e.Small()
		if insider != want || reader && !want {
			t.Errorf("%q: reader %v, insider %v: %v, %v", text, reader, insider, e.Reader, e.Insider)
		}
		if _, to := e.Smaller(); want != (to == ToInsider) && want {
			t.Errorf("%q: the smaller group is for a %s", text, to)
		}
	}
}

func TestThresholds(t *testing.T) {
	text := "Truck driver in his 50s with diabetes, Texas"
	for least, want := range map[int]bool{0: false, 11: false, 2000: false, 5000: true} {
		e := one(t, text, Practice{Readers: least})
		if reader, _ := e.Small(); reader != want {
			t.Errorf("at least %d: small is %v", least, reader)
		}
	}
	text = "I saw a man with gout today."
	few, many := one(t, text, Practice{Daily: 5}), one(t, text, Practice{Daily: 80})
	if few.Insider.High >= many.Insider.High {
		t.Errorf("5 a day %v, 80 a day %v", few.Insider, many.Insider)
	}
	if e := one(t, text, Practice{Insiders: 1}); e.Insider.Low < 1 {
		t.Error("a group below one")
	} else if _, insider := e.Small(); insider {
		t.Error("at least one always fits")
	}
}

// drawn is an attribute as texts have it.
func drawn(t *rapid.T) Attribute {
	facts := loaded().facts
	at := Attribute{Span: Span{0, 1}}
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		from := rapid.IntRange(0, 100).Draw(t, "from")
		at.Kind, at.ages = Age, span{from, min(oldest, from+rapid.SampledFrom([]int{0, 0, 4, 9, 35}).Draw(t, "years"))}
	case 1:
		at.Kind, at.sex = Sex, rapid.SampledFrom([]byte("MF")).Draw(t, "sex")
	case 2:
		low := rapid.SampledFrom([]float64{100, 1000, 30_000, 700_000, 12e6, 30e6}).Draw(t, "people")
		at.Kind, at.people, at.size = Place, Range{low, 1.5 * low}, rapid.SampledFrom([]size{town, county, region}).Draw(t, "size")
	case 3:
		at.Kind, at.window = When, rapid.SampledFrom([]*window{&aDay, &exactDay, &aWeekend, &aWeek, &aMonth, &aSeason, &aYear, &years}).Draw(t, "when")
	case 4:
		if at.Kind = Unique; rapid.IntRange(0, 4).Draw(t, "rarely") > 0 {
			at.Kind, at.sex = Sex, 'F'
		}
	default:
		at.fact = &facts[rapid.IntRange(0, len(facts)-1).Draw(t, "fact")]
		at.Kind = at.fact.kind
		at.retired = at.Kind == Occupation && rapid.Bool().Draw(t, "retired")
		at.fresh = at.Kind == Condition && rapid.Bool().Draw(t, "fresh")
	}
	return at
}

func describedGen(t *rapid.T) (p Person) {
	facts, places := 0, 0
	for range rapid.IntRange(1, 7).Draw(t, "attributes") {
		a := drawn(t)
		if (a.Kind == Age || a.Kind == Sex) && has(&p, a.Kind) || a.fact != nil && facts == most || a.Kind == Place && places == mostPlaces {
			continue
		}
		if a.fact != nil {
			facts++
		}
		if a.Kind == Place {
			places++
		}
		p.Attributes = append(p.Attributes, a)
	}
	return p
}

var practices = []Practice{{}, {Catchment: 60_000}, {Catchment: 5_000_000}, {Towns: []Town{{"Duluth", "MN"}}}, {Towns: []Town{{"Elba", "NY"}, {"Batavia", "NY"}}, Daily: 40}}

func TestNoAttributeRemovedLowersTheSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := describedGen(t)
		by := rapid.SampledFrom(practices).Draw(t, "practice")
		e := p.Estimate(by)
		if wrong := unsound(&e); wrong != "" {
			t.Fatal(wrong)
		}
		i := rapid.IntRange(0, len(p.Attributes)-1).Draw(t, "removed")
		without := Person{Attributes: slices.Delete(slices.Clone(p.Attributes), i, i+1)}
		w := without.Estimate(by)
		const tiny = 1 + 1e-9
		if w.Located == e.Located && w.Reader.Low*tiny < e.Reader.Low || w.Reader.High*tiny < e.Reader.High {
			t.Fatalf("reader: %v without %+v, %v with it", w.Reader, p.Attributes[i], e.Reader)
		}
		if w.Insider.High > 0 && (w.Insider.Low*tiny < e.Insider.Low || w.Insider.High*tiny < e.Insider.High) {
			t.Fatalf("insider: %v without %+v, %v with it", w.Insider, p.Attributes[i], e.Insider)
		}
		if !w.Known() { // without a place or an author no size is told
			return
		}
		less, _ := w.Smaller()
		more, _ := e.Smaller()
		lessLow, lessHigh := less.Rounded()
		moreLow, moreHigh := more.Rounded()
		if e.Known() && (lessLow < moreLow || lessHigh < moreHigh) {
			t.Fatalf("%v without %+v, %v with it", less, p.Attributes[i], more)
		}
	})
}

// TestWordsRemoved is the same through the reader: the fewer words, the more people.
func TestWordsRemoved(t *testing.T) {
	parts := []string{"71-year-old ", "dairy farmer ", "with gout ", "from Elba, NY ", "last Tuesday"}
	by := Practice{Towns: []Town{{"Batavia", "NY"}}}
	size := func(set int) (Range, bool) {
		text := "I saw a man, a "
		for i, p := range parts {
			if set>>i&1 != 0 {
				text += p
			}
		}
		_, e := read(text+".", by)
		if len(e) == 0 {
			return Range{}, false
		}
		r, _ := e[0].Smaller()
		return r, true
	}
	for set := range 1 << len(parts) {
		all, ok := size(set)
		for i := range parts {
			if less, also := size(set &^ (1 << i)); ok && also && (less.Low < all.Low*(1-1e-9) || less.High < all.High*(1-1e-9)) {
				t.Errorf("%05b without %q: %v, with it %v", set, parts[i], less, all)
			}
		}
	}
}

func TestBlurMakesItEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := describedGen(t)
		by := rapid.SampledFrom(practices[1:]).Draw(t, "practice")
		e := p.Estimate(by)
		reader, insider := e.Small()
		if reader || insider {
			if len(e.Blur) == 0 && slices.ContainsFunc(p.Attributes, func(a Attribute) bool { return a.Kind != Sex }) {
				t.Fatal("too few people fit, and nothing to say less exactly")
			}
		} else if len(e.Blur) > 0 {
			t.Fatal("enough people fit, and something to say less exactly")
		}
		left := slices.DeleteFunc(slices.Clone(p.Attributes), func(a Attribute) bool {
			return slices.ContainsFunc(e.Blur, func(b Attribute) bool { return a == b })
		})
		after := (&Person{Attributes: left}).Estimate(by)
		if reader, insider := after.Small(); reader || insider {
			t.Fatalf("%v, %v are left", after.Reader, after.Insider)
		}
	})
}

var falsePrecision = regexp.MustCompile(`\d\.\d|\d%`)

func TestSay(t *testing.T) {
	text := "71-year-old dairy farmer from Elba, NY, seen last Tuesday"
	e := one(t, text, Practice{})
	for _, want := range []string{"between 1 and 2 people", "almost surely one person", "“dairy farmer”", "“Elba, NY” (100 to 2,000 people)", "someone who knows who was seen then", "At least 11", "no de-identification"} {
		if !strings.Contains(e.Say(text), want) {
			t.Errorf("%q is not in %s", want, e.Say(text))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := describedGen(t)
		e := p.Estimate(rapid.SampledFrom(practices).Draw(t, "practice"))
		if said := e.Say("x"); falsePrecision.MatchString(said) {
			t.Fatal(said)
		}
	})
}

func TestRounded(t *testing.T) {
	for r, want := range map[Range][2]int{
		{1, 1}: {1, 1}, {1.004, 1.51}: {1, 2}, {3.6, 13.37}: {3, 14}, {11.2, 19.2}: {11, 20}, {88, 586}: {80, 600}, {1609, 3485}: {1000, 4000}, {20, 20}: {20, 20},
	} {
		if low, high := r.Rounded(); low != want[0] || high != want[1] {
			t.Errorf("%v is %d to %d, want %v", r, low, high, want)
		}
	}
}
