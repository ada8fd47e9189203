package id_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/fault"
	"bedside/internal/id"
)

type visit struct{}

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func still() time.Time { return start }

func seeded() io.Reader { return rand.NewChaCha8(sha256.Sum256([]byte("a seed"))) }

func TestForm(t *testing.T) {
	v7 := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	s := id.NewSource(still, seeded())
	for range 10_000 {
		if u := id.New[visit](s); !v7.MatchString(string(u)) {
			t.Fatalf("%s is no UUID of version 7", u)
		}
	}
	// RFC 9562 §5.7: the first 48 bits are the milliseconds since 1970.
	u := id.New[visit](id.NewSource(func() time.Time { return time.UnixMilli(0x017F22E279B0) }, seeded()))
	if !strings.HasPrefix(string(u), "017f22e2-79b0-7") {
		t.Errorf("%s does not begin with its milliseconds", u)
	}
}

func TestSameSourceSameIDs(t *testing.T) {
	a, b := id.NewSource(still, seeded()), id.NewSource(still, seeded())
	for range 1000 {
		if x, y := id.New[visit](a), id.New[visit](b); x != y {
			t.Fatalf("one source gives %s, the other %s", x, y)
		}
	}
}

// However the clock jumps, the ids of one source are different and sort by the order they were made in.
func TestSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := start
		s := id.NewSource(func() time.Time { return now }, seeded())
		var made []string
		for range rapid.IntRange(2, 300).Draw(t, "ids") {
			now = now.Add(time.Duration(rapid.Int64Range(-5, 5).Draw(t, "jump")) * time.Millisecond)
			made = append(made, string(id.New[visit](s)))
		}
		if !slices.IsSorted(made) {
			t.Fatal("ids go back")
		}
		if len(slices.Compact(slices.Clone(made))) != len(made) {
			t.Fatal("an id came twice")
		}
	})
}

// More than 4096 in one millisecond borrow from the next one.
func TestManyAtOnce(t *testing.T) {
	s := id.NewSource(still, seeded())
	last := ""
	for range 20_000 {
		u := string(id.New[visit](s))
		if u <= last {
			t.Fatalf("%s does not come after %s", u, last)
		}
		last = u
	}
}

func TestGoroutines(t *testing.T) {
	s := id.NewSource(time.Now, seeded())
	var mu sync.Mutex
	seen := map[id.Of[visit]]bool{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 1000 {
				u := id.New[visit](s)
				mu.Lock()
				if seen[u] {
					t.Errorf("%s came twice", u)
				}
				seen[u] = true
				mu.Unlock()
			}
		})
	}
	all.Wait()
}

func TestNoRandomness(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an id was made without randomness")
		}
	}()
	id.New[visit](id.NewSource(still, bytes.NewReader([]byte("seven b"))))
}

func TestParse(t *testing.T) {
	s := id.NewSource(still, seeded())
	u := id.New[visit](s)
	for _, text := range []string{string(u), strings.ToUpper(string(u))} {
		if got, err := id.Parse[visit](text); err != nil || got != u {
			t.Errorf("Parse(%s) = %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", " ", "1", string(u) + " ", string(u)[1:], strings.ReplaceAll(string(u), "-", ""), "{" + string(u)[1:35] + "}",
		strings.Replace(string(u), "0", "g", 1), "' OR 1=1 --", strings.Repeat("-", 36), strings.Repeat("é", 18)} {
		_, err := id.Parse[visit](text)
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid {
			t.Errorf("Parse(%q) = %v, want an Invalid fault", text, err)
		} else if text != "" && text != " " && text != "1" && strings.Contains(err.Error(), text) {
			t.Errorf("Parse(%q) repeats the input: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("0192f0c1-2b3c-7d4e-8f50-617283940516")
	f.Add("0192F0C1-2B3C-7D4E-8F50-617283940516")
	f.Add("0192f0c1_2b3c_7d4e_8f50_617283940516")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := id.Parse[visit](text)
		if err != nil {
			if u != "" {
				t.Errorf("refused, and yet %q", u)
			}
			return
		}
		if string(u) != strings.ToLower(text) {
			t.Errorf("%q became %q", text, u)
		}
		if again, err := id.Parse[visit](string(u)); err != nil || again != u {
			t.Errorf("%q does not stay itself: %q, %v", u, again, err)
		}
	})
}
