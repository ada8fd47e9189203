package identity

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"bedside/internal/fault"
)

// MinPassword and MaxPassword bound the length of a password in code points. NIST SP 800-63B asks that at least 64 be
// possible.
const (
	MinPassword = 12
	MaxPassword = 200
)

// usual is the work of one check: OWASP's minimum for argon2id (Password Storage Cheat Sheet: m=19 MiB, t=2, p=1).
func usual() cost { return cost{memory: 19 * 1024, time: 2, threads: 1} }

// hashesAtOnce bounds the memory that signing in takes: each hash takes 19 MiB.
const hashesAtOnce = 2

// cost is how much work a hash takes.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// hashed is a password's hash in the PHC string format.
type hashed struct {
	cost
	salt, key []byte
}

// String returns "$argon2id$v=19$m=19456,t=2,p=1$SALT$KEY".
func (h hashed) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.time, h.threads, b64(h.salt), b64(h.key))
}

// parseHashed reads what String writes. Costs beyond 64 MiB, ten passes or four threads are refused as Internal: a
// row in the database must not be able to take the machine down.
func parseHashed(s string) (hashed, error) {
	var h hashed
	var version int
	var salt, key string
	parts := strings.SplitN(s, "$", 6)
	ok := len(parts) == 6
	if ok {
		_, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &h.memory, &h.time, &h.threads)
		salt, key = parts[4], parts[5]
		ok = err == nil && h.memory >= 8 && h.memory <= 64*1024 && h.time >= 1 && h.time <= 10 && h.threads >= 1 && h.threads <= 4
	}
	if ok {
		var err, err2 error
		h.salt, err = base64.RawStdEncoding.DecodeString(salt)
		h.key, err2 = base64.RawStdEncoding.DecodeString(key)
		ok = err == nil && err2 == nil && len(h.salt) >= 8 && len(h.salt) <= 64 && len(h.key) >= 16 && len(h.key) <= 64 && h.String() == s
	}
	if !ok {
		return hashed{}, fault.New(fault.Internal, "identity.parseHashed", "a stored password hash is damaged")
	}
	return h, nil
}

// fits computes whether the password has this hash.
func (h hashed) fits(password string) bool {
	key := argon2.IDKey(normal(password), h.salt, h.time, h.memory, h.threads, uint32(len(h.key)))
	return subtle.ConstantTimeCompare(key, h.key) == 1
}

// normal lets a password be typed on any keyboard: NIST SP 800-63B asks for NFKC before hashing.
func normal(password string) []byte { return norm.NFKC.Bytes([]byte(password)) }

// checkPassword compares with a stored hash; with "" it does the same work and says no. A password that is too long
// to be anybody's is not looked at.
func (s *Service) checkPassword(ctx context.Context, stored, password string) (bool, error) {
	h := hashed{usual(), make([]byte, 16), make([]byte, 32)}
	if stored != "" {
		var err error
		if h, err = parseHashed(stored); err != nil {
			return false, err
		}
	}
	if len(password) > MaxPassword*utf8.UTFMax {
		password = ""
	}
	release, err := s.slot(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	return h.fits(password) && stored != "", nil
}

// hashPassword makes the hash to store.
func (s *Service) hashPassword(ctx context.Context, password string) (string, error) {
	h := hashed{cost: usual(), salt: make([]byte, 16)}
	if _, err := io.ReadFull(s.Random, h.salt); err != nil {
		return "", fault.Wrap(fault.Internal, "identity.hashPassword", "", err)
	}
	release, err := s.slot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	h.key = argon2.IDKey(normal(password), h.salt, h.time, h.memory, h.threads, 32)
	return h.String(), nil
}

// slot waits until fewer than two hashes are computed.
func (s *Service) slot(ctx context.Context) (release func(), err error) {
	s.hashing.Do(func() { s.slots = make(chan struct{}, hashesAtOnce) })
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	case <-ctx.Done():
		return nil, fault.At("identity.slot", ctx.Err())
	}
}

// goodPassword says what is wrong with a new password; nil if nothing is.
func goodPassword(password string, who Staff) error {
	bad := func(why string) error { return fault.New(fault.Invalid, "identity.SetPassword", why) }
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return bad("That password holds characters that cannot be read.")
	case n < MinPassword:
		return bad(fmt.Sprintf("A password has at least %d characters. Four or five words that do not belong together are easy to keep.", MinPassword))
	case n > MaxPassword:
		return bad(fmt.Sprintf("A password has at most %d characters.", MaxPassword))
	}
	low := strings.ToLower(password)
	seen := map[rune]bool{}
	for _, r := range low {
		seen[r] = true
	}
	if len(seen) < 5 || low == who.Email || low == strings.ToLower(who.Name) {
		return bad("That password is too easy to guess. Choose another one.")
	}
	rest := low
	for _, c := range common {
		rest = strings.ReplaceAll(rest, c, "")
	}
	if rest != low && len(strings.Trim(rest, " !.?-_0123456789")) < 4 {
		return bad("That password is one of those that are tried first. Choose another one.")
	}
	return nil
}

// common are the stems of passwords that are tried first, longer ones before those they hold, and of those that
// suggest themselves here.
var common = []string{
	"1234567890", "123456789", "12345678", "123456", "0987654321", "987654321", "654321", "1q2w3e4r5t6y", "1q2w3e4r", "1qaz2wsx3edc", "1qaz2wsx",
	"qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "zxcvbnm", "abcdefghijkl", "abcdefgh", "abcdef",
	"password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "letmein", "iloveyou", "welcome", "changeme", "trustno1",
	"administrator", "admin", "master", "football", "baseball", "sunshine", "princess", "superman", "monkey", "dragon",
	"bedside", "doctor", "clinic", "practice", "hospital", "medical", "frontdesk", "front desk", "reception",
}
