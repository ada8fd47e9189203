package frontdesk_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"bedside/internal/frontdesk"
	"bedside/internal/store"
	"bedside/internal/testkit"
)

// files are what may be on file where somebody who says to be Maria Lopez, born March 3, 1958, is not to be told of a
// visit.
func files() map[string]func(h *house) {
	maria := func(h *house, born, day string) {
		h.known("Maria", "Lopez", born, "218-555-0123", day, "10:00", "Marlow")
	}
	return map[string]func(h *house){
		"nobody":             func(*house) {},
		"no visit":           func(h *house) { maria(h, "1958-03-03", "") },
		"another birth date": func(h *house) { maria(h, "1958-03-05", "2026-12-01") },
		"another name": func(h *house) {
			h.known("Peter", "Lowe", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
		},
		"two of them": func(h *house) {
			maria(h, "1958-03-03", "2026-12-01")
			h.known("Maria", "Lopez", "1958-03-03", "218-555-0124", "2026-12-02", "10:00", "Osei")
		},
		"many of that day": func(h *house) {
			for n := range 5 {
				h.known("Ann"+string(rune('a'+n)), "Lowe", "1958-03-03", fmt.Sprintf("218-555-01%d", 30+n), "", "", "")
			}
		},
		"a visit that is over": func(h *house) {
			maria(h, "1958-03-03", "2026-11-24")
			h.clock.Advance(48 * time.Hour)
		},
	}
}

// strangers is what somebody says who tries to learn of a visit, up to the end of the third try.
var strangers = map[string][]string{
	frontdesk.Voice: {"when is my next appointment", "Maria Lopez", "march third 1958", "Maria Lopez", "march third 1958", "Maria Lopes", "march third 1958"},
	frontdesk.Chat:  {"when is my next appointment", "Maria Lopez", "3/3/1958", "María López", "3/3/1958", "Maria Lopez", "3/3/1958"},
	frontdesk.SMS:   {"cancel my appointment please", "Maria Lopez", "3/3/1958", "Maria Lopez", "3/3/1958", "Maria Lopez", "3/3/1958"},
}

// TestNobodyLearnsWhoIsOnFile neither by the words nor by the work: every reply is the same to the letter, and every turn
// runs as many statements and opens as many sealed values, whether there is such a patient or not (SAFETY 8).
func TestNobodyLearnsWhoIsOnFile(t *testing.T) {
	for channel, turns := range strangers {
		type told struct {
			words, state, expect string
			work                 store.Work
		}
		tell := func(file func(*house)) (all []told) {
			h := openHouse(t, testkit.SQLite(t))
			file(h)
			h.call(frontdesk.Chat, "").say("hello") // what is read once is read
			c := h.call(channel, "+12185550166")
			for _, said := range turns {
				before := h.Work()
				words := c.send(frontdesk.Turn{Text: said, NBest: []string{said, said + " um"}, Heard: true})
				after := h.Work()
				all = append(all, told{words, c.last.State, fmt.Sprintf("%+v %v", c.last.Expect, len(c.last.Effects)),
					store.Work{Statements: after.Statements - before.Statements, Opened: after.Opened - before.Opened}})
			}
			return all
		}
		want := tell(files()["nobody"])
		for name, file := range files() {
			got := tell(file)
			for n := range want {
				if got[n] != want[n] {
					t.Errorf("%s, %s, turn %d:\n got %+v\nwant %+v", channel, name, n, got[n], want[n])
				}
			}
		}
	}
}

// TestTheTimeTellsNobodyWhoIsOnFile compares the median of many tries by turns: a generous bound, because the work is
// what counts, and it is held to be equal above.
func TestTheTimeTellsNobodyWhoIsOnFile(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for n := range 40 { // as many as a day of births has in a large practice
		h.known("Ann"+string(rune('a'+n%26)), "Lowe"+string(rune('a'+n/26)), "1958-03-03", fmt.Sprintf("218-555-0%03d", 100+n), "", "", "")
	}
	h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "", "", "")
	const tries = 25
	took := map[string][]time.Duration{}
	for n := range tries {
		for _, born := range []string{"3/3/1958", "4/4/1961"} {
			c := h.call(frontdesk.Chat, fmt.Sprintf("+1218555%04d", 2000+n))
			c.say("when is my next appointment")
			c.say("Maria Lopez")
			began := time.Now()
			c.say(born)
			took[born] = append(took[born], time.Since(began))
		}
	}
	median := func(all []time.Duration) float64 {
		slices.Sort(all)
		return float64(all[len(all)/2])
	}
	known, unknown := median(took["3/3/1958"]), median(took["4/4/1961"])
	t.Logf("on file %.2f ms, nobody %.2f ms, ratio %.2f", known/1e6, unknown/1e6, known/unknown)
	if ratio := known / unknown; ratio > 2 || ratio < 0.5 {
		t.Errorf("a try takes %.2f times as long where there is somebody", ratio)
	}
}
