package guard_test

import (
	"os"
	"strings"
	"testing"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

func reply(text string) guard.Draft {
	return guard.Draft{Kind: guard.Reply, Audience: guard.Public, Channel: "google", Body: []guard.Part{guard.Literal(text)}}
}

// Of answers to reviews, none that hurts passes, and of those that do not at most 2 % are held.
func TestReviewReplies(t *testing.T) {
	b, err := os.ReadFile("testdata/replies.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name, own := range map[string]guard.Own{"the practice known": practice, "the practice unknown": {}} {
		t.Run(name, func(t *testing.T) {
			g := newGuard(t, own)
			harmful, harmless, blocked, held := 0, 0, 0, 0
			for pair := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n\n") {
				lines := strings.Split(pair, "\n")
				for strings.HasPrefix(lines[0], "#") {
					lines = lines[1:]
				}
				if len(lines) != 3 {
					t.Fatalf("not a verdict, a review and an answer: %q", pair)
				}
				r := g.Check(reply(lines[2]))
				switch lines[0] {
				case "harmful":
					harmful++
					if r.Verdict == guard.Block {
						blocked++
					}
					if r.Verdict == guard.Clear {
						t.Errorf("passes: %q", lines[2])
					} else if r.Offer == "" {
						t.Errorf("nothing is offered instead of %q", lines[2])
					}
				case "harmless":
					harmless++
					if r.Verdict != guard.Clear {
						held++
						for _, f := range r.Findings {
							if f.Severity != rules.Note {
								t.Logf("%s %s %q in %q", f.Severity, f.Rule, f.Text, lines[2])
							}
						}
					}
				default:
					t.Fatalf("neither harmful nor harmless: %q", pair)
				}
			}
			t.Logf("%d of %d harmful answers blocked; %d of %d harmless held", blocked, harmful, held, harmless)
			if harmful < 100 || harmless < 100 || 50*held > harmless || 4*blocked < 3*harmful {
				t.Error("too few answers, fewer than three of four blocked or too many held")
			}
		})
	}
}

// What the Office for Civil Rights fined is found; the words are ours.
func TestFinedReplies(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for name, text := range map[string]string{
		"Elite Dental Associates, 2 October 2019": "Mrs. Vane, your insurance paid for the first crown only. The treatment plan and its cost were given to you.",
		"U. Phillip Igbinadolor, 28 March 2022":   "Harlan Voss, you came with a toothache, refused the root canal and now you write lies. What a bully.",
		"New Vision Dental, 14 December 2022":     "We know who you are behind this name, Petra Lunt: you were here twice and your plan did not cover the fillings.",
		"Manasa Health Center, 5 June 2023":       "Your diagnosis and the medicine for your moods explain this review better than our service does.",
	} {
		if r := g.Check(reply(text)); r.Verdict != guard.Block {
			t.Errorf("%s: %s", name, r.Verdict)
		}
	}
	for name, text := range map[string]string{
		"Complete P.T., Pool & Land, February 2016":      "Patient testimonial: Carla Munt of Fresno walks again after her hip operation. See her photo!",
		"Cadia Healthcare Facilities, 30 September 2025": "Success story: Walter Brenn came to us after a stroke and goes home today.",
		"Shasta Regional Medical Center, June 2013":      "To set the record straight in the news: our patient Ann Culver was treated for low potassium, and her chart shows it.",
		"Allergy Associates of Hartford, November 2018":  "I told the reporter that Ms. Kolb, my patient, was turned away because of her service dog.",
		"Memorial Hermann, May 2017":                     "Statement on the arrest of our patient Lucia Ferro.",
		"NewYork-Presbyterian, April 2016":               "We are filming in our emergency room tonight, and the cameras were there when our patient died.",
		"Three Boston hospitals, September 2018":         "A TV crew is filming in our operating room this week: meet the patients.",
	} {
		if r := g.Check(post(text)); r.Verdict == guard.Clear {
			t.Errorf("%s: passes", name)
		}
	}
}

// What is offered instead of a reply passes itself, in both languages, with and without a telephone.
func TestOfferIsClear(t *testing.T) {
	for name, c := range map[string]struct {
		own  guard.Own
		text string
		want []string
	}{
		"English, a number": {practice, "You were our patient in March.", []string{"Thank you for writing", "218-555-0100"}},
		"Spanish, a number": {practice, "Lamentamos la demora en su cita del martes.", []string{"Gracias por escribir", "218-555-0100"}},
		"English, none":     {guard.Own{}, "Your insurance did not pay.", []string{"Thank you for writing", "our office"}},
		"Spanish, none":     {guard.Own{}, "Usted faltó a su cita y no pagó.", []string{"Gracias por escribir", "nuestra oficina"}},
	} {
		g := newGuard(t, c.own)
		r := g.Check(reply(c.text))
		for _, w := range c.want {
			if !strings.Contains(r.Offer, w) {
				t.Errorf("%s: %q is offered, without %q", name, r.Offer, w)
			}
		}
		if again := g.Check(reply(r.Offer)); again.Verdict != guard.Clear || again.Offer != "" {
			t.Errorf("%s: the offer is %s: %+v", name, again.Verdict, again.Findings)
		}
	}
	if got := newGuard(t, practice).Redact(reply("We are sorry about the delay at your appointment.")); !strings.HasPrefix(got, "Thank you for writing") {
		t.Errorf("rewritten as %q", got)
	}
	if r := newGuard(t, practice).Check(post("You were our patient in March.")); r.Offer != "" {
		t.Errorf("a post is offered %q", r.Offer)
	}
}
