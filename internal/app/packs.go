package app

import (
	"context"
	"io/fs"
	"os"
	"slices"
	"sync"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/rules"
	"bedside/internal/inbox"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/web"
)

// ownPacks reads the rule packs of the practice's own again and again. A pack that cannot be read changes nothing: the
// rules that were read before go on.
type ownPacks struct {
	shipped []rules.Pack
	seen    []stamped    // as the folder was at the last look, nil before the first
	good    []rules.Pack // what was read last without a mistake, nil for nothing yet

	mu  sync.Mutex
	bad web.PackProblem

	told *web.PackProblem // what is on the list of things to do; nil before the first look
}

// stamped is a file as a listing shows it.
type stamped struct {
	name string
	size int64
	time int64
}

func (o *ownPacks) state() web.PackProblem {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bad
}

func (o *ownPacks) say(p web.PackProblem) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bad = p
}

// read returns all packs, Bedside's first, and whether they are others than before. A mistake in a pack of the
// practice's own is no error but a state.
func (o *ownPacks) read(a *App) (all []rules.Pack, changed bool, err error) {
	if o.shipped == nil {
		if o.shipped, err = rules.Embedded(); err != nil {
			return nil, false, err
		}
	}
	together := func() []rules.Pack { return slices.Concat(o.shipped, o.good) }
	if a.Rules == "" {
		return together(), false, nil
	}
	dir := os.DirFS(a.Rules)
	now := listing(dir)
	if o.seen != nil && slices.Equal(now, o.seen) {
		return together(), false, nil
	}
	o.seen = now
	own, err := rules.ReadDir(dir, o.shipped)
	if err == nil {
		_, err = rules.NewSet(slices.Concat(o.shipped, own))
	}
	if err == nil {
		err = rules.Prove(own, civil.DateOf(a.Now()))
	}
	if err != nil {
		a.Log.Error("the practice's own rules cannot be read", "why", fault.Message(err))
		o.say(web.PackProblem{Text: fault.Message(err), Blind: o.good == nil})
		return together(), false, nil
	}
	o.good = append([]rules.Pack{}, own...)
	o.say(web.PackProblem{})
	return together(), true, nil
}

// tell puts what is wrong on the list of an administrator, once, and takes it off when it is mended.
func (o *ownPacks) tell(ctx context.Context, a *App) error {
	bad := o.state()
	if o.told != nil && *o.told == bad {
		return nil
	}
	text, urgency := "", triage.None
	if bad.Text != "" {
		text = "The practice's own rules cannot be read, so the rules before go on. " + bad.Text + " The page Posts, Rules says the same."
		if bad.Blind {
			urgency = triage.Urgent
			text = "Nothing goes out in public: the practice's own rules cannot be read. " + bad.Text + " The page Posts, Rules says the same."
		}
	}
	// Only a program that has something to say writes.
	var open []inbox.Task
	err := a.Store.View(ctx, actor.System(), func(t tx.Tx) (err error) {
		open, err = a.Store.Inbox().FindTasks(ctx, t, inbox.TaskFilter{Kind: inbox.Mend, Open: true, Limit: 1}, "")
		return err
	})
	if err == nil && (text != "" || len(open) > 0) {
		err = a.Store.Do(ctx, actor.System(), func(t tx.Tx) error { return a.Inbox.Mending(ctx, t, inbox.Mend, text, urgency) })
	}
	if err == nil {
		o.told = &bad
	}
	return err
}

// listing is the folder's files, to notice a change without reading them; never nil.
func listing(dir fs.FS) []stamped {
	out := []stamped{}
	names, _ := fs.Glob(dir, "*.toml") // the pattern is well formed
	for _, name := range names {
		s := stamped{name: name}
		if info, err := fs.Stat(dir, name); err == nil {
			s.size, s.time = info.Size(), info.ModTime().UnixNano()
		}
		out = append(out, s)
	}
	return out
}
