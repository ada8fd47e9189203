// Package social holds what the adapters to networks share: what an answer means, and what a person does about it.
//
// It promises that an answer which leaves open whether something happened is Unknown, never Failed. Callers owe that
// they look before they do again what was Unknown.
package social

import (
	"net/http"
	"strconv"
	"strings"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/fetch"
)

// Codes of outcomes besides a status and what [fetch.Code] says.
const (
	NotThere = "not there" // the other side was asked and has no such thing
	NotJSON  = "html"      // a page where an interface should answer
	Moved    = "redirect"  // to another address, often a page to sign in
	Trashed  = "trash"     // somebody there put it into the trash
	NotSeen  = "status"    // it took the post and does not show it
)

// Outcome tells what became of a request that changes something. 401, 403 and a redirect are the account's to mend, and
// trying again changes nothing before that; whatever a server says after it broke leaves open what it did before.
func Outcome(res fetch.Response, err error) attempt.Outcome {
	code := strconv.Itoa(res.Status)
	switch s := res.Status; {
	case err != nil && fetch.Left(err):
		return attempt.Outcome{Result: attempt.Unknown, Code: fetch.Code(err)}
	case err != nil:
		return attempt.Outcome{Result: attempt.Failed, Permanent: fault.Is(err, fault.Invalid), Code: fetch.Code(err)}
	case s >= 200 && s < 300:
		return attempt.Outcome{Result: attempt.Sent, Code: code}
	case s >= 500:
		return attempt.Outcome{Result: attempt.Unknown, Code: code}
	case s == http.StatusTooManyRequests, s == http.StatusRequestTimeout, s == http.StatusTooEarly:
		return attempt.Outcome{Result: attempt.Failed, Code: code}
	case s < 400:
		return attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: Moved}
	}
	return attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: code}
}

// Nothing is the outcome of a request that went wrong before anything could have become public: it may be repeated.
func Nothing(out attempt.Outcome) attempt.Outcome {
	if out.Result == attempt.Unknown {
		out.Result = attempt.Failed
	}
	return out
}

// Asked is the outcome of a question that was not answered: nobody knows.
func Asked(out attempt.Outcome) attempt.Outcome {
	return attempt.Outcome{Result: attempt.Unknown, Code: out.Code}
}

// NextStep says to a person what an outcome's code means and what to do. Codes that it does not know have a sentence
// too.
func NextStep(code string) string {
	switch code {
	case "401", "AuthenticationRequired", "InvalidToken", "ExpiredToken", "AuthMissing":
		return "The account does not let Bedside in any more. Make a new app password there and enter it under Practice, Channels."
	case "AuthFactorTokenRequired":
		return "The account asks for a code by e-mail. Make an app password there and enter that one under Practice, Channels."
	case "403":
		return "The account may not do this. Check its role, and whether a security plugin keeps Bedside out."
	case "429", "RateLimitExceeded", "later":
		return "The network asks us to slow down, or did not answer lately. Bedside tries again by itself."
	case Moved:
		return "The address leads to another one, often a page to sign in. Enter the address where it ends under Practice, Channels."
	case NotJSON, "type":
		return "A web page answers where the network's interface should. Check the address, and whether the site is under maintenance."
	case NotThere, "404", "410", "RecordNotFound":
		return "It is not there."
	case Trashed:
		return "Somebody put the post into the trash there. Decide there whether it comes back, then say here what you see."
	case NotSeen:
		return "The network took the post and does not show it. Look there at what it waits for."
	case "dns", "address":
		return "The address leads nowhere we may ask. Check it under Practice, Channels."
	case "tls":
		return "The network's certificate cannot be trusted. Ask whoever runs it; Bedside does not send without one."
	case "connect", "slow", "lost":
		return "The network could not be reached or did not answer in time. Bedside looks and tries again by itself."
	case "413", "large":
		return "It is too large for the network. Make the pictures smaller."
	case "400", "422", "InvalidRequest", "BlobTooLarge", "InvalidMimeType":
		return "The network does not take the post as it is. Shorten it or leave the pictures out, and have it approved again."
	}
	broke := strings.HasPrefix(code, "Upstream") || code == "InternalServerError" || code == "NotEnoughResources"
	if broke || len(code) == 3 && code[0] == '5' {
		return "Something broke at the network. Bedside looks and tries again by itself."
	}
	return "The network refused it (" + code + "). Look there, or post it by hand."
}
