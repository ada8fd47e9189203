package fetch

import (
	"errors"
	"net/url"

	"bedside/internal/fault"
)

// Codes of errors: where a request broke.
const (
	address = "address" // it is not one that we ask
	dns     = "dns"     // there is no such name, or nobody answers for it
	connect = "connect"
	secure  = "tls"   // the certificate or the protection is not right
	lost    = "lost"  // the connection broke after the request began
	slow    = "slow"  // the time was over
	large   = "large" // the answer has too many bytes
	content = "type"  // the answer is of another type than was asked for
	turns   = "turns" // too many redirects
	later   = "later" // the host failed lately, or asked us to wait; it was not asked
)

// failure is the cause in every error of this package.
type failure struct {
	code  string
	left  bool
	cause error
}

func (f *failure) Error() string {
	if f.cause == nil {
		return f.code
	}
	return f.code + ": " + f.cause.Error()
}

func (f *failure) Unwrap() error { return f.cause }

// broken is an error about the host of u. Sentences name the host and nothing else of the address.
func broken(kind fault.Kind, code string, left bool, u *url.URL, does string, cause error) error {
	return fault.Wrap(kind, "fetch", u.Hostname()+" "+does, &failure{code, left, cause})
}

// Code says in a word where a request broke, "" for an error that is not of this package.
func Code(err error) string {
	var f *failure
	if errors.As(err, &f) {
		return f.code
	}
	return ""
}

// Left reports whether the other side may have had the request, and so may have acted on it.
func Left(err error) bool {
	var f *failure
	return errors.As(err, &f) && f.left
}
