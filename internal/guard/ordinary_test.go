package guard_test

import (
	"os"
	"strings"
	"testing"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// practice is what belongs to the practice whose posts stand in testdata/ordinary.txt.
var practice = guard.Own{
	Names: []string{
		"Lakeside Family Medicine", "Ines Marlow", "Kwame Osei", "Ruth Bergstrom", "Tomás Herrera", "Lena Kowalczyk",
	},
	Places:  []string{"14 Harbor Street, Elder Bay, MN 55604", "3 Mill Pond Road, Copper Landing, MI 49946"},
	Phones:  []string{"218-555-0100", "906-555-0100"},
	Emails:  []string{"desk@lakeside.example"},
	Domains: []string{"lakeside.example"},
}

// ordinary returns the draft of a text in testdata/ordinary.txt: a post, or what "[sms patient]" in its first line says.
func ordinary(text string) guard.Draft {
	d := post(text)
	if head, body, ok := strings.Cut(text, "]\n"); ok && strings.HasPrefix(head, "[") {
		kind, audience, _ := strings.Cut(head[1:], " ")
		d = guard.Draft{Kind: guard.Kind(kind), Audience: guard.Audience(audience), Channel: guard.Channel(kind), Body: []guard.Part{guard.Literal(body)}}
	}
	return d
}

// What a practice posts, answers and sends on an ordinary day passes: a guard that cries wolf is switched off. At most
// 1 % may block and 5 % warn; a guard that does not know the practice may warn no more often either.
func TestOrdinaryPosts(t *testing.T) {
	b, err := os.ReadFile("testdata/ordinary.txt")
	if err != nil {
		t.Fatal(err)
	}
	posts := strings.Split(strings.TrimSpace(string(b)), "\n---\n")
	if len(posts) < 500 {
		t.Fatalf("only %d texts", len(posts))
	}
	for name, own := range map[string]guard.Own{"the practice known": practice, "the practice unknown": {}} {
		t.Run(name, func(t *testing.T) {
			g := newGuard(t, own)
			blocked, warned := 0, 0
			for _, text := range posts {
				d := ordinary(text)
				if !d.Kind.Known() || !d.Audience.Known() {
					t.Fatalf("no such kind or audience: %q", text)
				}
				r := g.Check(d)
				switch r.Verdict {
				case guard.Block:
					blocked++
				case guard.Review:
					warned++
				}
				for _, f := range r.Findings {
					if f.Severity != rules.Note {
						t.Logf("%s %s %q in %q", f.Severity, f.Rule, f.Text, text)
					}
				}
			}
			t.Logf("%d texts, %d blocked, %d warned", len(posts), blocked, warned)
			if 100*blocked > len(posts) || 20*warned > len(posts) {
				t.Errorf("too many alarms")
			}
		})
	}
}
