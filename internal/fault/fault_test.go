package fault_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"bedside/internal/fault"
)

var kinds = []fault.Kind{fault.Internal, fault.Invalid, fault.NotFound, fault.Conflict, fault.Forbidden, fault.Unavailable}

func TestKinds(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range kinds {
		if seen[k.String()] {
			t.Errorf("two kinds are called %s", k)
		}
		seen[k.String()] = true
		err := fault.New(k, "schedule.Book", "Said to a person.")
		for name, e := range map[string]error{
			"itself":          err,
			"with At":         fault.At("web.Book", err),
			"with %w":         fmt.Errorf("booking: %w", err),
			"joined":          errors.Join(io.EOF, err),
			"deep in a chain": fault.At("a", fmt.Errorf("b: %w", fault.At("c", err))),
		} {
			if got := fault.KindOf(e); got != k {
				t.Errorf("a fault of kind %s, %s, is %s", k, name, got)
			}
			if !fault.Is(e, k) {
				t.Errorf("Is does not know a fault of kind %s, %s", k, name)
			}
		}
	}
	if got := fault.Kind(99).String(); got != "internal" {
		t.Errorf("a kind that does not exist is called %s", got)
	}
}

func TestKindOfOthers(t *testing.T) {
	for _, c := range []struct {
		err  error
		want fault.Kind
	}{
		{io.EOF, fault.Internal},
		{context.Canceled, fault.Unavailable},
		{fmt.Errorf("asking: %w", context.DeadlineExceeded), fault.Unavailable},
		{fault.Wrap(fault.Conflict, "a", "b", context.Canceled), fault.Conflict},
		{fault.Wrap(fault.Invalid, "a", "b", fault.New(fault.Internal, "c", "d")), fault.Invalid},
	} {
		if got := fault.KindOf(c.err); got != c.want {
			t.Errorf("%v is %s, want %s", c.err, got, c.want)
		}
	}
	if fault.Is(nil, fault.Internal) {
		t.Error("no error is an Internal one")
	}
	if fault.Wrap(fault.Invalid, "a", "b", nil) != nil || fault.At("a", nil) != nil {
		t.Error("wrapping no error makes one")
	}
}

func TestMessage(t *testing.T) {
	inner := fault.New(fault.Conflict, "schedule.Book", "That time has just been taken.")
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"the sentence", inner, "That time has just been taken."},
		{"through At", fault.At("web.Book", inner), "That time has just been taken."},
		{"through %w", fmt.Errorf("x: %w", inner), "That time has just been taken."},
		{"the outermost", fault.Wrap(fault.Invalid, "web.Book", "Choose another time.", inner), "Choose another time."},
		{"general for its kind", fault.New(fault.NotFound, "a", ""), "There is no such thing here."},
		{"a context that ended", context.DeadlineExceeded, "This is not possible right now. Please try again in a moment."},
	} {
		if got := fault.Message(c.err); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What an Internal error says may name tables, paths and worse; a person never reads it, however it is wrapped.
func TestMessageHidesInternals(t *testing.T) {
	const secret = "disk /var/lib/bedside is gone"
	cause := errors.New(secret)
	for name, err := range map[string]error{
		"plain":                          cause,
		"Internal":                       fault.New(fault.Internal, "store.Open", secret),
		"Internal around a cause":        fault.Wrap(fault.Internal, "store.Open", "", cause),
		"At":                             fault.At("app.Run", cause),
		"another kind around a cause":    fault.Wrap(fault.Unavailable, "store.Open", "", cause),
		"another kind around Internal":   fault.Wrap(fault.Unavailable, "store.Open", "", fault.New(fault.Internal, "a", secret)),
		"another kind around At":         fault.Wrap(fault.Invalid, "web", "", fault.At("a", fault.New(fault.Internal, "a", secret))),
		"Internal around a known mishap": fault.Wrap(fault.Internal, "a", secret, fault.New(fault.Invalid, "b", secret)),
	} {
		got := fault.Message(err)
		if strings.Contains(got, secret) || got == "" {
			t.Errorf("%s: a person reads %q", name, got)
		}
		if !strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the log does not say what happened: %q", name, err)
		}
	}
}

func TestErrorKeepsTheWay(t *testing.T) {
	err := fault.At("web.book", fault.Wrap(fault.Unavailable, "schedule.Book", "Try again.", io.ErrUnexpectedEOF))
	if got, want := err.Error(), "web.book: schedule.Book: Try again.: unexpected EOF"; got != want {
		t.Errorf("the log says %q, want %q", got, want)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
}

func ExampleMessage() {
	err := fault.Wrap(fault.Conflict, "schedule.Book", "That time has just been taken. Please choose another.", errors.New("UNIQUE constraint failed"))
	err = fault.At("web.book", err)
	fmt.Println(fault.KindOf(err))
	fmt.Println(fault.Message(err))
	// Output:
	// conflict
	// That time has just been taken. Please choose another.
}
