package twilio

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/phi"
)

var _ inbox.Texter = (*Client)(nil)

const sms = guard.Channel("sms")

// Text implements [inbox.Texter]. Twilio knows no key by which it would refuse a second text, so a key is not sent:
// whoever does not know what became of a text asks [Client.Find].
func (c *Client) Text(ctx context.Context, w guard.Cleared, to phi.Phone, recipient, _ string) (attempt.Outcome, error) {
	const op = "twilio.Text"
	_, body, err := w.For(guard.Patient, sms, recipient)
	if err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	out, err := c.text(ctx, body, to, url.Values{"StatusCallback": {c.callback("/twilio/sms/status")}})
	return out, fault.At(op, err)
}

func (c *Client) text(ctx context.Context, body string, to phi.Phone, form url.Values) (attempt.Outcome, error) {
	if err := dialable(to); err != nil {
		return attempt.Outcome{}, err
	}
	form.Set("To", to.Reveal())
	form.Set("From", c.Number)
	form.Set("Body", body)
	return c.create(ctx, "/Messages.json", form)
}

// settled is how long Twilio may take to list a text that it took: before that, one that is not there may still come.
const settled = time.Minute

// Find implements [inbox.Texter].
func (c *Client) Find(ctx context.Context, to phi.Phone, w guard.Cleared, recipient string, since time.Time) (attempt.Outcome, error) {
	const op = "twilio.Find"
	_, body, err := w.For(guard.Patient, sms, recipient)
	if err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	out, err := c.find(ctx, to, body, since)
	return out, fault.At(op, err)
}

// find reads Twilio's list of what went to the number. Where the account keeps no words, as with message redaction,
// Twilio cannot say.
func (c *Client) find(ctx context.Context, to phi.Phone, body string, since time.Time) (attempt.Outcome, error) {
	const op = "twilio.find"
	if !c.Ready() {
		return attempt.Outcome{}, notReady(op)
	}
	if err := dialable(to); err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	unknown := attempt.Outcome{Result: attempt.Unknown, Code: "not said"}
	q := url.Values{"To": {to.Reveal()}, "From": {c.Number}, "DateSent>": {since.UTC().AddDate(0, 0, -1).Format(time.DateOnly)}, "PageSize": {"200"}}
	next := "/2010-04-01/Accounts/" + c.AccountSID + "/Messages.json?" + q.Encode()
	wordless := false
	for range 10 { // pages
		l, err := c.list(ctx, next)
		if err != nil {
			return unknown, nil
		}
		for _, m := range l.Messages {
			if m.created().Before(since.Add(-settled)) || m.Direction == "inbound" {
				continue
			}
			if m.Body == body {
				return m.outcome(), nil
			}
			wordless = wordless || m.Body == ""
		}
		if next = l.Next; next == "" {
			if wordless || c.Now().Sub(since) < settled {
				return unknown, nil
			}
			return attempt.Outcome{Result: attempt.Failed, Code: "not there"}, nil
		}
	}
	return unknown, nil
}

type listed struct {
	SID       string `json:"sid"`
	Body      string `json:"body"`
	Status    string `json:"status"`
	Direction string `json:"direction"`
	Created   string `json:"date_created"` // RFC 1123 with a numeric zone
	Code      *int   `json:"error_code"`
}

// created is the zero time if Twilio wrote it in another way, and then the text is older than anything.
func (m listed) created() time.Time {
	t, _ := time.Parse(time.RFC1123Z, m.Created)
	return t
}

func (m listed) outcome() attempt.Outcome {
	out := attempt.Outcome{Result: attempt.Sent, Code: m.Status, Ref: m.SID}
	if m.Status == "failed" || m.Status == "undelivered" || m.Status == "canceled" {
		out.Result, out.Permanent = attempt.Failed, true
		if m.Code != nil {
			out.Code = strconv.Itoa(*m.Code)
		}
	}
	return out
}

type list struct {
	Messages []listed `json:"messages"`
	Next     string   `json:"next_page_uri"`
}

func (c *Client) list(ctx context.Context, path string) (list, error) {
	var l list
	res, err := c.ask(ctx, http.MethodGet, path, nil)
	if err != nil {
		return l, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return l, fault.New(fault.Unavailable, "twilio.list", "Twilio says "+strconv.Itoa(res.StatusCode)+".")
	}
	return l, json.NewDecoder(io.LimitReader(res.Body, 8<<20)).Decode(&l)
}

// callback is the address of a webhook that nobody waits for: Twilio is to try five times if we cannot take it.
func (c *Client) callback(path string) string { return c.public(path) + "#rc=5&rp=5xx,ct,rt" }

func dialable(to phi.Phone) error {
	if !e164.MatchString(to.Reveal()) {
		return fault.New(fault.Invalid, "twilio.dialable", "That is not a telephone number.")
	}
	return nil
}
