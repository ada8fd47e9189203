package guard_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/guard/source"
)

// library knows three papers.
type library struct{}

func (library) About(i source.ID) source.Standing {
	on := civil.Date{Year: 2024, Month: 5, Day: 31}
	natures := map[string]source.Nature{"10.1000/taken": source.Retraction, "pmid:1234567": source.Retraction, "10.1000/doubted": source.Expression, "10.1000/mended": source.Correction}
	looked := []source.Looked{{Where: source.RetractionWatch, On: on}}
	if n, ok := natures[i.Key()]; ok {
		return source.Stand([]source.Notice{{Nature: n, Date: on, By: source.RetractionWatch}}, looked)
	}
	return source.Stand(nil, looked)
}

func wellRead(t testing.TB) *guard.Guard {
	g := newGuard(t, practice)
	g.UseNotices(library{})
	return g
}

func TestCitations(t *testing.T) {
	g := wellRead(t)
	for _, c := range []struct {
		text string
		rule string // "" for none of category source
		want rules.Severity
	}{
		// a paper that was retracted
		{"Walking cures colds (Smith et al., https://doi.org/10.1000/taken).", "source.retraction", rules.Block},
		{"It was shown years ago: doi:10.1000/TAKEN.", "source.retraction", rules.Block},
		{"It was shown years ago (Smith, PMID: 1234567).", "source.retraction", rules.Block},
		{"The paper by Smith, https://doi.org/10.1000/taken, has not been retracted.", "source.retraction", rules.Block},
		{"The paper by Smith, https://doi.org/10.1000/taken, was retracted in 2024.", "source.retraction", rules.Note},
		{"Remember the paper by Smith? It was withdrawn. https://doi.org/10.1000/taken", "source.retraction", rules.Note},
		{"El estudio de Smith (https://doi.org/10.1000/taken) fue retractado.", "source.retraction", rules.Note},
		{"A paper on colds was retracted. We read a lot here. Coffee helps with that. Sleep too.\n\nAs Smith says in https://doi.org/10.1000/taken, walk daily.", "source.retraction", rules.Warn},
		{"Sleep well (Jones, https://doi.org/10.1000/doubted).", "source.concern", rules.Warn},
		{"The journal has expressed concern about the trial by Jones, https://doi.org/10.1000/doubted.", "source.concern", rules.Note},
		{"Sleep well (Jones, https://doi.org/10.1000/mended).", "source.corrected", rules.Note},
		{"Sleep well (Jones, Example Journal, https://doi.org/10.1000/fine).", "", ""},
		// preprints
		{"Masks help, says Jones: https://doi.org/10.1101/2020.03.22.20040758", "source.preprint", rules.Warn},
		{"Masks may help, says Jones, and nobody has peer reviewed it yet: https://doi.org/10.1101/2020.03.22.20040758", "source.preprint", rules.Warn},
		{"Masks may help, says Jones; it is not yet peer reviewed: https://doi.org/10.1101/2020.03.22.20040758", "", ""},
		{"Masks help, says Jones: https://www.medrxiv.org/content/10.1101/2020.03.22.20040758v2", "source.preprint", rules.Warn},
		// what all rests on a place that checks nothing
		{"Garlic lowers blood pressure: https://www.tiktok.com/@someone/video/1", "source.weak", rules.Warn},
		{"Turmeric relieves pain. https://www.amazon.com/dp/B00EXAMPLE", "source.weak", rules.Warn},
		{"Garlic lowers blood pressure: https://www.tiktok.com/@someone/video/1 and https://www.heart.org/garlic", "", ""},
		{"Follow us, we post daily: https://www.instagram.com/lakeside", "", ""},
		{"Watch our video on how to treat a sprain: https://youtu.be/abc", "", ""},
		// a link that says nothing of where it leads
		{"Walking after meals helps. https://bit.ly/3xyz", "source.unnamed", rules.Note},
		{"Walking after meals is good, and more is in here: https://doi.org/10.1000/fine", "source.unnamed", rules.Note},
		{"Walking after meals is good. Source: https://doi.org/10.1000/fine", "", ""},
		{"More at https://www.cdc.gov/flu", "", ""},
		{"More about us: https://www.lakeside.example/flu", "", ""},
		// figures
		{"73 % of patients lose weight with our plan.", "source.number", rules.Warn},
		{"37.5% of women feel it.", "source.number", rules.Warn},
		{"Smokers are twice as likely to fall ill.", "source.number", rules.Warn},
		{"Sitting doubles your risk.", "source.number", rules.Warn},
		{"It is three times more likely in winter.", "source.number", rules.Warn},
		{"Two out of three adults sleep badly.", "source.number", rules.Warn},
		{"One in five children has it.", "source.number", rules.Warn},
		{"About one in five children has it.", "source.number", rules.Note},
		{"Nine out of 10 dentists choose it.", "source.number", rules.Warn},
		{"Runners are 3x more likely to sleep well.", "source.number", rules.Warn},
		{"Our method means 40 percent less pain.", "source.number", rules.Warn},
		{"Half of all adults have it.", "source.number", rules.Warn},
		{"El 73 % de los pacientes mejora.", "source.number", rules.Warn},
		{"Una de cada tres mujeres lo tiene.", "source.number", rules.Warn},
		{"Our fees are 20 % lower prices than before.", "", ""},
		{"We cut the cake in half of course.", "", ""},
		{"The new X-ray is 2x as bright.", "", ""},
		{"73 % of patients lose weight, according to the CDC.", "", ""},
		{"73 % of patients lose weight (Smith, Example Journal, https://doi.org/10.1000/fine).", "", ""},
		{"20 % off for our patients in May.", "", ""},
		{"Come twice a week. One in, one out at the door.", "", ""},
		{"We doubled our parking.", "", ""},
		{"Aim for 30 minutes five times a week.", "", ""},
	} {
		r := g.Check(post(c.text))
		var got []string
		found := false
		for _, f := range r.Findings {
			if f.Category != guard.Sources {
				continue
			}
			got = append(got, string(f.Severity)+" "+f.Rule)
			found = found || f.Rule == c.rule && f.Severity == c.want
			if runes := []rune(r.Text); string(runes[f.Start:f.End]) != f.Text || f.Message == "" || f.Authority == "" || strings.Contains(f.Message, "false") {
				t.Errorf("%+v in %q", f, c.text)
			}
		}
		if c.rule == "" && len(got) > 0 || c.rule != "" && !found {
			t.Errorf("%q: %q, want %s %s", c.text, got, c.want, c.rule)
		}
	}
}

// A figure is asked about once, and only in public.
func TestFigureIsAskedAboutOnce(t *testing.T) {
	g := wellRead(t)
	text := "It cuts deaths by 25 percent. 73 % of patients lose weight."
	n := 0
	for _, f := range g.Check(post(text)).Findings {
		if f.Rule == "source.number" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("asked %d times", n)
	}
	d := post(text)
	d.Kind, d.Audience, d.Channel, d.Recipient = guard.Email, guard.Patient, "email", "x"
	for _, f := range g.Check(d).Findings {
		if f.Category == guard.Sources {
			t.Errorf("%+v", f)
		}
	}
}

func TestReportedSources(t *testing.T) {
	g := wellRead(t)
	r := g.Check(post("¡Ojo! Source: https://www.cdc.gov/flu – and Smith, doi:10.1000/taken; ours is https://lakeside.example/flu."))
	if len(r.Sources) != 2 {
		t.Fatalf("%+v", r.Sources)
	}
	runes := []rune(r.Text)
	for _, s := range r.Sources {
		if string(runes[s.Start:s.End]) != s.Text {
			t.Errorf("%q at %d-%d", s.Text, s.Start, s.End)
		}
	}
	if s := r.Sources[1]; s.Standing.State != source.Retracted || !s.Reasons[0].Doubt || r.Verdict != guard.Block {
		t.Errorf("%+v", s)
	}
	if s := r.Sources[0]; s.Type != source.Government || s.Standing.State != "" {
		t.Errorf("%+v", s)
	}
	if !utf8.ValidString(r.Text) || slices.ContainsFunc(r.Sources, func(s source.Source) bool { return len(s.Reasons) == 0 }) {
		t.Error("a source without reasons")
	}
}

// Without an index nothing blocks, and nothing is said to be clean.
func TestNothingKnown(t *testing.T) {
	r := newGuard(t, practice).Check(post("Walk daily (Smith, https://doi.org/10.1000/taken)."))
	if r.Verdict == guard.Block || len(r.Sources) != 1 || r.Sources[0].Standing.State != source.NotKnown || !strings.HasPrefix(r.Sources[0].Standing.Sentence, "Nobody has looked") {
		t.Errorf("%s %+v", r.Verdict, r.Sources)
	}
}

// An address in a typed value is the practice's own business.
func TestTypedLinkIsNoSource(t *testing.T) {
	d := guard.Draft{Kind: guard.SMS, Audience: guard.Patient, Channel: "sms", Recipient: "x",
		Body: []guard.Part{guard.Literal("Confirm here: "), guard.Link("https://bit.ly/3xyz")}}
	if r := wellRead(t).Check(d); len(r.Sources) > 0 {
		t.Errorf("%+v", r.Sources)
	}
}

// Work grows with the text and no faster, however many papers are cited.
func TestManyCitations(t *testing.T) {
	g := wellRead(t)
	for _, unit := range []string{"10.1000/taken ", "Walk (10.1000/doubted). ", "arXiv:2004.12345 helps. ", "https://www.tiktok.com/1 cures. ", "https://bit.ly/1 ", "PMID: 1234567, "} {
		small, large := strings.Repeat(unit, 500), strings.Repeat(unit, 10_000)
		if r := g.Check(post(small)); len(r.Sources) != 500 {
			t.Errorf("%q: %d sources", unit, len(r.Sources))
		}
		if r := g.Check(post(large)); len(r.Sources) != 10_000 {
			t.Errorf("%q: %d sources", unit, len(r.Sources))
		}
	}
}
