package identity

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
)

func TestAPasswordFitsItsHashAndNoOther(t *testing.T) {
	s, ctx := &Service{Random: rand.Reader}, context.Background()
	hash, err := s.hashPassword(ctx, "Åse's tall blue kettle")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(hash, err)
	}
	for password, want := range map[string]bool{
		"Åse's tall blue kettle": true, "A\u030ase's tall blue kettle": true, // composed or not
		"åse's tall blue kettle": false, "": false, "Åse's tall blue kettl": false, strings.Repeat("x", 1<<20): false,
	} {
		if got, err := s.checkPassword(ctx, hash, password); got != want || err != nil {
			t.Errorf("%.30q: %v %v", password, got, err)
		}
	}
	if got, err := s.checkPassword(ctx, "", ""); got || err != nil {
		t.Error("an account without a password can be opened", err)
	}
	if _, err := s.checkPassword(ctx, "$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA", "x"); !fault.Is(err, fault.Internal) {
		t.Error(err)
	}
}

func TestNoMoreThanTwoHashesAtOnce(t *testing.T) {
	s, ctx := &Service{}, context.Background()
	var wg sync.WaitGroup
	var mu sync.Mutex
	running, most := 0, 0
	for range 20 {
		wg.Go(func() {
			release, err := s.slot(ctx)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			mu.Lock()
			running--
			mu.Unlock()
			release()
		})
	}
	wg.Wait()
	if most > 2 {
		t.Fatal(most)
	}
	first, _ := s.slot(ctx)
	second, _ := s.slot(ctx)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.slot(gone); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
	first()
	second()
}

func TestWhatIsNoGoodPassword(t *testing.T) {
	who := Staff{Email: "priya.anand@example.com", Name: "Priya Sarojini Anand", Role: actor.Admin}
	for password, why := range map[string]string{
		"eleven char":                  "at least 12",
		"été été été":                  "at least 12",
		strings.Repeat("ab cde", 34):   "at most 200",
		"aaaaaaaaaaaaaa":               "too easy",
		"abababababab":                 "too easy",
		"Priya.Anand@example.com":      "too easy",
		"priya sarojini anand":         "too easy",
		"123456789012":                 "tried first",
		"Password1234":                 "tried first",
		"adminpassword1":               "tried first",
		"qwertyuiop12!":                "tried first",
		"Bedside2026!!":                "tried first",
		"not utf-8 at all\xff":         "cannot be read",
		"correct horse tin bucket":     "",
		"mastermind puzzles":           "",
		"ключ лежит под ковром":        "",
		strings.Repeat("ab cdef ", 25): "",
	} {
		err := goodPassword(password, who)
		if why == "" && err != nil || why != "" && (!fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), why)) {
			t.Errorf("%.30q: %v, want %q", password, err, why)
		}
	}
}

func FuzzParseHashed(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=4294967295,t=0,p=256$$")
	f.Add("$argon2i$v=16$m=8,t=1,p=1$c29tZXNhbHQ$AAAA")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parseHashed(text)
		if err != nil {
			return
		}
		if h.String() != text {
			t.Fatalf("%q reads as %q", text, h)
		}
		if h.memory > 64*1024 || h.time > 10 || h.threads > 4 || h.time < 1 || h.threads < 1 || len(h.key) < 16 {
			t.Fatalf("%+v", h)
		}
		again, err := parseHashed(h.String())
		if err != nil || !bytes.Equal(again.salt, h.salt) || !bytes.Equal(again.key, h.key) {
			t.Fatal(err)
		}
	})
}

var testTime = time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)

func TestAddressesOfStrangersAreForgottenBeforeTheyFillTheMemory(t *testing.T) {
	var s strangers
	for i := range mostStrangers + 10 {
		s.failed(strings.Repeat("x", i%100)+string(rune('a'+i%26))+string(rune(i)), testTime)
	}
	if len(s.tries) > mostStrangers {
		t.Fatal(len(s.tries))
	}
}
