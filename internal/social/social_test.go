package social_test

import (
	"errors"
	"strings"
	"testing"

	"bedside/internal/attempt"
	"bedside/internal/fetch"
	"bedside/internal/social"
)

// Only what certainly did not happen is Failed.
func TestOutcome(t *testing.T) {
	for status, want := range map[int]attempt.Outcome{
		200: {Result: attempt.Sent, Code: "200"}, 201: {Result: attempt.Sent, Code: "201"},
		301: {Result: attempt.Failed, Permanent: true, Code: "redirect"}, 400: {Result: attempt.Failed, Permanent: true, Code: "400"},
		401: {Result: attempt.Failed, Permanent: true, Code: "401"}, 404: {Result: attempt.Failed, Permanent: true, Code: "404"},
		408: {Result: attempt.Failed, Code: "408"}, 425: {Result: attempt.Failed, Code: "425"}, 429: {Result: attempt.Failed, Code: "429"},
		500: {Result: attempt.Unknown, Code: "500"}, 502: {Result: attempt.Unknown, Code: "502"}, 503: {Result: attempt.Unknown, Code: "503"},
	} {
		if got := social.Outcome(fetch.Response{Status: status}, nil); got != want {
			t.Errorf("%d is %+v, want %+v", status, got, want)
		}
	}
	if got := social.Outcome(fetch.Response{}, errors.New("somebody's")); got.Result != attempt.Failed || got.Permanent {
		t.Errorf("an error of nobody we know is %+v", got)
	}
}

func TestNothingAndAsked(t *testing.T) {
	unknown := attempt.Outcome{Result: attempt.Unknown, Code: "500"}
	if got := social.Nothing(unknown); got != (attempt.Outcome{Result: attempt.Failed, Code: "500"}) {
		t.Errorf("Nothing = %+v", got)
	}
	for _, out := range []attempt.Outcome{unknown, {Result: attempt.Failed, Permanent: true, Code: "500"}} {
		if got := social.Asked(out); got != unknown {
			t.Errorf("Asked(%+v) = %+v", out, got)
		}
	}
}

// Every code has a sentence, and one that nobody foresaw too.
func TestNextStep(t *testing.T) {
	for _, code := range []string{"401", "403", "404", "413", "429", "500", "503", "html", "redirect", "trash", "status", "lost", "slow", "dns",
		"tls", "later", "InvalidRequest", "InternalServerError", "Strange"} {
		step := social.NextStep(code)
		if !strings.HasSuffix(step, ".") || strings.Contains(step, "refused it") != (code == "Strange") {
			t.Errorf("%s: %q", code, step)
		}
	}
}
