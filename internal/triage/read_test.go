package triage

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestMeant holds how things are meant: denied, long ago, told, somebody else's.
func TestMeant(t *testing.T) {
	r := reader(t)
	for _, c := range []struct {
		text  string
		tier  Tier
		other bool
	}{
		{"no chest pain, cough or fever", None, false},
		{"no fever but my chest hurts", Emergency, false},
		{"no fever, my chest hurts", Emergency, false},
		{"No, my chest hurts", Emergency, false},
		{"I don't have a fever my chest hurts", Emergency, false},
		{"I don't know why my chest hurts", Emergency, false},
		{"without warning my chest started hurting", Emergency, false},
		{"denies chest pain and trouble breathing", None, false},
		{"PMH: seizures, stroke", None, false},
		{"history of stroke, now can't move his right arm", Emergency, true},
		{"had a stroke in 2010", None, false},
		{"had a stroke in 2010 and now my face is drooping", Emergency, false},
		{"in the movie he has a heart attack", None, false},
		{"it's like in the movie, I think I'm having a heart attack right now", Emergency, false},
		{"no tengo fiebre pero me duele el pecho", Emergency, false},
		{"no tengo dolor de pecho ni falta de aire", None, false},
		{"my husband can't breathe", Emergency, true},
		{"my husband says my lips are blue and I can't breathe", Emergency, false},
		{"mi mamá no respira", Emergency, true},
		{"no puedo respirar", Emergency, false},
		{"somebody stabbed me", Emergency, false},
		{"I have chest pain and I am out of insulin", Emergency, false},
	} {
		if res := r.Read(c.text); res.Tier != c.tier || res.Other != c.other {
			t.Errorf("%q is %s (other %t): %v", c.text, res.Tier, res.Other, res.Flags)
		}
	}
}

// TestAsk holds that a question is asked only where nothing surer was heard.
func TestAsk(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]bool{
		"I can't go on anymore": true, "something is wrong with my dad": true,
		"I can't go on anymore, I want to die": false, "I can't go on anymore and I'm out of insulin": false, "book me a visit": false,
	} {
		if res := r.Read(text); res.Ask != want || want && res.Tier != Urgent {
			t.Errorf("%q: ask %t, %s", text, res.Ask, res.Tier)
		}
	}
}

// TestSpelling holds that capitals, accents, apostrophes and hesitations change nothing, and that an emergency is
// heard however much is said around it.
func TestSpelling(t *testing.T) {
	r := reader(t)
	for _, line := range phrases(t, "emergency.txt")[:200] {
		_, text, _ := strings.Cut(line, " | ")
		for _, way := range []string{
			strings.ToUpper(text), strings.ReplaceAll(text, "'", "’"), strings.ReplaceAll(text, "'", ""), "um, " + text, "Hello. I'd like a visit on Tuesday. " + text,
			text + ". Also, do you take Medicare?", strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ñ", "n").Replace(text),
		} {
			if got := r.Read(way).Tier; got != Emergency {
				t.Errorf("%q is %s", way, got)
			}
		}
	}
}

// TestAlways holds for any text that the flags lie in it, come worst first, and are the same every time, from several
// goroutines too.
func TestAlways(t *testing.T) {
	r := reader(t)
	parts := phrases(t, "emergency.txt")
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(parts)-1), 0, 4).Draw(t, "phrases") {
			_, text, _ := strings.Cut(parts[i], " | ")
			b.WriteString(text + rapid.StringN(0, 8, -1).Draw(t, "noise"))
		}
		hold(t, r, b.String())
	})
	var wg sync.WaitGroup
	want := fmt.Sprint(r.Read(parts[0]))
	for range 8 {
		wg.Go(func() {
			if got := fmt.Sprint(r.Read(parts[0])); got != want {
				t.Errorf("%s, then %s", want, got)
			}
		})
	}
	wg.Wait()
}

type failer interface {
	Fatalf(format string, args ...any)
}

// hold fails unless everything that is promised of every result is so.
func hold(t failer, r *Reader, text string) {
	res := r.Read(text)
	n := utf8.RuneCountInString(text)
	tier, seen := None, map[string]bool{}
	for i, f := range res.Flags {
		if f.Start < 0 || f.End <= f.Start || f.End > n {
			t.Fatalf("%q: %s at %d..%d of %d", text, f.Rule, f.Start, f.End, n)
		}
		if i > 0 && rank(f.Tier) > rank(res.Flags[i-1].Tier) || seen[f.Rule] {
			t.Fatalf("%q: %s is out of order or there twice", text, f.Rule)
		}
		seen[f.Rule] = true
		if rank(f.Tier) > rank(tier) {
			tier = f.Tier
		}
	}
	if res.Tier != tier || res.Ask && res.Tier != Urgent || fmt.Sprint(r.Read(text)) != fmt.Sprint(res) {
		t.Fatalf("%q: %+v", text, res)
	}
}

func FuzzRead(f *testing.F) {
	r := reader(f)
	for _, s := range []string{
		"my chest is killing me", "no tengo dolor, pero no puedo respirar", "BP 70/40, SpO2 84%", "100.4.5 / / -- …", "\xff\u200b’", "aʼ b ʹ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { hold(t, r, s) })
}

// hostile are turns of 10,000 characters that make work: everything matches, or nearly everything and it is denied.
func hostile() map[string]string {
	long := func(s string) string { return strings.Repeat(s, 10_000/len(s)+1)[:10_000] }
	return map[string]string{
		"one word": long("chest "),
		"denied":   long("no chest pain or trouble breathing and "), "fires": long("my chest hurts and she is bleeding a lot "),
		"listed": long("no, "), "mistyped": long("chets brethe siezure "),
		"marks": long(".,;!?"), "one letter": long("a"),
		"phrases": long("not having any left arm pain in my "), "numbers": long("100.4 / "),
	}
}

// TestLong holds that a long turn does not take long. The bound is many times what it takes, for a busy machine.
func TestLong(t *testing.T) {
	r := reader(t)
	for name, text := range hostile() {
		start := time.Now()
		r.Read(text)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

// TestGrowth holds that eight times the words take about eight times as long, and not sixty-four. The bound is far from
// both, for a busy machine.
func TestGrowth(t *testing.T) {
	r := reader(t)
	took := func(text string) time.Duration {
		best := time.Hour
		for range 5 {
			start := time.Now()
			r.Read(text)
			best = min(best, time.Since(start))
		}
		return best
	}
	for name, text := range hostile() {
		if one, eight := took(text[:len(text)/8]), took(text); eight > 30*one {
			t.Errorf("%s: %v, and eight times as much %v", name, one, eight)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	r := reader(b)
	b.Run("turn", func(b *testing.B) {
		for b.Loop() {
			r.Read("Hi, I need to move my appointment on Tuesday because my daughter has a game, no fever or anything")
		}
	})
	b.Run("emergency", func(b *testing.B) {
		for b.Loop() {
			r.Read("my husband has been having this pain in his chest going down his left arm and he's sweating")
		}
	})
	for name, text := range hostile() {
		b.Run("10,000 characters of "+name, func(b *testing.B) {
			for b.Loop() {
				r.Read(text)
			}
		})
	}
}
