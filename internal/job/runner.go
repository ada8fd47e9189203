package job

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"bedside/internal/fault"
)

// Handler does one kind of work. It calls Done or Later itself, in the transaction that keeps the outcome, so that
// both commit together; an error means that there is no outcome, and the work is tried again. Its context ends
// before the lease does.
type Handler func(ctx context.Context, c Claimed) error

// Runner claims due work and gives it to handlers. Any number of runners may share one queue. Fill in the fields,
// then call Run once; Nudge may be called at any time by any goroutine.
type Runner struct {
	Queue    Queue
	Handlers map[string]Handler // by kind
	Now      func() time.Time
	Log      *slog.Logger
	Lease    time.Duration // how long a worker keeps a job; handlers get three quarters of it
	Workers  int           // how many handlers run at once

	once  sync.Once
	nudge chan struct{}

	mu      sync.Mutex
	running map[string]time.Time // lease token, kind and key of what runs here → end of its lease by Now
}

const (
	idle       = time.Second      // how often an idle runner looks for work
	firstWait  = time.Second      // before the second attempt; it doubles with each
	longest    = 10 * time.Minute // between attempts
	worrying   = 20               // after so many attempts the work is tried hourly, and a person should look
	worriedGap = time.Hour
)

// Run works until ctx ends, then waits for the handlers that run. Work claimed by a process that dies is claimed
// again when its lease ends.
func (r *Runner) Run(ctx context.Context) {
	r.init()
	kinds := make([]string, 0, len(r.Handlers))
	for k := range r.Handlers {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	free := make(chan struct{}, r.Workers) // holds a token for each handler that may start
	for range r.Workers {
		free <- struct{}{}
	}
	var handlers sync.WaitGroup
	defer handlers.Wait()
	for r.wait(ctx, free) {
		slots := 1
		for len(free) > 0 && slots < r.Workers {
			<-free
			slots++
		}
		claimed := r.claim(ctx, kinds, slots)
		for _, c := range claimed {
			handlers.Go(func() {
				r.handle(ctx, c)
				free <- struct{}{}
			})
		}
		for range slots - len(claimed) {
			free <- struct{}{}
		}
		if len(claimed) < slots {
			r.rest(ctx)
		}
	}
}

// Nudge makes an idle runner look for work at once. It never blocks.
func (r *Runner) Nudge() {
	r.init()
	select {
	case r.nudge <- struct{}{}:
	default:
	}
}

func (r *Runner) init() {
	r.once.Do(func() {
		r.nudge = make(chan struct{}, 1)
		r.running = map[string]time.Time{}
	})
}

// wait takes a token for one handler; false when ctx ends.
func (r *Runner) wait(ctx context.Context, free chan struct{}) bool {
	if ctx.Err() != nil {
		return false
	}
	select {
	case <-free:
		return true
	case <-ctx.Done():
		return false
	}
}

// rest sleeps until there may be work again.
func (r *Runner) rest(ctx context.Context) {
	timer := time.NewTimer(idle)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.nudge:
	case <-ctx.Done():
	}
}

// claim takes up to n jobs. While work of this process runs whose lease the clock says is over, the clock has jumped,
// for handlers end before their leases: then nothing is claimed, lest the same work start twice side by side.
func (r *Runner) claim(ctx context.Context, kinds []string, n int) []Claimed {
	if r.jumped() {
		return nil
	}
	until := r.Now().Add(r.Lease)
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.Lease/4) // a claim that is cut off may hold leases
	defer cancel()
	claimed, err := r.Queue.Claim(limit, kinds, n, r.Lease)
	if err != nil {
		r.Log.LogAttrs(ctx, slog.LevelWarn, "work cannot be claimed", slog.String("error", err.Error()))
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range claimed {
		r.running[c.Lease+c.Kind+c.Key] = until
	}
	return claimed
}

func (r *Runner) jumped() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.Now()
	for _, until := range r.running {
		if !now.Before(until) {
			return true
		}
	}
	return false
}

// handle runs one job to its end. It goes on when ctx ends, until its own deadline.
func (r *Runner) handle(ctx context.Context, c Claimed) {
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.running, c.Lease+c.Kind+c.Key)
	}()
	lease := context.WithoutCancel(ctx)
	limit, cancel := context.WithTimeout(lease, r.Lease*3/4)
	defer cancel()
	err := guarded(limit, r.Handlers[c.Kind], c)
	if err == nil {
		return
	}
	wait, level := backoff(c.Attempts)
	r.Log.LogAttrs(lease, level, "work failed", slog.String("kind", c.Kind), slog.String("ref", c.Ref),
		slog.Int("attempts", c.Attempts), slog.Duration("again_in", wait), slog.String("error", err.Error()))
	release, cancelRelease := context.WithTimeout(lease, r.Lease/4)
	defer cancelRelease()
	if err := r.Queue.Again(release, c, wait); err != nil && !fault.Is(err, fault.Conflict) {
		r.Log.LogAttrs(lease, slog.LevelWarn, "work waits for its lease to end", slog.String("kind", c.Kind),
			slog.String("ref", c.Ref), slog.String("error", err.Error()))
	}
}

// guarded calls the handler and turns a panic into an error that says where it was and not what it said, because
// the value may hold a patient's data.
func guarded(ctx context.Context, h Handler, c Claimed) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Internal, "job.Handler", fmt.Sprintf("panic of type %T at\n%s", p, debug.Stack()))
		}
	}()
	return h(ctx, c)
}

// backoff is how long to wait after the attempt, and how loudly to say so.
func backoff(attempts int) (time.Duration, slog.Level) {
	if attempts >= worrying {
		return worriedGap, slog.LevelError
	}
	if attempts < 1 || attempts > 10 {
		return longest, slog.LevelWarn
	}
	return min(firstWait<<(attempts-1), longest), slog.LevelWarn
}
