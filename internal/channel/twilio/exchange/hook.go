package exchange

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/channel/twilio"
	"bedside/internal/fault"
)

// Delivery is one webhook as it went out, and the answer.
type Delivery struct {
	URL    string
	Form   url.Values
	Token  string // the same for every time it was tried
	Status int    // 0 where nobody answered
	Body   string
}

// Path is the webhook's path.
func (d Delivery) Path() string {
	u, err := url.Parse(d.URL)
	if err != nil {
		return ""
	}
	return u.Path
}

// Deliveries returns the last webhooks, the oldest first.
func (e *Exchange) Deliveries() []Delivery {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.hooks)
}

// Redeliver sends a webhook again, byte for byte, as Twilio does when an answer was lost. The answer goes nowhere.
func (e *Exchange) Redeliver(ctx context.Context, d Delivery) (Delivery, error) {
	return e.send(ctx, d, twilio.Sign(e.AuthToken, d.URL, d.Form))
}

// Forge sends a webhook as somebody would who does not know the token: with a signature made by another, or, where it
// is "", without one.
func (e *Exchange) Forge(ctx context.Context, d Delivery, token string) (Delivery, error) {
	if token == "" {
		return e.send(ctx, d, "")
	}
	return e.send(ctx, d, twilio.Sign(token, d.URL, d.Form))
}

// hook is the address of one of the number's webhooks.
func (e *Exchange) hook(path string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return strings.TrimSuffix(e.point, "/") + path
}

// post delivers a webhook and keeps it. What follows # in the address says how often it is tried again and when (rc,
// rp); without it a connection that fails is tried once more.
func (e *Exchange) post(ctx context.Context, address string, form url.Values) (Delivery, error) {
	bare, fragment, _ := strings.Cut(address, "#")
	override, err := url.ParseQuery(fragment)
	if err != nil {
		return Delivery{}, fmt.Errorf("%s: %w", fragment, err)
	}
	tries, policy := 1, "ct"
	if override.Has("rc") {
		if tries, err = strconv.Atoi(override.Get("rc")); err != nil || tries < 0 || tries > 5 {
			return Delivery{}, fault.New(fault.Invalid, "exchange.post", "rc is 0 to 5.")
		}
		policy = override.Get("rp")
	}
	form.Set("AccountSid", e.AccountSID)
	form.Set("ApiVersion", "2010-04-01")
	d := Delivery{URL: bare, Form: form, Token: e.id("")}
	signature := twilio.Sign(e.AuthToken, bare, form)
	for n := 0; ; n++ {
		d, err = e.send(ctx, d, signature)
		again := err != nil || d.Status >= 500 && strings.Contains(policy, "5xx")
		if !again || n == tries {
			break
		}
		select {
		case <-ctx.Done():
			return d, ctx.Err()
		case <-e.ctx.Done():
			return d, fault.New(fault.Unavailable, "exchange.post", "The exchange is closed.")
		case <-time.After(tick << n):
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hooks = last(append(e.hooks, d), keepsHooks)
	return d, err
}

func (e *Exchange) send(ctx context.Context, d Delivery, signature string) (Delivery, error) {
	d.Status, d.Body = 0, ""
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, strings.NewReader(d.Form.Encode()))
	if err != nil {
		return d, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	req.Header.Set("I-Twilio-Idempotency-Token", d.Token)
	if signature != "" {
		req.Header.Set("X-Twilio-Signature", signature)
	}
	client := e.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return d, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return d, err
	}
	d.Status, d.Body = res.StatusCode, string(body)
	return d, nil
}

// answer delivers a webhook that is answered in TwiML.
func (e *Exchange) answer(ctx context.Context, address string, form url.Values) ([]verb, error) {
	d, err := e.post(ctx, address, form)
	if err != nil {
		return nil, err
	}
	if d.Status != http.StatusOK {
		return nil, fmt.Errorf("the webhook answers %d", d.Status)
	}
	return parse(d.Body)
}

// receive brings a text to the practice and the answer to the handset.
func (e *Exchange) receive(ctx context.Context, sid, from, body string) error {
	form := url.Values{"MessageSid": {sid}, "SmsSid": {sid}, "From": {from}, "To": {e.Number}, "Body": {body}, "NumMedia": {"0"}, "NumSegments": {"1"}}
	verbs, err := e.answer(ctx, e.hook("/twilio/sms"), form)
	if err != nil {
		return fault.Wrap(fault.Unavailable, "exchange.receive", "The practice did not take the text.", err)
	}
	for _, v := range verbs {
		if v.name != "Message" {
			return fault.New(fault.Invalid, "exchange.receive", "The practice answered a text with the verb "+v.name+".")
		}
		e.keep(Text{SID: e.id("SM"), At: e.Now(), From: e.Number, To: from, Body: v.text})
	}
	return nil
}
