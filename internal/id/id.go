// Package id makes typed identifiers: UUIDs of version 7 (RFC 9562 §5.7), which sort by the time they were made.
//
// It promises that an id of one kind cannot be passed where another is wanted without saying so, and that the
// same clock and the same random source give the same ids. Callers owe a [Source] from whoever started the program.
package id

import (
	"encoding/binary"
	"encoding/hex"
	"io"
	"sync"
	"time"

	"bedside/internal/fault"
)

// Of is the id of a T, in the usual 36 characters; "" is no id.
type Of[T any] string

// Source makes ids. It may be used by several goroutines at once.
type Source struct {
	mu     sync.Mutex
	now    func() time.Time
	random io.Reader
	last   uint64 // milliseconds and a 12-bit count, so that ids of one source never go back
}

// NewSource returns a source that reads the clock and the random bytes it is given.
func NewSource(now func() time.Time, random io.Reader) *Source {
	return &Source{now: now, random: random}
}

// New makes the next id. It panics if the random source fails, because nothing safe can follow.
func New[T any](s *Source) Of[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	var u [16]byte
	if _, err := io.ReadFull(s.random, u[8:]); err != nil {
		panic("id: the random source failed: " + err.Error())
	}
	tick := uint64(s.now().UnixMilli()) << 12
	if tick <= s.last {
		tick = s.last + 1
	}
	s.last = tick
	binary.BigEndian.PutUint64(u[:8], tick>>12<<16|tick&0xfff)
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return Of[T](format(u))
}

// Parse reads the usual 36 characters of a UUID, in either case, and returns them as New writes them. Anything else
// is an Invalid fault that does not repeat the input.
func Parse[T any](s string) (Of[T], error) {
	var u [16]byte
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		if n, err := hex.Decode(u[:], []byte(s[:8]+s[9:13]+s[14:18]+s[19:23]+s[24:])); err == nil && n == 16 {
			return Of[T](format(u)), nil
		}
	}
	return "", fault.New(fault.Invalid, "id.Parse", "That is not an identifier.")
}

func format(u [16]byte) string {
	h := hex.EncodeToString(u[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
