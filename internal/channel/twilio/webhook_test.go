package twilio_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bedside/internal/channel/twilio"
	"bedside/internal/frontdesk"
)

const public = "https://desk.example"

// own is a handler without an exchange, for requests made by hand.
func own(t testing.TB, d twilio.Desk) (http.Handler, *strings.Builder) {
	t.Helper()
	log := &strings.Builder{}
	c := &twilio.Client{Config: twilio.Config{AccountSID: account, AuthToken: token, Number: number, PublicURL: public, BaseURL: "http://127.0.0.1:1",
		Now: func() time.Time { return now }}}
	return handler(t, c, d, &onCall{t: t}, &mail{}, log), log
}

// post sends a form as Twilio would: signed for the public address.
func post(h http.Handler, path string, form url.Values, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", twilio.Sign(token, public+path, form))
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func fields(more ...string) url.Values {
	f := url.Values{"AccountSid": {account}, "CallSid": {"CA0123456789abcdef0123456789abcdef"}, "From": {ana}, "To": {number}, "CallStatus": {"in-progress"}}
	for i := 0; i < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

var everyPath = []string{"/twilio/voice", "/twilio/voice/turn?t=t1&l=en", "/twilio/voice/partial?t=t1&l=en", "/twilio/voice/dial?t=x1", "/twilio/voice/whisper?s=CA1&t=x1",
	"/twilio/voice/recording?t=x", "/twilio/voice/recorded", "/twilio/voice/transcription", "/twilio/voice/status", "/twilio/voice/fallback", "/twilio/voice/alert?ref=r",
	"/twilio/sms", "/twilio/sms/status"}

func TestForged(t *testing.T) {
	d := &desk{t: t, script: booking(t), replies: map[string]frontdesk.Reply{}}
	h, log := own(t, d)
	form := fields("SpeechResult", "I have chest pain", "RecordingSid", "RE1", "RecordingStatus", "completed", "TranscriptionStatus", "completed",
		"TranscriptionText", "x", "CallStatus", "completed", "Digits", "1", "MessageSid", "SM1", "MessageStatus", "delivered", "Body", "STOP", "StableSpeechResult", "chest pain")
	for _, path := range everyPath {
		for name, c := range map[string]struct {
			form   url.Values
			change func(*http.Request)
			want   int
		}{
			"unsigned":          {form, func(r *http.Request) { r.Header.Del("X-Twilio-Signature") }, 403},
			"signed by another": {form, func(r *http.Request) { r.Header.Set("X-Twilio-Signature", twilio.Sign("guessed", public+path, form)) }, 403},
			"for another path":  {form, func(r *http.Request) { r.URL.RawQuery += "&l=es"; r.RequestURI = r.URL.RequestURI() }, 403},
			"for another host": {form, func(r *http.Request) {
				r.Header.Set("X-Twilio-Signature", twilio.Sign(token, "https://evil.example"+path, form))
				r.Host = "evil.example"
			}, 403},
			"another account": {fields("AccountSid", "AC9"), nil, 403},
			"a GET":           {form, func(r *http.Request) { r.Method = http.MethodGet }, 405},
			"not a form":      {form, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }, 403},
			"broken encoding": {form, func(r *http.Request) {
				r.Body = http.NoBody
				r.URL.RawQuery = "%zz"
				r.RequestURI = r.URL.Path + "?%zz"
			}, 400},
			"much too long": {fields("Body", strings.Repeat("x", 1<<20)), nil, 413},
		} {
			change := c.change
			if change == nil {
				change = func(*http.Request) {}
			}
			if got := post(h, path, c.form, change); got.Code != c.want || strings.Contains(got.Body.String(), "<") {
				t.Errorf("%s, %s: %d %q, want %d", path, name, got.Code, got.Body, c.want)
			}
		}
	}
	for _, path := range []string{"/twilio/voice", "/twilio/voice/turn?t=t1", "/twilio/sms", "/twilio/voice/status"} {
		if got := post(h, path, fields("To", "+12185550142")); got.Code != 403 {
			t.Errorf("%s for another number: %d", path, got.Code)
		}
	}
	if got := d.heard(); len(got) != 0 {
		t.Errorf("the desk heard %q", got)
	}
	for _, value := range []string{ana, "2185550", "chest", "STOP"} {
		if strings.Contains(log.String(), value) {
			t.Errorf("the log tells %q", value)
		}
	}
}

// The address that is signed is the configured one: what a proxy makes of the Host header changes nothing.
func TestBehindAProxy(t *testing.T) {
	h, _ := own(t, &desk{t: t, script: booking(t), replies: map[string]frontdesk.Reply{}})
	for _, host := range []string{"127.0.0.1:8080", "evil.example", ""} {
		if got := post(h, "/twilio/voice", fields(), func(r *http.Request) { r.Host = host; r.Header.Set("X-Forwarded-Host", host) }); got.Code != 200 {
			t.Errorf("Host %q: %d", host, got.Code)
		}
	}
}

// Everything that happened on a call comes again, in whatever order: the answers are the same and nothing is done
// twice.
func TestDeliveredTwiceAndOutOfOrder(t *testing.T) {
	ctx := context.Background()
	l := open(t, booking(t))
	call, err := l.Call(ctx, ana)
	must(t, err, call.Say("a visit"), call.Press("5"), call.Silence(), call.Say("staff"), l.Incoming(nurse)[0].Answer())
	must(t, l.Incoming(nurse)[0].Silence())
	l.Settle()
	must(t, call.Say("Call me."), call.Press("#"))
	must(t, l.Text(ctx, ana, "A visit please"))
	l.Settle()
	before, sent := l.desk.heard(), l.Deliveries()
	order := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		order.Shuffle(len(sent), func(i, j int) { sent[i], sent[j] = sent[j], sent[i] })
		for _, d := range sent {
			again, err := l.Redeliver(ctx, d)
			if err != nil || again.Status != d.Status || again.Body != d.Body {
				t.Errorf("%s again: %d %s %v, want %d %s", d.Path(), again.Status, again.Body, err, d.Status, d.Body)
			}
		}
	}
	if after := l.desk.heard(); !slices.Equal(before, after) {
		t.Errorf("the desk heard %q, and before %q", after, before)
	}
	for _, d := range sent {
		for _, key := range []string{"", "guessed"} {
			if forged, err := l.Forge(ctx, d, key); err != nil || forged.Status != 403 {
				t.Errorf("forged %s: %d %v", d.Path(), forged.Status, err)
			}
		}
	}
}

type slow struct{ longer bool }

func (s slow) Turn(ctx context.Context, _ frontdesk.Turn) (frontdesk.Reply, error) {
	if s.longer { // than its own context
		time.Sleep(time.Minute)
	}
	<-ctx.Done()
	return frontdesk.Reply{}, ctx.Err()
}

type panicking struct{}

func (panicking) Turn(_ context.Context, t frontdesk.Turn) (frontdesk.Reply, error) { panic(t.Text) }

// Whatever the desk does, the caller hears something within half the time that Twilio gives.
func TestDeskThatDoesNotAnswer(t *testing.T) {
	for name, d := range map[string]twilio.Desk{"slow": slow{}, "slower than its context": slow{true}, "panicking": panicking{},
		"uncleared words": uncleared{}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, log := own(t, d)
				for _, path := range everyPath[:len(everyPath)-1] {
					began := time.Now()
					got := post(h, path, fields("SpeechResult", "a secret", "Body", "a secret", "MessageSid", "SM1", "RecordingStatus", "completed", "RecordingSid", "RE1",
						"CallStatus", "completed", "StableSpeechResult", "chest pain", "TranscriptionStatus", "completed", "TranscriptionText", "a secret"))
					if took := time.Since(began); took > 12*time.Second {
						t.Errorf("%s took %s", path, took)
					}
					if got.Code != 200 && got.Code != 204 && got.Code != 503 {
						t.Errorf("%s: %d", path, got.Code)
					}
					spoken := strings.HasPrefix(path, "/twilio/voice?") || path == "/twilio/voice" || strings.Contains(path, "turn") || strings.Contains(path, "fallback")
					if body := got.Body.String(); spoken && (!strings.Contains(body, "911") || !strings.Contains(body, "emergencia") || !strings.Contains(body, "<Record ")) {
						t.Errorf("%s answers %s", path, body)
					}
					if body := got.Body.String(); path == "/twilio/sms" && (strings.Count(body, "<Message>") != 1 || !strings.Contains(body, "911")) {
						t.Errorf("%s answers %s", path, body)
					}
				}
				if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), ana) {
					t.Errorf("the log tells: %s", log)
				}
				time.Sleep(2 * time.Minute) // of the bubble: until the slowest is done
			})
		})
	}
}

type uncleared struct{}

func (uncleared) Turn(context.Context, frontdesk.Turn) (frontdesk.Reply, error) {
	return frontdesk.Reply{Recipient: "c1"}, nil
}

// What a caller says arrives whole and becomes nothing but words.
func TestHostileSpeech(t *testing.T) {
	for name, text := range map[string]string{
		"ten thousand characters": strings.Repeat("ñ123456789", 1000),
		"XML":                     `</Say><Dial>+12185550166</Dial>]]>&amp;<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>`,
		"controls":                "a\x00b\x1b[31m\r\nc\u202e\u200b",
		"SQL":                     "'; DROP TABLE patient; --",
		"not UTF-8":               "caf\xe9",
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{t: t, script: booking(t), replies: map[string]frontdesk.Reply{}}
			h, _ := own(t, d)
			got := post(h, "/twilio/voice/turn?t=t1&l=en", fields("SpeechResult", text, "Confidence", "0.9"))
			if got.Code != 200 || strings.Count(got.Body.String(), "<Say ") != 1 || strings.Contains(got.Body.String(), "<Dial") {
				t.Errorf("%d %s", got.Code, got.Body)
			}
			if want := strings.ToValidUTF8(text, "\uFFFD"); d.last().Text != want {
				t.Errorf("the desk heard %q, want %q", d.last().Text, want)
			}
		})
	}
}

// What must be heard to its end is said before anybody listens; the rest can be cut short.
func TestHold(t *testing.T) {
	before, within := []string{"<Say ", "<Gather "}, []string{"<Gather ", "<Say "}
	for name, c := range map[string]struct {
		reply frontdesk.Reply
		order []string
		heard bool
	}{
		"an emergency": {frontdesk.Reply{Hold: true}, before, true},
		"a read-back":  {frontdesk.Reply{State: "book.confirm", Hold: true}, before, true},
		"a question":   {frontdesk.Reply{State: "book.date"}, within, false},
	} {
		c.reply.Words, c.reply.Recipient, c.reply.Next = words(t, frontdesk.Voice, "Tuesday at ten."), "c1", "t2"
		d := &desk{t: t, replies: map[string]frontdesk.Reply{}, script: func(frontdesk.Turn) frontdesk.Reply { return c.reply }}
		h, _ := own(t, d)
		got := post(h, "/twilio/voice", fields()).Body.String()
		first, second := strings.Index(got, c.order[0]), strings.Index(got, c.order[1])
		if first < 0 || second < first || strings.Contains(got, "h=1") != c.heard {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestHiddenNumber(t *testing.T) {
	d := &desk{t: t, script: booking(t), replies: map[string]frontdesk.Reply{}}
	h, _ := own(t, d)
	for _, from := range []string{"anonymous", "", "266696687", "+1"} {
		f := fields("From", from, "CallSid", "CA"+from)
		if got := post(h, "/twilio/voice", f); got.Code != 200 || !d.last().From.IsZero() {
			t.Errorf("from %q: %d, %v", from, got.Code, d.last().From.Reveal())
		}
	}
}

// BenchmarkTurn measures what a webhook waits for, the desk's own time aside.
func BenchmarkTurn(b *testing.B) {
	d := &desk{t: b, script: func(frontdesk.Turn) frontdesk.Reply { return frontdesk.Reply{Silent: true} }, replies: map[string]frontdesk.Reply{}}
	h, _ := own(b, d)
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if got := post(h, "/twilio/voice/turn?t=t1&l=en", fields("SpeechResult", "I would like to see somebody about my knee on Tuesday")); got.Code != 200 {
			b.Fatal(got.Code)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
