package mllp_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/channel/mllp"
	"bedside/internal/fault"
	"bedside/internal/hl7"
	"bedside/internal/testkit"
)

// listen runs an interface that answers every message with "got" and the message, and returns where it listens.
func listen(t *testing.T, change func(*mllp.Interface)) (lines *mllp.Lines, at string) {
	t.Helper()
	at = fmt.Sprintf("127.0.0.1:%d", testkit.FreePort(t))
	i := mllp.Interface{Name: "hospital", Listen: at, Send: at}
	if change != nil {
		change(&i)
	}
	lines = &mllp.Lines{Interfaces: []mllp.Interface{i}, Log: slog.New(slog.DiscardHandler), Receive: func(_ context.Context, name string, raw []byte) []byte {
		if bytes.Equal(raw, []byte("silence")) {
			return nil
		}
		return append([]byte(name+" got "), raw...)
	}}
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		if err := lines.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); done.Wait() })
	testkit.Eventually(t, "the interface listens", func() bool {
		c, err := net.Dial("tcp", at)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return lines, at
}

func dial(t *testing.T, at string) (net.Conn, *bufio.Reader) {
	t.Helper()
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewReader(c)
}

func TestFrames(t *testing.T) {
	lines, at := listen(t, nil)
	c, in := dial(t, at)
	for _, part := range []string{"\x0bone\x1c\r\r\n\x0bt", "wo\x1cand a half\x1c", "\r"} {
		if _, err := c.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"\x0bhospital got one\x1c", "\x0bhospital got two\x1c", "and a half\x1c"} {
		got, err := in.ReadString(0x1c)
		if got = strings.TrimPrefix(got, "\r"); err != nil || got != want {
			t.Errorf("%q %v, want %q", got, err, want)
		}
	}
	back, err := lines.Send(context.Background(), "hospital", []byte("three"))
	if err != nil || string(back) != "hospital got three" {
		t.Errorf("%q %v", back, err)
	}
	for name, message := range map[string]string{"hospital": "silence", "nobody": "four"} {
		if _, err := lines.Send(context.Background(), name, []byte(message)); !fault.Is(err, fault.Unavailable) || fault.Message(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is not framed, or does not end, or from elsewhere, ends the connection and nothing else. What is too large is given
// to the receiver as something too large, and the connection goes on.
func TestHostile(t *testing.T) {
	_, at := listen(t, nil)
	c, in := dial(t, at)
	if _, err := c.Write([]byte("\x0b" + strings.Repeat("x", hl7.Largest) + strings.Repeat(" ", hl7.Largest) + "\x1c\r\x0bthe next\x1c\r")); err != nil {
		t.Fatal(err)
	}
	large, err := in.ReadString(0x1c)
	if n := len(strings.TrimRight(large, " \x1c")); err != nil || n <= hl7.Largest || n > hl7.Largest+10_000 {
		t.Errorf("%d bytes of it are given on: %v", n, err)
	}
	if got, err := in.ReadString(0x1c); err != nil || !strings.Contains(got, "the next") {
		t.Errorf("%q %v", got, err)
	}
	for name, bytes := range map[string]string{"a request": "GET / HTTP/1.1\r\n\r\n", "an end that is none": "\x0bhello\x1c"} {
		c, in := dial(t, at)
		_, _ = c.Write([]byte(bytes))
		_ = c.(*net.TCPConn).CloseWrite()
		if got, err := in.ReadString(0x1c); err == nil {
			t.Errorf("%s: %q", name, got)
		}
	}
	c, in = dial(t, at)
	_, _ = c.Write([]byte("\x0bstill here\x1c\r"))
	if got, err := in.ReadString(0x1c); err != nil || !strings.Contains(got, "still here") {
		t.Errorf("%q %v", got, err)
	}
	_, other := listen(t, func(i *mllp.Interface) { i.Allow = []netip.Prefix{netip.MustParsePrefix("10.1.2.0/24")} })
	c, in = dial(t, other)
	_, _ = c.Write([]byte("\x0bhello\x1c\r"))
	if got, err := in.ReadString(0x1c); err == nil {
		t.Errorf("an address that is not on the list was heard: %q", got)
	}
}

// Several connections speak at once, and no more than there may be.
func TestManyConnections(t *testing.T) {
	_, at := listen(t, nil)
	var all sync.WaitGroup
	for n := range 12 {
		all.Go(func() {
			c, in := dial(t, at)
			for k := range 20 {
				_, _ = fmt.Fprintf(c, "\x0bmessage %d of %d\x1c\r", k, n)
				if got, err := in.ReadString(0x1c); err != nil || !strings.Contains(got, fmt.Sprintf("message %d of %d", k, n)) {
					t.Errorf("%q %v", got, err)
					return
				}
			}
		})
	}
	all.Wait()
}
