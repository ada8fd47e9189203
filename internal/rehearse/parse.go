package rehearse

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/words"
)

const (
	most     = 400 << 10 // bytes of a file
	longest  = 600       // code points of one way to say something
	mostWays = 40
)

// Parse reads scenarios. What does not follow the language is Invalid, with the line.
func Parse(name, text string) ([]Scenario, error) {
	if len(text) > most {
		return nil, invalid(name, 0, "the file is too long")
	}
	p := parser{file: name, seen: map[string]bool{}}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if err := p.line(i+1, line); err != nil {
			return nil, err
		}
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	return p.all, nil
}

func invalid(file string, line int, format string, args ...any) error {
	where := file
	if line > 0 {
		where = fmt.Sprintf("%s, line %d", file, line)
	}
	return fault.New(fault.Invalid, "rehearse.Parse", where+": "+fmt.Sprintf(format, args...)+".")
}

type parser struct {
	file string
	all  []Scenario
	seen map[string]bool
	now  *Scenario
	key  string // the line that goes on
	text string
	at   int
}

var (
	isName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,79}$`)
	isKey  = regexp.MustCompile(`^[a-z][a-z_.]{0,39}$`)
)

// line takes a line: "== name", "key: text", or one that goes on, which begins with a space. A "#" begins a comment.
func (p *parser) line(n int, line string) error {
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "" || strings.HasPrefix(line, "#"):
		return nil
	case strings.HasPrefix(line, "=="):
		if err := p.end(); err != nil {
			return err
		}
		name := strings.TrimSpace(line[2:])
		if !isName.MatchString(name) {
			return invalid(p.file, n, "a name is small letters, digits, dots and hyphens")
		}
		if p.seen[name] {
			return invalid(p.file, n, "there is a scenario %q already", name)
		}
		p.seen[name] = true
		p.now = &Scenario{Name: name, Says: map[string][]Turn{}}
		return nil
	case p.now == nil:
		return invalid(p.file, n, "a scenario begins with == and its name")
	case line[0] == ' ' || line[0] == '\t':
		if p.key == "" {
			return invalid(p.file, n, "there is no line that this one goes on with")
		}
		p.text += " " + trimmed
		return nil
	}
	key, text, ok := strings.Cut(line, ":")
	if !ok || !isKey.MatchString(key) {
		if p.key == "" && p.now.About == "" {
			p.now.About = trimmed
			return nil
		}
		return invalid(p.file, n, "a line is a key, a colon and a text")
	}
	if err := p.flush(); err != nil {
		return err
	}
	p.key, p.text, p.at = key, strings.TrimSpace(text), n
	return nil
}

// flush takes the line that is complete.
func (p *parser) flush() error {
	key, text := p.key, p.text
	p.key, p.text = "", ""
	if key == "" {
		return nil
	}
	if text == "" {
		return invalid(p.file, p.at, "%s says nothing", key)
	}
	one := func(to *string) error {
		if *to != "" {
			return invalid(p.file, p.at, "%s is there twice", key)
		}
		*to = text
		return nil
	}
	s := p.now
	switch key {
	case "topic":
		return one(&s.Topic)
	case "caller":
		return one(&s.Caller)
	case "clock":
		return one(&s.Clock)
	case "language":
		l := string(s.Language)
		err := one(&l)
		s.Language = words.Language(l)
		return err
	case "persona":
		s.Personas = list(text)
	case "channel":
		s.Channels = list(text)
	case "needs":
		s.Needs = append(s.Needs, list(text)...)
	case "expect":
		e, err := p.expect(text)
		s.Expects = append(s.Expects, e)
		return err
	case "allow":
		e, err := p.expect(text)
		if err == nil && e.Verb != "task" {
			err = invalid(p.file, p.at, "only a task is allowed that need not be")
		}
		e.Verb = "allow"
		s.Expects = append(s.Expects, e)
		return err
	case "never":
		s.Expects = append(s.Expects, Expect{Verb: "never", Text: text, Line: p.at})
	default:
		var t Turn
		for _, way := range strings.Split(text, "|") {
			if way = strings.TrimSpace(way); way == "" || len([]rune(way)) > longest {
				return invalid(p.file, p.at, "%s has a way to say it that is empty or too long", key)
			}
			t = append(t, way)
		}
		if len(t) > mostWays {
			return invalid(p.file, p.at, "%s is said in more than %d ways", key, mostWays)
		}
		s.Says[key] = append(s.Says[key], t)
	}
	return nil
}

func list(text string) (all []string) {
	for _, s := range strings.Split(text, ",") {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// verbs are what may be expected, with what each may say more closely.
var verbs = map[string][]string{
	"booked": {"day", "part", "time", "with", "at", "service", "name", "born", "phone", "email"}, "moved": {"visit", "day", "part", "time", "with", "at"}, "cancelled": {"visit"}, "waits": {"sooner"},
	"task": {"kind", "has", "lacks"}, "alert": {"tier"}, "verified": {}, "stopped": {}, "transferred": {}, "voicemail": {}, "hangup": {},
	"said": nil, "asked": {"step", "most"}, "meant": {"flow"},
}

func (p *parser) expect(text string) (Expect, error) {
	verb, rest, _ := strings.Cut(text, " ")
	may, ok := verbs[verb]
	if !ok {
		return Expect{}, invalid(p.file, p.at, "nothing is called %q that could be expected", verb)
	}
	e := Expect{Verb: verb, With: map[string]string{}, Line: p.at}
	rest = strings.TrimSpace(rest)
	if verb == "said" {
		if e.Text = rest; rest == "" {
			return e, invalid(p.file, p.at, "said needs the words")
		}
		return e, nil
	}
	for _, f := range strings.Fields(rest) {
		k, v, ok := strings.Cut(f, "=")
		if !ok || v == "" || !slices.Contains(may, k) {
			return e, invalid(p.file, p.at, "%s knows no %q", verb, f)
		}
		e.With[k] = v
	}
	return e, nil
}

// end completes the scenario that was begun.
func (p *parser) end() error {
	if err := p.flush(); err != nil {
		return err
	}
	s := p.now
	if p.now = nil; s == nil {
		return nil
	}
	if s.Language == "" {
		s.Language = words.English
	}
	if len(s.Personas) == 0 {
		s.Personas = []string{"plain"}
	}
	if len(s.Channels) == 0 {
		s.Channels = []string{frontdesk.Chat, frontdesk.Voice, frontdesk.SMS}
	}
	for _, of := range []struct {
		what string
		have []string
		may  []string
	}{
		{"language", []string{string(s.Language)}, []string{string(words.English), string(words.Spanish)}},
		{"channel", s.Channels, []string{frontdesk.Chat, frontdesk.Voice, frontdesk.SMS}},
		{"caller", []string{s.Caller}, []string{"", "new", "known", "known twice"}},
		{"clock", []string{s.Clock}, []string{"", "open", "closed"}},
	} {
		for _, h := range of.have {
			if !slices.Contains(of.may, h) {
				return invalid(p.file, p.at, "%s: there is no %s %q", s.Name, of.what, h)
			}
		}
	}
	p.all = append(p.all, *s)
	return nil
}
