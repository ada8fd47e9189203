package template_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/outreach/template"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/words"
)

var update = flag.Bool("update", false, "write the golden files anew")

func today() time.Time { return time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC) }

// house is an invented practice.
func house() *practice.Practice {
	return &practice.Practice{
		Settings: practice.Settings{Name: "Elm Street Practice", NeutralName: "Elm Street Practice", Phone: "+12185550100", URL: "https://practice.example", Zone: "America/Chicago"},
		Locations: []practice.Location{{Name: "Harbor Street", Address: "14 Harbor Street", City: "Elder Bay", State: "MN", ZIP: "55604", Zone: "America/Chicago", Active: true,
			Notes: "Park behind the house.\nThe door with the green bell.", NotesES: "Estacione detrás de la casa.\nLa puerta con el timbre verde."}},
		Providers: []practice.Provider{{Given: "Ines", Family: "Marlow", Credentials: "MD", Active: true}},
	}
}

func reader(t testing.TB) *guard.Guard {
	t.Helper()
	g, err := guard.New(nil, guard.Own{Names: []string{"Elm Street Practice", "Ines Marlow"}, Places: []string{"Harbor Street", "14 Harbor Street", "Elder Bay"},
		Phones: []string{"+12185550100"}, Domains: []string{"https://practice.example"}, States: []string{"MN"}}, today)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// visit are the values of one visit.
func visit(k template.Key) template.Values {
	p := house()
	zone, _ := time.LoadLocation("America/Chicago")
	at := func(day, hour, minute int) string {
		return template.When(time.Date(2026, 12, day, hour, minute, 0, 0, zone), k)
	}
	v := template.Values{FirstName: phi.NewName("Tomasina", "Number"), When: at(1, 14, 20), Was: at(2, 9, 0), Until: at(1, 13, 0), Stop: "https://practice.example/stop/abc",
		Provider: "Dr. Ines Marlow", Service: "Oncology visit"}
	v.Of(p, "", k.Channel)
	switch k.Kind {
	case template.Telehealth, template.Join:
		v.Video, v.Link, v.TestLink = true, "https://practice.example/join/abc", "https://practice.example/join/test"
	case template.Announcement:
		v.News = map[words.Language]string{words.English: "We are closed on Friday because of the snow.", words.Spanish: "El viernes no abrimos por la nieve."}[k.Language]
	case template.Proposal, template.Offer, template.Recall:
		v.Link = "https://practice.example/o/abc"
	}
	if k.Kind != template.Telehealth && k.Kind != template.Join {
		v.At(p, p.Locations[0], k.Language)
	}
	return v
}

// Every text that Bedside ships with passes the guard in every way it can read, says what it must, and is short.
func TestEveryDefaultPasses(t *testing.T) {
	g, p := reader(t), house()
	for _, k := range template.Keys() {
		text := template.Default(k)
		c := template.Check(g, k, text, template.Longest(p, k))
		for _, x := range c.Problems {
			if x.Severity != rules.Note {
				t.Errorf("%s: %s %q: %s", k, x.Rule, x.Quote, x.Says)
			}
		}
		if k.Channel == template.SMS && c.Length.Segments > 5 {
			t.Errorf("%s takes %d segments with the longest values: %s", k, c.Length.Segments, c.Longest)
		}
	}
}

// What every default says for one visit, neutral and with more on record, for people to read.
func TestDefaultsRead(t *testing.T) {
	for _, l := range template.Languages() {
		for _, ch := range template.Channels() {
			var b strings.Builder
			for _, kind := range template.Kinds() {
				k := template.Key{Kind: kind, Channel: ch, Language: l}
				for _, more := range []bool{false, true} {
					v := visit(k)
					v.Allows = template.Allows{Provider: more, Service: more}
					title, body := said(t, k, template.Default(k), v)
					if _, neutral := said(t, k, template.Default(k), visit(k)); more && neutral == body {
						continue
					}
					fmt.Fprintf(&b, "=== %s%s", kind, map[bool]string{true: ", more on record"}[more])
					if ch == template.SMS {
						fmt.Fprintf(&b, " (%d characters, %s)", len([]rune(body)), segments(template.Measure(body)))
					}
					fmt.Fprintf(&b, "\n")
					if title != "" {
						fmt.Fprintf(&b, "%s\n---\n", title)
					}
					fmt.Fprintf(&b, "%s\n\n", body)
				}
			}
			golden(t, fmt.Sprintf("%s.%s.txt", l, ch), b.String())
		}
	}
}

// said is a text as the guard renders it for staff, who may read everything.
func said(t testing.TB, k template.Key, text template.Text, v template.Values) (title, body string) {
	t.Helper()
	s, err := template.Render(k, text, v)
	if err != nil {
		t.Fatalf("%s: %v", k, err)
	}
	read := func(parts []guard.Part) string {
		return plain.Check(guard.Draft{Kind: guard.Chat, Audience: guard.Staff, Channel: "site", Body: parts}).Text
	}
	return read(s.Title), read(s.Body)
}

var plain = func() *guard.Guard {
	g, err := guard.New([]rules.Pack{}, guard.Own{}, today)
	if err != nil {
		panic(err)
	}
	return g
}()

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	was := strings.Split(string(want), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(was) || line != was[i] {
			t.Errorf("%s differs from line %d on, %q; run with -update and read the difference", name, i+1, line)
			return
		}
	}
	if got != string(want) {
		t.Errorf("%s ends too early", name)
	}
}

func segments(l template.Length) string {
	if l.Segments == 1 {
		return "1 segment"
	}
	return fmt.Sprintf("%d segments", l.Segments)
}
