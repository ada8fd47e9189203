package phi

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	"bedside/internal/fault"
)

// Keys seals values, makes lookup tokens and gives the audit chain its key. All come from the lines of one key file:
// who has the file and the database can read everything, who loses it has lost the data. Its keys do not change, and
// it may be used by several goroutines at once.
type Keys struct {
	current byte
	// The keys sit behind functions: fmt follows a pointer when the verb does not fit, a function it cannot.
	seals              map[byte]func() cipher.AEAD
	token, audit, link func() []byte

	opened *atomic.Int64
}

// Opened is how many sealed values were opened so far.
func (k *Keys) Opened() int64 { return k.opened.Load() }

func hideKey[T any](key T) func() T { return func() T { return key } }

const keyFileHead = "# Bedside key file. Without it the patient data in the database cannot be read by anybody. Keep a copy apart from the backups."

// NewKeyFile returns the text of a key file with one fresh key from random.
func NewKeyFile(random io.Reader) (string, error) {
	line, err := newKeyLine(1, random)
	if err != nil {
		return "", err
	}
	return keyFileHead + "\n" + line, nil
}

// RotateKeyFile returns the key file with one more key. New values are sealed under it; old ones can still be
// opened. Lookup tokens and the audit key stay on the first key.
func RotateKeyFile(file string, random io.Reader) (string, error) {
	k, err := ParseKeys(file)
	if err != nil {
		return "", err
	}
	if k.current == 255 {
		return "", fault.New(fault.Invalid, "phi.RotateKeyFile", "This key file already holds 255 keys.")
	}
	line, err := newKeyLine(k.current+1, random)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(file, "\n") + "\n" + line, nil
}

func newKeyLine(n byte, random io.Reader) (string, error) {
	var key [32]byte
	if _, err := io.ReadFull(random, key[:]); err != nil {
		return "", fault.Wrap(fault.Internal, "phi.NewKeyFile", "", err)
	}
	return fmt.Sprintf("key %d %s\n", n, base64.StdEncoding.EncodeToString(key[:])), nil
}

// ParseKeys reads a key file: lines "key NUMBER BASE64", numbers from 1 upwards, # for comments.
func ParseKeys(file string) (*Keys, error) {
	bad := func(why string) error {
		return fault.New(fault.Invalid, "phi.ParseKeys", "The key file is damaged: "+why+". Restore it from the recovery sheet.")
	}
	k := &Keys{seals: map[byte]func() cipher.AEAD{}, opened: new(atomic.Int64)}
	for i, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var n int
		var text string
		if _, err := fmt.Sscanf(line, "key %d %s", &n, &text); err != nil || n != int(k.current)+1 || n > 255 || len(strings.Fields(line)) != 3 {
			return nil, bad(fmt.Sprintf("line %d is not the next key", i+1))
		}
		master, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(master) != 32 {
			return nil, bad(fmt.Sprintf("line %d is not 32 bytes", i+1))
		}
		block, err := aes.NewCipher(derive(master, "seal"))
		if err != nil {
			return nil, fault.Wrap(fault.Internal, "phi.ParseKeys", "", err)
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fault.Wrap(fault.Internal, "phi.ParseKeys", "", err)
		}
		k.current = byte(n)
		k.seals[k.current] = hideKey(aead)
		if n == 1 {
			k.token, k.audit, k.link = hideKey(derive(master, "token")), hideKey(derive(master, "audit")), hideKey(derive(master, "link"))
		}
	}
	if k.current == 0 {
		return nil, bad("it holds no key")
	}
	return k, nil
}

// NewKeys returns fresh keys from the system's random source, for a program that keeps nothing: a test, a benchmark.
func NewKeys() *Keys {
	file, err := NewKeyFile(rand.Reader)
	if err != nil {
		panic(err)
	}
	k, err := ParseKeys(file)
	if err != nil {
		panic(err)
	}
	return k
}

func derive(master []byte, use string) []byte {
	key, err := hkdf.Key(sha256.New, master, nil, "bedside "+use, 32)
	if err != nil {
		panic("phi: " + err.Error())
	}
	return key
}

// Seal encrypts text with AES-256-GCM for the place where it will stand: table|column|row. Text sealed for one
// place does not open in another. The first byte is the key's number; sealing "" gives nil.
func (k *Keys) Seal(place, text string) []byte {
	if text == "" {
		return nil
	}
	return k.seals[k.current]().Seal([]byte{k.current}, nil, []byte(text), []byte(place))
}

// Open decrypts what Seal made for the same place; nil opens to "". Anything else, a foreign key or a changed byte
// is Internal: the database was damaged or tampered with, or the key file is another one.
func (k *Keys) Open(place string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	k.opened.Add(1)
	aead, ok := k.seals[sealed[0]]
	if !ok {
		return "", fault.New(fault.Internal, "phi.Open", "sealed under a key that the key file does not hold")
	}
	text, err := aead().Open(nil, nil, sealed[1:], []byte(place))
	if err != nil {
		return "", fault.Wrap(fault.Internal, "phi.Open", "sealed value does not open", err)
	}
	return string(text), nil
}

// Token returns the keyed token that a value is looked up by: HMAC-SHA-256 over purpose and the normalised value.
// Equal values give equal tokens: that much a thief of the database learns, and no more.
func (k *Keys) Token(purpose, value string) []byte {
	return mac(k.token(), purpose, value)[:16]
}

// AuditMAC authenticates the parts for the audit chain.
func (k *Keys) AuditMAC(parts ...string) []byte { return mac(k.audit(), parts...) }

// LinkMAC authenticates the parts of a link that is sent outside.
func (k *Keys) LinkMAC(parts ...string) []byte { return mac(k.link(), parts...)[:16] }

// mac writes every part with its length first, so that no two lists of parts look alike.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:", len(p))
		_, _ = io.WriteString(h, p)
	}
	return h.Sum(nil)
}
