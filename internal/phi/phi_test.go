package phi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
)

func TestReveal(t *testing.T) {
	n := phi.NewName(" Ana María ", "O'Brien-Núñez ")
	if n.Reveal() != "Ana María O'Brien-Núñez" || n.RevealGiven() != "Ana María" || n.RevealFamily() != "O'Brien-Núñez" {
		t.Errorf("the name is %q, %q, %q", n.Reveal(), n.RevealGiven(), n.RevealFamily())
	}
	if s := phi.NewName("Cher", "").Reveal(); s != "Cher" {
		t.Errorf("one name is %q", s)
	}
	d := civil.Date{Year: 1931, Month: time.July, Day: 4}
	if b := phi.NewBirthDate(d); b.RevealDate() != d || b.Reveal() != "1931-07-04" {
		t.Errorf("the date of birth is %s", b.Reveal())
	}
	for name, zero := range map[string]interface{ IsZero() bool }{
		"Text": phi.Text{}, "NewText": phi.NewText(""), "Name": phi.Name{}, "NewName": phi.NewName(" ", ""), "BirthDate": phi.BirthDate{},
		"NewBirthDate": phi.NewBirthDate(civil.Date{}), "Phone": phi.Phone{}, "Email": phi.Email{},
	} {
		if !zero.IsZero() {
			t.Errorf("%s is not empty", name)
		}
	}
	if (phi.Text{}).Reveal() != "" || !(phi.BirthDate{}).RevealDate().IsZero() {
		t.Error("a zero value reveals something")
	}
	if phi.NewText("x").IsZero() || n.IsZero() {
		t.Error("a value is empty")
	}
}

func TestAge(t *testing.T) {
	born := func(y, m, d int) phi.BirthDate {
		return phi.NewBirthDate(civil.Date{Year: y, Month: time.Month(m), Day: d})
	}
	for _, c := range []struct {
		born phi.BirthDate
		on   civil.Date
		want int
	}{
		{born(1980, 11, 22), civil.Date{Year: 2026, Month: 11, Day: 21}, 45},
		{born(1980, 11, 22), civil.Date{Year: 2026, Month: 11, Day: 22}, 46},
		{born(1980, 2, 29), civil.Date{Year: 2026, Month: 2, Day: 28}, 45},
		{born(1980, 2, 29), civil.Date{Year: 2026, Month: 3, Day: 1}, 46},
		{born(2026, 11, 22), civil.Date{Year: 2026, Month: 11, Day: 22}, 0},
		{phi.BirthDate{}, civil.Date{Year: 2026, Month: 11, Day: 22}, -1},
	} {
		if got := c.born.AgeOn(c.on); got != c.want {
			t.Errorf("born %s, the age on %s is %d, want %d", c.born.Reveal(), c.on, got, c.want)
		}
	}
}

func TestParseEmail(t *testing.T) {
	for in, want := range map[string]string{
		"ana@example.com":            "ana@example.com",
		"  Ana.Maria@Example.COM\n":  "ana.maria@example.com",
		"o'brien+visits@mail.co.uk":  "o'brien+visits@mail.co.uk",
		"用户@例子.example":              "用户@例子.example",
		"a@" + long(60) + ".example": "a@" + long(60) + ".example",
	} {
		got, err := phi.ParseEmail(in)
		if err != nil || got.Reveal() != want {
			t.Errorf("ParseEmail(%q) = %q, %v", in, got.Reveal(), err)
		}
	}
	for _, in := range []string{"", "@", "ana", "ana@", "@example.com", "ana@example", "ana@.com", "ana@example.", "ana@exa..mple.com", "a@b@example.com",
		"Ana <ana@example.com>", "ana maria@example.com", "ana@example.com, bob@example.com", "ana@example.com\r\nBcc: x@example.com",
		"ana\x00@example.com", `"ana"@example.com`, long(250) + "@example.com"} {
		got, err := phi.ParseEmail(in)
		if !fault.Is(err, fault.Invalid) || !got.IsZero() {
			t.Errorf("ParseEmail(%q) = %q, %v", in, got.Reveal(), err)
		} else if strings.Contains(in, "ana@") && strings.Contains(err.Error(), in) {
			t.Errorf("ParseEmail(%q) repeats the input: %v", in, err)
		}
	}
}

func long(n int) string { return strings.Repeat("a", n) }

func FuzzParseEmail(f *testing.F) {
	f.Add("ana@example.com")
	f.Add(" A@B.C ")
	f.Add("a@b\u0085.c")
	f.Fuzz(func(t *testing.T, in string) {
		m, err := phi.ParseEmail(in)
		if err != nil {
			return
		}
		s := m.Reveal()
		if strings.Count(s, "@") != 1 || strings.ContainsAny(s, " \t\r\n<>,;\x00") || len(s) > 254 {
			t.Errorf("ParseEmail(%q) = %q", in, s)
		}
		if again, err := phi.ParseEmail(s); err != nil || again.Reveal() != s {
			t.Errorf("%q does not stay itself: %q, %v", s, again.Reveal(), err)
		}
	})
}

// same is a random source that gives one byte for ever.
type same byte

func (b same) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(b)
	}
	return len(p), nil
}

type dry struct{}

func (dry) Read([]byte) (int, error) { return 0, fmt.Errorf("dry") }

func keys(t testing.TB, file string) *phi.Keys {
	t.Helper()
	k, err := phi.ParseKeys(file)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func keyFile(t testing.TB, b byte) string {
	t.Helper()
	file, err := phi.NewKeyFile(same(b))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestSealOpen(t *testing.T) {
	k := phi.NewKeys()
	rapid.Check(t, func(t *rapid.T) {
		place, text := rapid.String().Draw(t, "place"), rapid.String().Draw(t, "text")
		sealed := k.Seal(place, text)
		if got, err := k.Open(place, sealed); err != nil || got != text {
			t.Fatalf("%q came back as %q, %v", text, got, err)
		}
		if text == "" {
			if sealed != nil {
				t.Fatalf("nothing was sealed to %x", sealed)
			}
			return
		}
		if len(text) >= 4 && strings.Contains(string(sealed), text) {
			t.Fatalf("%q can be read in %q", text, sealed)
		}
		if string(k.Seal(place, text)) == string(sealed) {
			t.Fatal("the same text was sealed to the same bytes twice")
		}
		other := rapid.String().Filter(func(s string) bool { return s != place }).Draw(t, "other place")
		if got, err := k.Open(other, sealed); err == nil {
			t.Fatalf("sealed for %q, it opens for %q: %q", place, other, got)
		}
	})
}

// A change of any bit, and any piece cut off, is noticed, and the error tells nothing.
func TestDamageIsNoticed(t *testing.T) {
	k := phi.NewKeys()
	const place, text = "patient|name|1", "Zebulon Quartermaine"
	sealed := k.Seal(place, text)
	for bit := range len(sealed) * 8 {
		damaged := append([]byte(nil), sealed...)
		damaged[bit/8] ^= 1 << (bit % 8)
		got, err := k.Open(place, damaged)
		if !fault.Is(err, fault.Internal) || got != "" {
			t.Fatalf("with bit %d changed it opens to %q, %v", bit, got, err)
		}
		if strings.Contains(err.Error(), "Zebulon") {
			t.Fatalf("the error tells the text: %v", err)
		}
	}
	for n := 1; n < len(sealed); n++ {
		if got, err := k.Open(place, sealed[:n]); err == nil {
			t.Fatalf("%d of %d bytes open to %q", n, len(sealed), got)
		}
	}
	if _, err := k.Open(place, append(sealed, 0)); err == nil {
		t.Error("with a byte more it opens")
	}
	if _, err := phi.NewKeys().Open(place, sealed); err == nil {
		t.Error("it opens under another key")
	}
	if got, err := k.Open(place, nil); err != nil || got != "" {
		t.Errorf("nothing opens to %q, %v", got, err)
	}
}

func TestRotation(t *testing.T) {
	first := keyFile(t, 1)
	k1 := keys(t, first)
	old := k1.Seal("p|n|1", "Zebulon")
	second, err := phi.RotateKeyFile(first, same(2))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(second, strings.TrimRight(first, "\n")) {
		t.Error("rotation changed the keys that were there")
	}
	k2 := keys(t, second)
	if got, err := k2.Open("p|n|1", old); err != nil || got != "Zebulon" {
		t.Errorf("after the rotation old values open to %q, %v", got, err)
	}
	renewed := k2.Seal("p|n|1", "Zebulon")
	if renewed[0] == old[0] {
		t.Error("new values are sealed under the old key")
	}
	if _, err := k1.Open("p|n|1", renewed); !fault.Is(err, fault.Internal) {
		t.Errorf("the old key file opens new values: %v", err)
	}
	for name, macs := range map[string][2][]byte{
		"lookup tokens": {k1.Token("phone", "+12185550123"), k2.Token("phone", "+12185550123")},
		"the audit key": {k1.AuditMAC("a", "b"), k2.AuditMAC("a", "b")},
		"links":         {k1.LinkMAC("a", "b"), k2.LinkMAC("a", "b")},
	} {
		if string(macs[0]) != string(macs[1]) {
			t.Errorf("rotation changes %s", name)
		}
	}

	file := second
	for i := 3; i <= 255; i++ {
		if file, err = phi.RotateKeyFile(file, same(byte(i))); err != nil {
			t.Fatalf("key %d: %v", i, err)
		}
	}
	if got, err := keys(t, file).Open("p|n|1", renewed); err != nil || got != "Zebulon" {
		t.Errorf("after 254 rotations it opens to %q, %v", got, err)
	}
	if _, err := phi.RotateKeyFile(file, same(0)); !fault.Is(err, fault.Invalid) {
		t.Errorf("key 256: %v", err)
	}
	if _, err := phi.RotateKeyFile("nonsense", same(0)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a damaged file is rotated: %v", err)
	}
}

func TestDamagedKeyFiles(t *testing.T) {
	good := keyFile(t, 7)
	line := strings.Split(strings.TrimSpace(good), "\n")[1]
	for name, file := range map[string]string{
		"empty":                     "",
		"only a comment":            "# Bedside key file\n",
		"cut off":                   good[:len(good)-10],
		"no number":                 strings.Replace(good, "key 1 ", "key ", 1),
		"not the first key":         strings.Replace(good, "key 1 ", "key 2 ", 1),
		"the same key twice":        good + line + "\n",
		"a gap":                     good + strings.Replace(line, "key 1", "key 3", 1),
		"a letter that is no key's": strings.Replace(good, "BwcH", "Bw*H", 1),
		"a key of 31 bytes":         "key 1 " + strings.Repeat("A", 40) + "AA==",
		"a key of 33 bytes":         "key 1 " + strings.Repeat("A", 44),
		"another file":              "-----BEGIN PRIVATE KEY-----\n",
		"too high a number":         "key 256 " + strings.Repeat("A", 43) + "=",
		"a negative number":         "key -1 " + strings.Repeat("A", 43) + "=",
		"words after the key":       strings.TrimSpace(good) + " and more",
	} {
		k, err := phi.ParseKeys(file)
		if !fault.Is(err, fault.Invalid) || k != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), "BwcHBwcH") {
			t.Errorf("%s: the error repeats the key: %v", name, err)
		}
	}
	for name, file := range map[string]string{
		"Windows line ends": strings.ReplaceAll(good, "\n", "\r\n"),
		"more comments":     "# a\n\n" + good + "\n# b\n",
		"no last line end":  strings.TrimSpace(good),
		"indented":          "  " + line + "  ",
	} {
		if _, err := phi.ParseKeys(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := phi.NewKeyFile(dry{}); !fault.Is(err, fault.Internal) {
		t.Errorf("a key was made without randomness: %v", err)
	}
}

func TestTokens(t *testing.T) {
	k := keys(t, keyFile(t, 7))
	seen := map[string]string{}
	for _, purpose := range []string{"phone", "birth", "name", ""} {
		for _, value := range []string{"+12185550123", "+12185550124", "phone", ""} {
			token := string(k.Token(purpose, value))
			if len(token) != 16 {
				t.Errorf("a token has %d bytes", len(token))
			}
			if other, there := seen[token]; there {
				t.Errorf("%s and %s|%s have one token", other, purpose, value)
			}
			seen[token] = purpose + "|" + value
			if token != string(k.Token(purpose, value)) {
				t.Error("a token changes from call to call")
			}
		}
	}
	if string(keys(t, keyFile(t, 8)).Token("phone", "1")) == string(k.Token("phone", "1")) {
		t.Error("two key files make one token")
	}
	if string(k.AuditMAC("ab", "c")) == string(k.AuditMAC("a", "bc")) || string(k.AuditMAC("a", "")) == string(k.AuditMAC("a")) {
		t.Error("two lists of parts are authenticated alike")
	}
	if string(k.AuditMAC("a", "b")[:16]) == string(k.Token("a", "b")) || string(k.LinkMAC("a", "b")) == string(k.Token("a", "b")) {
		t.Error("two uses share a key")
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add(keyFile(f, 7))
	f.Add("key 1 AAAA")
	f.Add("key 1 " + strings.Repeat("A", 43) + "=\nkey 2 " + strings.Repeat("B", 43) + "=")
	f.Fuzz(func(t *testing.T, file string) {
		k, err := phi.ParseKeys(file)
		if err != nil {
			return
		}
		if got, err := k.Open("p", k.Seal("p", "x")); err != nil || got != "x" {
			t.Errorf("keys that were read do not open what they seal: %q, %v", got, err)
		}
	})
}

func ExampleName() {
	n := phi.NewName("Ana", "Núñez")
	fmt.Printf("%v %+v %q\n", n, n, n)
	fmt.Println(n.Reveal())
	// Output:
	// [redacted] [redacted] [redacted]
	// Ana Núñez
}
