package frontdesk_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bedside/internal/frontdesk"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

var _ = flag.Bool("update", false, "write the golden files anew")

// TestStories plays the dialogues in testdata/stories, whose golden answers are read before they are kept. A line is
//
//	== a title: a fresh practice, on Monday, November 23, 2026, at ten in Chicago
//	@chat [number], @sms number, @voice [number]: who calls how
//	@now 2026-11-24 19:00     @patient Given Family 1958-03-03 number [2026-12-01 10:00 Provider]
//	@unready: nobody is on call     @dial book message     @take: staff take over     @back: and hand back
//	@only new Office: the service whose name begins so is for patients who are new, or returning
//	@ages 18 64 Office: the service whose name begins so is for people of that age, 0 for no limit; without a name, all are
//	@texts: from now on visits are told of by text     @remind: what is due is texted, and shown as "* number: words"
//	@cancelled Given, @moved Given: staff did so     @waits Given: they wait for an earlier time     @offered: a time is free for the next of them
//	@another Given 2026-12-08: one more visit
//	@elsewhere: the book is kept in another system, which has agreed to nothing yet
//	@grab: somebody else is given every time of the coming Tuesday at 2 pm
//	> words: what the caller says     # digits: what they key     ! event [detail]
//	] words: what the caller says before the answer was heard to its end
//
// and below it the golden answer: "< words" and "= state effects".
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.txt")
	must(t, err)
	titles := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(t, err)
		titles += strings.Count("\n"+string(data), "\n== ")
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			var told *story
			for line := range strings.Lines(string(data)) {
				line = strings.TrimRight(line, "\n")
				if strings.HasPrefix(line, "== ") {
					told = &story{house: openHouse(t, testkit.SQLite(t)), out: &out}
				}
				if strings.HasPrefix(line, "< ") || strings.HasPrefix(line, "= ") || strings.HasPrefix(line, "* ") {
					continue
				}
				fmt.Fprintln(&out, line)
				if told != nil && line != "" {
					told.play(line, &out)
				}
			}
			testkit.Golden(t, file, out.Bytes())
		})
	}
	if titles < 60 {
		t.Errorf("%d stories, want at least 60", titles)
	}
}

// everyBook is another system that owns every book.
type everyBook struct{}

func (everyBook) Owns(context.Context, tx.Tx, practice.ProviderID) (bool, error) { return true, nil }

// story is one of them as it is played.
type story struct {
	*house
	c   *call
	out *bytes.Buffer
}

func (s *story) play(line string, out *bytes.Buffer) {
	s.Helper()
	rest := ""
	if len(line) > 2 {
		rest = line[2:]
	}
	switch line[0] {
	case '>':
		s.tell(out, frontdesk.Turn{Text: rest, Heard: true})
	case ']':
		s.tell(out, frontdesk.Turn{Text: rest})
	case '#':
		s.tell(out, frontdesk.Turn{Digits: rest, Heard: true})
	case '!':
		event, detail, _ := strings.Cut(rest, " ")
		s.tell(out, frontdesk.Turn{Event: frontdesk.Event(event), Detail: detail, Seconds: 7, Heard: true})
	case '@':
		s.set(strings.Fields(line[1:]))
	}
}

func number(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	must(t, err)
	return n
}

func (s *story) tell(out *bytes.Buffer, in frontdesk.Turn) {
	s.Helper()
	words := s.c.send(in)
	if words != "" {
		fmt.Fprintln(out, "<", words)
	}
	r := s.c.last
	state := []string{r.State}
	for _, e := range r.Effects {
		state = append(state, e.Type)
	}
	for _, x := range []struct {
		is   bool
		name string
	}{{r.Urgency != triage.None, string(r.Urgency)}, {r.Hold, "hold"}, {r.Silent, "silent"}, {r.Voicemail, "voicemail"}, {r.Hangup, "hangup"}} {
		if x.is {
			state = append(state, x.name)
		}
	}
	fmt.Fprintln(out, "=", strings.Join(state, " "))
	s.clock.Advance(20 * time.Second)
}

func (s *story) set(f []string) {
	s.Helper()
	switch f[0] {
	case "chat", "sms", "voice":
		from := ""
		if len(f) > 1 {
			from = f[1]
		}
		s.c = s.call(f[0], from)
	case "now":
		loc, err := time.LoadLocation("America/Chicago")
		must(s, err)
		at, err := time.ParseInLocation("2006-01-02 15:04", f[1]+" "+f[2], loc)
		must(s, err)
		s.clock.Set(at)
	case "patient":
		f = append(f, "", "", "")
		s.known(f[1], f[2], f[3], f[4], f[5], f[6], f[7])
	case "unready":
		s.unready()
	case "dial":
		s.changeDesk(func(d *practice.Desk) {
			if d.Dials == nil {
				d.Dials = map[string]practice.Dial{}
			}
			d.Dials[f[1]] = practice.Dial(f[2])
		})
	case "only":
		s.only(practice.Seen(f[1]), f[2])
	case "ages":
		s.changeService(strings.Join(f[3:], " "), func(v *practice.Service) { v.AgeFrom, v.AgeTo = number(s, f[1]), number(s, f[2]) })
	case "elsewhere":
		s.house.visits.Owner = everyBook{}
	case "grab":
		s.grab()
	case "texts":
		s.texts()
	case "remind":
		s.remind()
	case "cancelled", "moved":
		s.meanwhile(f[0], f[1])
	case "another":
		s.another(f[1], f[2])
	case "waits":
		s.waits(f[1])
	case "offered":
		s.offered()
	case "take":
		s.take(s.c.last.Thread)
	case "back":
		s.handBack(s.c.last.Thread)
	default:
		s.Fatalf("no such line: %q", f)
	}
}
