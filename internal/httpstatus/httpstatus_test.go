package httpstatus_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"bedside/internal/fault"
	"bedside/internal/httpstatus"
	"bedside/internal/limit"
)

func TestOf(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{fault.New(fault.Invalid, "op", ""), 400}, {fault.New(fault.Forbidden, "op", ""), 403}, {fault.New(fault.NotFound, "op", ""), 404},
		{fault.New(fault.Conflict, "op", ""), 409}, {fault.New(fault.Unavailable, "op", ""), 503}, {fault.New(fault.Internal, "op", ""), 500},
		{errors.New("anything else"), 500}, {fmt.Errorf("reading: %w", &http.MaxBytesError{Limit: 1}), 413},
		{fault.Wrap(fault.Invalid, "op", "too large", &http.MaxBytesError{Limit: 1}), 413}, {fault.Wrap(fault.Unavailable, "op", "", limit.Refused{}), 429},
	} {
		if got := httpstatus.Of(c.err); got != c.want {
			t.Errorf("%v is %d, want %d", c.err, got, c.want)
		}
	}
}
