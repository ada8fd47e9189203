package patient

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// StopAt is [Registry.OptOut] for a number or an address, whether or not anybody the practice knows has it: whoever
// texts STOP is heard (47 CFR 64.1200(a)(10)). How is a short code such as "text".
func (r *Registry) StopAt(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text, how string) error {
	return r.setStop(ctx, t, kind, value, how, true)
}

// StartAt undoes StopAt at the wish of whoever holds the number or address.
func (r *Registry) StartAt(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text, how string) error {
	return r.setStop(ctx, t, kind, value, how, false)
}

func (r *Registry) setStop(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text, how string, stop bool) error {
	if err := t.By().Need(actor.Book); err != nil {
		return err
	}
	if err := checkHow(how); err != nil {
		return err
	}
	stopped, err := r.Store.OptedOut(ctx, t, kind, value)
	if err != nil || stopped == stop {
		return fault.At("patient.StopAt", err)
	}
	verb := "opted out"
	if stop {
		err = r.Store.OptOut(ctx, t, kind, value, t.Now(), how)
	} else {
		verb = "opted in"
		err = r.Store.OptIn(ctx, t, kind, value)
	}
	if err != nil {
		return fault.At("patient.StopAt", err)
	}
	return r.Audit.Record(ctx, t, verb, audit.Ref{Kind: "contact point"}, "", audit.Facts{"kind": string(kind), "how": how})
}

// StoppedAt reports whether somebody at the number or address asked us to stop. It tells nothing about any patient.
func (r *Registry) StoppedAt(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text) (bool, error) {
	stopped, err := r.Store.OptedOut(ctx, t, kind, value)
	return stopped, fault.At("patient.StoppedAt", err)
}
