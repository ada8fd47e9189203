// Package fault is the one shape errors have in Bedside.
//
// It promises two readers what each needs: a program asks [KindOf] what kind of failure it was, a person reads
// [Message], a plain sentence that says what is wrong and what to do. Callers owe one thing: a message never
// holds a patient's data; the cause, kept for [errors.Is] and the log, must not either.
package fault

import (
	"context"
	"errors"
)

// Kind says what a program can do about an error.
type Kind int

const (
	Internal    Kind = iota // a defect or a broken machine; nothing the caller can mend
	Invalid                 // the input is wrong; mend it and try again
	NotFound                // there is no such thing, or the caller may not know that there is
	Conflict                // somebody else was first, or the row has changed since it was read
	Forbidden               // the caller is known and may not do this
	Unavailable             // try again later
)

var kindNames = [...]string{"internal", "invalid", "not_found", "conflict", "forbidden", "unavailable"}

// String returns the kind's name as programs read it, such as "not_found".
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "internal"
	}
	return kindNames[k]
}

// Error is a failure with its kind, the operation that failed, a sentence for a person, and its cause if it has one.
type Error struct {
	Kind Kind
	Op   string // package and verb, as "schedule.Book"
	Msg  string // one plain sentence, never with a patient's data; "" takes the cause's message
	Err  error
}

// New makes an error of a kind that starts here.
func New(kind Kind, op, msg string) error {
	return &Error{Kind: kind, Op: op, Msg: msg}
}

// Wrap keeps err as the cause of an error with a new kind and sentence. It returns nil for a nil err.
func Wrap(kind Kind, op, msg string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Op: op, Msg: msg, Err: err}
}

// At adds the operation that failed and keeps kind and sentence of the cause. It returns nil for a nil err.
func At(op string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: KindOf(err), Op: op, Err: err}
}

// Error is the line for a log: every operation on the way, outermost first, then sentence and cause.
func (e *Error) Error() string {
	s := e.Op
	if e.Msg != "" {
		s += ": " + e.Msg
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the outermost Error in err's chain. A context that ended is Unavailable, anything
// else that carries no kind is Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Unavailable
	}
	return Internal
}

// Is reports whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

var plain = map[Kind]string{
	Internal:    "Something went wrong on our side. Nothing was changed; please try again.",
	Invalid:     "Something in that is not right. Please check it and try again.",
	NotFound:    "There is no such thing here.",
	Conflict:    "Somebody else changed this first. Please look again.",
	Forbidden:   "Your role does not allow this.",
	Unavailable: "This is not possible right now. Please try again in a moment.",
}

// Message returns the sentence for a person: the outermost one in err's chain, or a general one for its kind.
// What an Internal error says is for the log only, so a person gets the general sentence.
func Message(err error) string {
	kind := KindOf(err)
	if kind == Internal {
		return plain[Internal]
	}
	var e *Error
	for errors.As(err, &e) && e.Kind != Internal {
		if e.Msg != "" {
			return e.Msg
		}
		err = e.Err
	}
	return plain[kind]
}
