package when_test

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/when"
	"bedside/internal/testkit"
	"bedside/internal/words"
)

// goldSpan is one labelled date or time of a turn.
type goldSpan struct {
	kind       string // "date" or "time"
	start, end int
	text       string
	value      string // "" where the data tells none
}

// turn is one labelled turn of the development data.
type turn struct {
	text   string
	o      when.Options
	gold   []goldSpan
	period bool // it names a span of days or hours, which is no false alarm
}

// score is how well the turns were read.
type score struct {
	spans, found, valued, right int
	plain, alarms               int // turns without a label, and those where something was read
	unsaid                      int // of them, where no date or time word stands in the text at all
	took                        time.Duration
	turns                       int
}

func (s score) log(t *testing.T, name string) {
	percent := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	t.Logf("%-12s found %.2f %% of %d, value right %.2f %% of %d, false alarms %.2f %% of %d, without such a word %.2f %%, %.1f µs a turn", name,
		percent(s.found, s.spans), s.spans, percent(s.right, s.valued), s.valued, percent(s.alarms, s.plain), s.plain, percent(s.unsaid, s.plain),
		float64(s.took.Microseconds())/float64(max(s.turns, 1)))
}

func (s score) floor(t *testing.T, name string, found, right, alarms float64) {
	s.log(t, name)
	if s.spans == 0 || float64(s.found) < found*float64(s.spans) || float64(s.right) < right*float64(s.valued) ||
		float64(s.alarms) > alarms*float64(s.plain) ||
		float64(s.unsaid) > .01*float64(s.plain) {
		t.Errorf("%s: below %.1f %% found, %.1f %% right, or above %.1f %% false alarms", name, 100*found, 100*right, 100*alarms)
	}
}

// halfSaid finds what tells the half of the day; without it, twelve hours off is right too, as in field/voice.md §2.1.
var halfSaid = regexp.MustCompile(`(?i)[ap]\.?m\b|morning|afternoon|evening|night|noon|midday|now|^0\d|^1[3-9]|^2[0-4]|hour|minute`)

// dateWord finds what is a date or time beyond doubt: SGD and RESTAURANTS-8K leave many of them without a label.
var dateWord = regexp.MustCompile(`(?i)day\b|tonight|tomorrow|morning|afternoon|evening|week|\bmonth|\d(st|nd|rd|th)\b|\d ?[ap]\.?m|\d:\d\d|` +
	`march \d|days (ago|from)|in \d+ (day|min)|christmas|o.?clock|(quarter|half) (past|to|after)`)

func right(m when.Mention, g goldSpan) bool {
	if m.Value == g.value {
		return true
	}
	if g.kind != "time" || halfSaid.MatchString(g.text) {
		return false
	}
	a, err := civil.ParseClock(m.Value)
	b, err2 := civil.ParseClock(g.value)
	return err == nil && err2 == nil && a%720 == b%720
}

// measure reads the turns and scores one kind.
func measure(t *testing.T, turns []turn, kind string) (s score) {
	show := os.Getenv("WHEN_MISSES") != ""
	for _, u := range turns {
		begin := time.Now()
		got := when.Read(u.text, u.o).Mentions
		s.took += time.Since(begin)
		s.turns++
		if len(u.gold) == 0 && !u.period {
			s.plain++
			if slices.ContainsFunc(got, func(m when.Mention) bool { return strings.HasPrefix(m.Name, kind) }) {
				s.alarms++
				if !dateWord.MatchString(u.text) {
					s.unsaid++
				}
				if show {
					t.Logf("alarm %s %v: %q %v", kind, dateWord.MatchString(u.text), u.text, got)
				}
			}
		}
		for _, g := range u.gold {
			if g.kind != kind {
				continue
			}
			s.spans++
			found, ok := false, false
			for _, m := range got {
				if strings.HasPrefix(m.Name, kind) && m.Start < g.end && g.start < m.End {
					found = true
					ok = ok || right(m, g)
				}
			}
			if found {
				s.found++
			}
			if g.value != "" {
				s.valued++
				if ok {
					s.right++
				}
			}
			if show && (!found || g.value != "" && !ok) {
				t.Logf("miss %s: %q want %q %s, got %v", kind, u.text, g.text, g.value, got)
			}
		}
	}
	return s
}

func rows(t *testing.T, name string, each func(line []byte)) {
	t.Helper()
	f, err := os.Open(testkit.Data(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		each(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// second returns the slot of an act.
func second(act []any) string {
	if len(act) < 2 {
		return ""
	}
	s, _ := act[1].(string)
	return s
}

func sgd(t *testing.T) (turns []turn) {
	now := time.Date(2019, 3, 1, 9, 0, 0, 0, time.UTC)
	var asked []string
	rows(t, "sgd.jsonl", func(line []byte) {
		var row struct {
			Utterance, Speaker string
			Acts               [][]any
			Spans              [][]any
			Canonical          map[string][]string
		}
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		if row.Speaker == "system" {
			asked = nil
			for _, a := range row.Acts {
				if slot := second(a); a[0] == "REQUEST" {
					for _, kind := range []string{"date", "time"} {
						if strings.HasSuffix(slot, kind) {
							asked = append(asked, kind)
						}
					}
				}
			}
			return
		}
		u := turn{text: row.Utterance, o: when.Options{Now: now, Asked: asked, Language: words.English}}
		for _, a := range row.Acts {
			if slot := second(a); (strings.Contains(slot, "date") || strings.Contains(slot, "time")) && a[0] != "REQUEST" {
				u.period = true // a value is meant whose place the data does not tell
			}
		}
		for _, intent := range []string{"GetAvailableTime", "GetWeather", "AddEvent", "GetRide"} {
			u.period = u.period || strings.Contains(string(line), `"`+intent+`"`) // their dates are not labelled
		}
		for _, s := range row.Spans {
			name, _ := s[0].(string)
			for _, kind := range []string{"date", "time"} {
				if strings.HasSuffix(name, kind) && name != "wait_time" {
					text, _ := s[3].(string)
					start, _ := s[1].(float64)
					end, _ := s[2].(float64)
					g := goldSpan{kind: kind, start: int(start), end: int(end), text: text}
					if c := row.Canonical[name]; len(c) == 1 {
						g.value = c[0]
					}
					u.gold = append(u.gold, g)
				}
			}
		}
		turns = append(turns, u)
	})
	return turns
}

func phones(t *testing.T, source string, now time.Time) (turns []turn) {
	rows(t, "slots.jsonl", func(line []byte) {
		var row struct {
			Source, Utterance string
			Requested         []string
			Spans             []struct {
				Slot, Text string
				Canonical  any
				Start, End int
			}
		}
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		if row.Source != source {
			return
		}
		u := turn{text: row.Utterance, o: when.Options{Now: now, Asked: row.Requested, Language: words.English, DayFirst: source == "nlupp"}}
		for _, s := range row.Spans {
			kind, tail, _ := strings.Cut(s.Slot, "_")
			switch {
			case kind != "date" && kind != "time":
			case tail == "period":
				u.period = true
			default:
				value, _ := s.Canonical.(string)
				g := goldSpan{kind: kind, start: s.Start, end: s.End, text: s.Text, value: value}
				if value == "ambiguous" {
					g.value = ""
				}
				if source == "restaurants8k" {
					g.value = plainValue(kind, s.Text, now)
				}
				u.gold = append(u.gold, g)
			}
		}
		turns = append(turns, u)
	})
	return turns
}

var (
	figureTime = regexp.MustCompile(`(?i)^(\d{1,2})(?:[:.](\d\d))? ?(?:([ap])\.? ?m\.?)?\.?$`)
	inDays     = regexp.MustCompile(`(?i)^(?:in )?(\d+) days?(?: from now)?$`)
	monthDay   = regexp.MustCompile(`(?i)^(\d{1,2})(?:st|nd|rd|th)? (?:of )?([A-Z][a-z]{2})[a-z]*\.?$|^([A-Z][a-z]{2})[a-z]* (\d{1,2})(?:st|nd|rd|th)?$`)
)

// plainValue derives the value of a RESTAURANTS-8K span whose form leaves no doubt, "" for the others: the data has none.
func plainValue(kind, text string, now time.Time) string {
	if kind == "time" {
		if f := figureTime.FindStringSubmatch(text); f != nil {
			h, _ := strconv.Atoi(f[1])
			m, _ := strconv.Atoi("0" + f[2])
			switch {
			case strings.EqualFold(f[3], "p") && h < 12:
				h += 12
			case strings.EqualFold(f[3], "a") && h == 12:
				h = 0
			}
			if h < 24 {
				return time.Date(2000, 1, 1, h, m, 0, 0, time.UTC).Format("15:04")
			}
		}
		return ""
	}
	for _, layout := range []string{"2006/01/02", "1/2/2006", "1/2/06", "Mon, 2 Jan 2006", "January 2, 2006", "January 2 2006", "Monday, January 2, 2006"} {
		if d, err := time.Parse(layout, text); err == nil {
			return d.Format(time.DateOnly)
		}
	}
	if f := inDays.FindStringSubmatch(text); f != nil {
		n, _ := strconv.Atoi(f[1])
		return now.AddDate(0, 0, n).Format(time.DateOnly)
	}
	if f := monthDay.FindStringSubmatch(text); f != nil && !strings.Contains(text, "day") {
		for y := now.Year(); y < now.Year()+5; y++ {
			month := strings.ToUpper((f[2] + f[3])[:1]) + strings.ToLower((f[2] + f[3])[1:])
			if d, err := time.Parse("2006 Jan 2", strconv.Itoa(y)+" "+month+" "+f[1]+f[4]); err == nil && !d.Before(now.Truncate(24*time.Hour)) {
				return d.Format(time.DateOnly)
			}
		}
	}
	return ""
}

func TestSchemaGuidedDialogues(t *testing.T) {
	turns := sgd(t)
	measure(t, turns, "date").floor(t, "SGD dates", .99, .99, .03)
	measure(t, turns, "time").floor(t, "SGD times", .99, .99, .02)
}

func TestRestaurants8k(t *testing.T) {
	turns := phones(t, "restaurants8k", time.Date(2018, 8, 1, 9, 0, 0, 0, time.UTC))
	measure(t, turns, "date").floor(t, "R8K dates", .99, .99, .02)
	measure(t, turns, "time").floor(t, "R8K times", .99, .99, .02)
}

func TestNLUpp(t *testing.T) {
	turns := phones(t, "nlupp", time.Date(2022, 3, 15, 9, 0, 0, 0, time.UTC))
	measure(t, turns, "date").floor(t, "NLU++ dates", .93, .93, .02)
	measure(t, turns, "time").floor(t, "NLU++ times", .90, .90, .02)
}
