package identity

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/tx"
)

// stranger answers a try with an address that nobody here has, as if somebody had it: the same work, the same count,
// the same answers.
func (s *Service) stranger(ctx context.Context, email, password string) error {
	if s.strangers.locked(email, s.Now()) {
		return ErrLocked
	}
	if _, err := s.checkPassword(ctx, "", password); err != nil {
		return err
	}
	answer := ErrWrong
	if s.strangers.failed(email, s.Now()) {
		answer = ErrLocked
	}
	err := s.DB.Do(ctx, actor.Visitor(), func(t tx.Tx) error {
		return s.record(ctx, t, "sign-in failed", "", audit.Facts{"account": "unknown"})
	})
	if err != nil {
		return err
	}
	return answer
}

// strangers counts the tries of addresses that nobody has. They are only in memory: after a restart one of them can
// be told from a locked account, which is all there is to learn.
type strangers struct {
	mu    sync.Mutex
	tries map[[sha256.Size]byte]tries
}

type tries struct {
	failures int
	until    time.Time
}

const mostStrangers = 10_000 // then all are forgotten

func (s *strangers) locked(email string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Before(s.tries[sha256.Sum256([]byte(email))].until)
}

// failed counts one try and reports whether the address is locked now.
func (s *strangers) failed(email string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tries == nil || len(s.tries) >= mostStrangers {
		s.tries = map[[sha256.Size]byte]tries{}
	}
	key := sha256.Sum256([]byte(email))
	t := s.tries[key]
	if t.failures++; t.failures >= MaxTries {
		t = tries{until: now.Add(LockedFor)}
	}
	s.tries[key] = t
	return now.Before(t.until)
}
