package email_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/channel/email"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/phi"
	"bedside/internal/testkit"
)

var now = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

func mailer(t testing.TB, addr string) *email.Mailer {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if _, err := fmt.Sscan(port, &n); err != nil {
		t.Fatal(err)
	}
	return &email.Mailer{Config: email.Config{Host: host, Port: n, Timeout: 5 * time.Second, Now: func() time.Time { return now }}}
}

func box(t testing.TB, f func(string) mailbox.Fault) *mailbox.Server {
	t.Helper()
	s, err := mailbox.Listen("127.0.0.1:0", mailbox.Faulty(f), mailbox.Clock(func() time.Time { return now }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func envelope(t testing.TB, to string) outreach.Envelope {
	t.Helper()
	return outreach.Envelope{To: phi.NewText(to), From: "office@practice.example", FromName: "Elm Street Practice", ID: "m1.1", Stop: "https://practice.example/stop/c1.mac"}
}

func TestSend(t *testing.T) {
	ctx := context.Background()
	to := "ana@example.com"
	for name, c := range map[string]struct {
		fault mailbox.Fault
		want  attempt.Outcome
		kept  int
	}{
		"taken":                         {mailbox.Fault{}, attempt.Outcome{Result: attempt.Sent, Code: "250"}, 1},
		"recipient refused for now":     {mailbox.Fault{Rcpt: 451}, attempt.Outcome{Result: attempt.Failed, Code: "451"}, 0},
		"recipient refused for good":    {mailbox.Fault{Rcpt: 550}, attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "550"}, 0},
		"message refused for now":       {mailbox.Fault{Data: 452}, attempt.Outcome{Result: attempt.Failed, Code: "452"}, 0},
		"message refused for good":      {mailbox.Fault{Data: 554}, attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "554"}, 0},
		"connection lost after the dot": {mailbox.Fault{Drop: true}, attempt.Outcome{Result: attempt.Unknown, Permanent: true, Code: "lost"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := box(t, func(string) mailbox.Fault { return c.fault })
			got, err := mailer(t, s.Addr()).Send(ctx, cleared(t, to), envelope(t, to))
			if err != nil || got != c.want {
				t.Errorf("Send = %+v, %v, want %+v", got, err, c.want)
			}
			if n := len(s.Messages()); n != c.kept {
				t.Errorf("the mailbox has %d messages, want %d", n, c.kept)
			}
		})
	}
	t.Run("nobody listens", func(t *testing.T) {
		m := mailer(t, fmt.Sprintf("127.0.0.1:%d", testkit.FreePort(t)))
		got, err := m.Send(ctx, cleared(t, to), envelope(t, to))
		if want := (attempt.Outcome{Result: attempt.Failed, Code: "connect"}); err != nil || got != want {
			t.Errorf("Send = %+v, %v, want %+v", got, err, want)
		}
	})
	t.Run("STARTTLS is wanted and not offered", func(t *testing.T) {
		s := box(t, func(string) mailbox.Fault { return mailbox.Fault{} })
		m := mailer(t, s.Addr())
		m.TLS = email.StartTLS
		got, err := m.Send(ctx, cleared(t, to), envelope(t, to))
		if want := (attempt.Outcome{Result: attempt.Failed, Code: "tls or login"}); err != nil || got != want || len(s.Messages()) != 0 {
			t.Errorf("Send = %+v, %v, want %+v", got, err, want)
		}
	})
	t.Run("cleared for somebody else", func(t *testing.T) {
		s := box(t, func(string) mailbox.Fault { return mailbox.Fault{} })
		for name, c := range map[string]guard.Cleared{"somebody else": cleared(t, "bo@example.com"), "nobody": {}} {
			if _, err := mailer(t, s.Addr()).Send(ctx, c, envelope(t, to)); err == nil || len(s.Messages()) != 0 {
				t.Errorf("words cleared for %s were sent: %v", name, err)
			}
		}
	})
	t.Run("no server", func(t *testing.T) {
		m := &email.Mailer{}
		if _, err := m.Send(ctx, cleared(t, to), envelope(t, to)); m.Ready() || !fault.Is(err, fault.Unavailable) {
			t.Errorf("Ready %v, Send: %v", m.Ready(), err)
		}
	})
}

// A server that stops in the middle of the data has no message, and one that stops after the dot may have one.
func TestBrokenConnections(t *testing.T) {
	to := "ana@example.com"
	for name, c := range map[string]struct {
		until string // the server closes after a line with this beginning
		want  attempt.Result
	}{
		"before the greeting's answer": {"EHLO", attempt.Failed},
		"after MAIL":                   {"MAIL", attempt.Failed},
		"after RCPT":                   {"RCPT", attempt.Failed},
		"after DATA":                   {"DATA", attempt.Failed},
		"after the dot":                {".", attempt.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			m := mailer(t, serve(t, c.until))
			got, err := m.Send(context.Background(), cleared(t, to), envelope(t, to))
			if err != nil || got.Result != c.want || got.Permanent != (c.want == attempt.Unknown) {
				t.Errorf("Send = %+v, %v, want %s", got, err, c.want)
			}
		})
	}
	t.Run("a server that never answers", func(t *testing.T) {
		m := mailer(t, serve(t, "never"))
		m.Timeout = 300 * time.Millisecond
		started := time.Now()
		got, err := m.Send(context.Background(), cleared(t, to), envelope(t, to))
		if err != nil || got.Result == attempt.Sent || time.Since(started) > 3*time.Second {
			t.Errorf("Send = %+v, %v after %s", got, err, time.Since(started))
		}
	})
}

// serve speaks just enough SMTP and hangs up after the line that begins with until; for "never" it stops to answer
// after the dot.
func serve(t testing.TB, until string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			talk(c, until)
		}
	}()
	return l.Addr().String()
}

func talk(c net.Conn, until string) {
	defer func() { _ = c.Close() }()
	say := func(s string) { _, _ = c.Write([]byte(s + "\r\n")) }
	say("220 ready")
	data := false
	for in := bufio.NewScanner(c); in.Scan(); {
		line := in.Text()
		switch {
		case strings.HasPrefix(line, until) && (until != "." || line == "."):
			return
		case line == ".":
			if data = false; until != "never" {
				say("250 ok")
			}
		case data:
		case strings.HasPrefix(line, "DATA"):
			data = true
			say("354 go on")
		default:
			say("250 ok")
		}
	}
}

func TestLetter(t *testing.T) {
	s := box(t, func(string) mailbox.Fault { return mailbox.Fault{} })
	e := envelope(t, "ana@example.com")
	e.FromName = `Dr. "O'Neil" & Söhne 🩺, LLC <office>`
	if got, err := mailer(t, s.Addr()).Send(context.Background(), cleared(t, "ana@example.com"), e); err != nil || got.Result != attempt.Sent {
		t.Fatal(got, err)
	}
	m := s.Messages()[0]
	if m.To != "ana@example.com" || m.From != e.FromName+" <office@practice.example>" || m.Subject != wantTitle || !m.At.Equal(now) {
		t.Errorf("to %q from %q subject %q at %s", m.To, m.From, m.Subject, m.At)
	}
	if m.Text != wantBody {
		t.Errorf("text\n%s\nwant\n%s", m.Text, wantBody)
	}
	for _, line := range strings.Split(wantBody, "\n") {
		if !strings.Contains(m.HTML, line) {
			t.Errorf("the HTML lacks %q", line)
		}
	}
	if strings.Contains(m.HTML, "<office>") {
		t.Error("the sender's name is not escaped in the HTML")
	}
	for h, want := range map[string]string{"List-Unsubscribe": "<https://practice.example/stop/c1.mac>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Message-Id": "<m1.1@practice.example>", "Auto-Submitted": "auto-generated", "Date": "Mon, 23 Nov 2026 18:00:00 +0000"} {
		if !slices.Equal(m.Header[h], []string{want}) {
			t.Errorf("%s: %q, want %q", h, m.Header[h], want)
		}
	}
}

func TestHeadersCannotBeInjected(t *testing.T) {
	s := box(t, func(string) mailbox.Fault { return mailbox.Fault{} })
	m := mailer(t, s.Addr())
	for name, change := range map[string]func(*outreach.Envelope){
		"name":      func(e *outreach.Envelope) { e.FromName = "Practice\r\nBcc: eve@example.com" },
		"from":      func(e *outreach.Envelope) { e.From = "office@practice.example>\r\nBcc: <eve@example.com" },
		"from list": func(e *outreach.Envelope) { e.From = "office@practice.example, eve@example.com" },
		"id":        func(e *outreach.Envelope) { e.ID = "m1\nBcc: eve@example.com" },
		"stop":      func(e *outreach.Envelope) { e.Stop = "https://practice.example/\r\nBcc: eve@example.com" },
	} {
		e := envelope(t, "ana@example.com")
		change(&e)
		if _, err := m.Send(context.Background(), cleared(t, "ana@example.com"), e); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	if n := len(s.Messages()); n != 0 {
		t.Errorf("%d letters went out", n)
	}
}

func TestMailboxIsLocal(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", "192.0.2.1:25", "nowhere", ""} {
		if _, err := mailbox.Listen(addr); !fault.Is(err, fault.Invalid) {
			t.Errorf("Listen(%q): %v", addr, err)
		}
	}
}
