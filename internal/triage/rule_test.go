package triage

import (
	"strings"
	"testing"

	"bedside/internal/fault"
)

// TestExamples holds every rule to its own examples.
func TestExamples(t *testing.T) {
	r := reader(t)
	for _, rule := range r.Rules() {
		fires := func(text string) bool {
			for _, f := range r.Read(text).Flags {
				if f.Rule == rule.ID {
					return true
				}
			}
			return false
		}
		for _, text := range rule.Fires {
			if !fires(text) {
				t.Errorf("%s does not fire on %q", rule.ID, text)
			}
		}
		for _, text := range rule.Quiet {
			if fires(text) {
				t.Errorf("%s fires on %q", rule.ID, text)
			}
		}
	}
}

// TestFaults holds that what is wrong in the files is an Invalid fault that says where.
func TestFaults(t *testing.T) {
	var signs strings.Builder
	for _, name := range signNames {
		signs.WriteString(name + ` = "` + name[2:] + `"` + "\n")
	}
	const rule = "[[rule]]\nid = \"r\"\nkind = \"k\"\ntier = \"urgent\"\nplain = \"p\"\nsource = \"s\"\nfires = [\"a\", \"b\"]\nquiet = [\"c\", \"d\"]\n"
	words := "[words]\n" + signs.String() + "pain = \"hurts, ache*, <1-9> of <10-10>\"\n"
	good := words + rule + "when = [\"pain\"]\n"
	if _, err := compile([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ source, says string }{
		"unknown key":      {good + "colour = 1\n", "colour"},
		"unknown list":     {words + rule + "when = [\"pain + chest\"]\n", "chest"},
		"no such sign":     {words + rule + "when = [\"pain ~ pain\"]\n", "sign"},
		"half a pattern":   {words + rule + "when = [\"pain +\"]\n", "not whole"},
		"only a veto":      {words + rule + "when = [\"\"]\n", "not whole"},
		"no pattern":       {words + rule, "lacks"},
		"calm rule":        {strings.Replace(good, `"urgent"`, `"none"`, 1), "neither"},
		"asks in alarm":    {strings.Replace(good, `"urgent"`, "\"emergency\"\nask = true", 1), "asks"},
		"one example":      {strings.Replace(good, `["a", "b"]`, `["a"]`, 1), "two examples"},
		"twice":            {good + rule + "when = [\"pain\"]\n", "twice"},
		"apostrophe":       {strings.Replace(good, "hurts", "can't", 1), "can't"},
		"backward numbers": {strings.Replace(good, "<1-9>", "<9-1>", 1), "<9-1>"},
		"empty phrase":     {strings.Replace(good, "hurts", " , ", 1), "empty"},
		"itself":           {strings.Replace(good, "hurts", "@pain", 1), "itself"},
		"idle list":        {strings.Replace(good, "pain =", "spare = \"x\"\npain =", 1), "spare"},
		"idle spelling":    {good + "[spelling]\nfold = \"hurts, zebras\"\n", "zebras"},
		"lost sign list":   {strings.Replace(good, "s_deny", "s_denies", 1), "s_deny"},
	} {
		_, err := compile([]byte(c.source))
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSetNamesEveryFile holds that the name which a clinician signs changes with a rule, a word list and a sentence.
func TestSetNamesEveryFile(t *testing.T) {
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := New(); err != nil || r.Set() != again.Set() || len(r.Set()) != 12 {
		t.Errorf("%q, then %q: %v", r.Set(), again.Set(), err)
	}
	seen := map[string]bool{}
	for _, files := range [][][]byte{{[]byte("a"), []byte("b")}, {[]byte("ab"), nil}, {[]byte("a"), []byte("c")}, {[]byte("b"), []byte("a")}} {
		seen[nameOf(files...)] = true
	}
	if len(seen) != 4 {
		t.Error("two sets of files have one name")
	}
}
