package when

import (
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/words"
)

// Every rule takes part in reading its example: one that is never reached is no rule. An example may begin with what
// was just asked: "? time: six".
func TestEveryRuleReadsItsExample(t *testing.T) {
	var used map[string]bool
	watched := make([]stage, len(grammarStages))
	for i, s := range grammarStages {
		watched[i].name = s.name
		for _, r := range s.rules {
			means := r.means
			key := s.name + ": " + r.pattern
			r.means = func(m *match) bool {
				used[key] = means(m)
				return used[key]
			}
			watched[i].rules = append(watched[i].rules, r)
		}
	}
	program := compile(watched)
	now := time.Date(2027, 3, 5, 9, 30, 0, 0, time.UTC)
	for _, s := range grammarStages {
		for _, rule := range s.rules {
			used = map[string]bool{}
			r := &reader{Options: Options{Now: now}, today: civil.DateOf(now)}
			example := rule.example
			if rest, ok := strings.CutPrefix(example, "? "); ok {
				slot, text, _ := strings.Cut(rest, ": ")
				if r.Asked, example = []string{slot}, text; slot == "offered" {
					r.Offered = []time.Time{now.AddDate(0, 0, 4)}
				}
			}
			if r.words = words.Split(example); !r.lex() {
				t.Errorf("%s: no word of %q is known", rule.pattern, example)
				continue
			}
			if r.parse(program); !used[s.name+": "+rule.pattern] {
				t.Errorf("%s: %s does not read %q", s.name, rule.pattern, example)
			}
		}
	}
}

func TestHolidays(t *testing.T) {
	for h, want := range map[holiday]string{
		thanksgiving: "2026-11-26", easter: "2026-04-05", memorialDay: "2026-05-25", laborDay: "2026-09-07",
		kingDay: "2026-01-19", presidentsDay: "2026-02-16", goodFriday: "2026-04-03", mothersDay: "2026-05-10", blackFriday: "2026-11-27",
	} {
		if got, ok := h.in(2026); !ok || got.String() != want {
			t.Errorf("holiday %d is %v, want %s", h, got, want)
		}
	}
}
