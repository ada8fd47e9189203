// Package httpstatus is the one map from errors to HTTP, for every door that speaks it.
//
// It promises that an error has the same status whichever door it leaves by. Callers owe faults, whose kinds it reads.
package httpstatus

import (
	"errors"
	"net/http"

	"bedside/internal/fault"
	"bedside/internal/limit"
)

// Of returns the status of an error: 413 for a body over its limit, 429 for somebody who asks too often, else what
// its kind says.
func Of(err error) int {
	switch {
	case errors.As(err, new(*http.MaxBytesError)):
		return http.StatusRequestEntityTooLarge
	case errors.As(err, new(limit.Refused)):
		return http.StatusTooManyRequests
	}
	switch fault.KindOf(err) {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}
