package rules_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/rules"
)

// own is a pack as a practice writes it, with one rule.
const own = `name = "Ours"
version = "1"
authority = "House policy of Lakeside"
jurisdiction = "US"
checked_on = "2026-11-22"
review_by = "2027-11-22"

[[rule]]
id = "ours.best"
title = "A word we do not use"
category = "claim"
severity = "warn"
check = "existence"
any = ["best|top clinic|practice"]
message = "Say what you do well."
examples.must = ["We are the best clinic in town."]
examples.must_not = ["We are open on Saturday."]
`

func folder(files ...string) fs.FS {
	dir := fstest.MapFS{"notes.txt": {Data: []byte("no pack")}}
	for i := 0; i < len(files); i += 2 {
		dir[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return dir
}

func TestOwnPacks(t *testing.T) {
	shipped := embedded(t)
	second := strings.NewReplacer(`"Ours"`, `"Also ours"`, "ours.best", "also.best").Replace(own)
	packs, err := rules.ReadDir(folder("b.toml", second, "a.toml", own), shipped)
	if err != nil || len(packs) != 2 || packs[0].File != "a.toml" || packs[1].Rules[0].ID != "also.best" || packs[0].Rules[0].Authority != "House policy of Lakeside" {
		t.Fatalf("%v, %v", packs, err)
	}
	if err := rules.Prove(packs, today); err != nil {
		t.Error(err)
	}
	if none, err := rules.ReadDir(os.DirFS("/nowhere/at/all"), shipped); err != nil || len(none) != 0 {
		t.Errorf("a folder that is not there: %v, %v", none, err)
	}
	change := func(from, to string) string { return strings.Replace(own, from, to, 1) }
	for text, want := range map[string]string{
		change(`severity = "warn"`, `severity = "loud"`):    `a.toml: Line 8: Rule "ours.best" needs the severity block, warn or note.`,
		change(`check = "existence"`, `chek = "existence"`): `a.toml: The rule pack cannot be read. Line 13: there is no setting "rule.chek". Did you mean "check"?`,
		change("best|top", "{unknown}"):                     `a.toml: Line 8: Rule "ours.best" uses the word list {unknown}, which neither the pack nor Bedside has.`,
		change("best|top clinic", "..."):                    `a.toml: Line 8: Rule "ours.best": the phrase "...|practice" must begin with a word.`,
		change("ours.best", "claim.cure"):                   `a.toml: Line 8: Rule "claim.cure" stands in the pack FTC too. Give it another id.`,
		own + own[strings.Index(own, "[[rule]]"):]:          `a.toml: Line 18: Rule "ours.best" stands twice.`,
		"[" + own:                         `a.toml: The rule pack cannot be read. Line 1: `,
		"":                                `a.toml: A rule pack needs a name and a version.`,
		change("2027-11-22", "next year"): `a.toml: The rule pack cannot be read. Line 6: `,
		change("[[rule]]", "# [[rule]]\n[[ 'rule' ]] # ours") + "[[rule]]\nid = \"x x\"\n": `a.toml: Line 19: A rule has no id, or one with a space in it: "x x".`,
		"\xff": `a.toml: The rule pack cannot be read. The file is not UTF-8 text. Save it as UTF-8.`,
	} {
		_, err := rules.ReadDir(folder("a.toml", text), shipped)
		if !fault.Is(err, fault.Invalid) || !strings.HasPrefix(fault.Message(err), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	lies, err := rules.ReadDir(folder("a.toml", change("We are open", "The best clinic is open")), shipped)
	if err != nil {
		t.Fatal(err)
	}
	if err := rules.Prove(lies, today); !fault.Is(err, fault.Invalid) || fault.Message(err) != `a.toml: Line 8: Rule "ours.best" fires on: The best clinic is open on Saturday.` {
		t.Error(err)
	}
	many := fstest.MapFS{}
	for i := range 60 {
		many[string(rune('a'+i%26))+string(rune('a'+i/26))+".toml"] = &fstest.MapFile{Data: []byte(own)}
	}
	if _, err := rules.ReadDir(many, shipped); !fault.Is(err, fault.Invalid) {
		t.Errorf("sixty packs: %v", err)
	}
	var words strings.Builder
	for i := range 20000 {
		words.WriteString(strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(100000+i)) + "|")
	}
	large := strings.Replace(own, "best|top", words.String()+"best", 1)
	packs, err = rules.ReadDir(folder("a.toml", large), shipped)
	if err == nil {
		_, err = rules.NewSet(slices.Concat(shipped, packs))
	}
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("twenty thousand beginnings: %v", err)
	}
}

// What guards patients' privacy is never switched off by one person, what blocks there by nobody.
func TestSwitchingOff(t *testing.T) {
	packs := embedded(t)
	all, _ := rules.Without(packs, nil)
	count := func(packs []rules.Pack) (n int) {
		for _, p := range packs {
			n += len(p.Rules)
		}
		return n
	}
	seen := map[int]bool{}
	for _, p := range packs {
		for i := range p.Rules {
			r := &p.Rules[i]
			hands := r.Hands()
			seen[hands] = true
			for people, by := range map[int][]string{0: nil, 1: {"a", "a", ""}, 2: {"a", "b"}, 5: {"a", "b", "c", "d", "e"}} {
				rest, off := rules.Without(packs, []rules.Off{{Rule: r.ID, By: by}, {Rule: "no.such", By: by}})
				want := hands != rules.Never && people >= hands
				if got := count(rest) < count(all); got != want || got != slices.Contains(off, r.ID) {
					t.Errorf("%s (%s, %s) by %d: off is %t", r.ID, r.Category, r.Severity, people, got)
				}
			}
			if r.Category == "privacy" && (r.Severity == rules.Block && hands != rules.Never || hands == 1) || r.Severity == rules.Block && hands == 1 {
				t.Errorf("%s (%s, %s) takes %d people", r.ID, r.Category, r.Severity, hands)
			}
		}
	}
	if !seen[rules.Never] || !seen[1] || !seen[2] {
		t.Errorf("of rules there are only those that take %v people", seen)
	}
	if count(packs) != count(all) {
		t.Error("the packs themselves were changed")
	}
}

func TestCalendar(t *testing.T) {
	pack, err := rules.ParseOwn("a.toml", []byte(own+`
[[rule]]
id = "ours.law"
title = "A law"
category = "claim"
severity = "note"
check = "existence"
any = ["law"]
message = "A law."
effective_from = "2027-01-01"
effective_to = "2027-06-30"
checked_on = "2026-01-10"
examples.must = ["A law."]
examples.must_not = ["None."]
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	say := func(day civil.Date, days int) (all []string) {
		for _, c := range rules.Calendar([]rules.Pack{pack}, day, days) {
			all = append(all, c.On.String()+" "+string(c.What)+" "+c.Rule)
		}
		return all
	}
	for _, c := range []struct {
		day  civil.Date
		days int
		want []string
	}{
		{today, 30, nil},
		{today, 90, []string{"2027-01-01 starts ours.law", "2027-01-10 review ours.law"}},
		{civil.Date{Year: 2027, Month: 2, Day: 1}, 365, []string{"2027-01-10 review ours.law", "2027-06-30 ends ours.law", "2027-11-22 review ours.best"}},
		{civil.Date{Year: 2027, Month: 7, Day: 1}, 0, []string{"2027-06-30 ended ours.law"}},
	} {
		if got := say(c.day, c.days); !slices.Equal(got, c.want) {
			t.Errorf("%s, %d days: %v", c.day, c.days, got)
		}
	}
}

// Whatever a pack holds, reading it gives a pack that compiles or a sentence, and trying it ends.
func FuzzOwnPack(f *testing.F) {
	f.Add([]byte(own))
	f.Add([]byte("name = \"x\"\nversion = \"1\"\n[words]\na = [\"b c\"]\n[[rule]]\nid = \"x\"\nany = [\"{a}? ... {number} {amount} {link}\"]\n"))
	f.Add([]byte(strings.Replace(own, "best|top clinic|practice", "best_of|{med}? ... clinic's|#1", 1)))
	shipped := embedded(f)
	f.Fuzz(func(t *testing.T, source []byte) {
		p, err := rules.ParseOwn("a.toml", source, shipped)
		if err != nil {
			var e *fault.Error
			if !fault.Is(err, fault.Invalid) || !errors.As(err, &e) || !strings.HasPrefix(fault.Message(err), "a.toml: ") {
				t.Fatal(err)
			}
			return
		}
		if _, err := rules.NewSet([]rules.Pack{p}); err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		if err := rules.Prove([]rules.Pack{p}, today); err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}
