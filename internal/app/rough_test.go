package app_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bedside/internal/app"
)

// TestWhateverIsWrittenInTheChatIsHeard: bytes that are no text, and zeroes, do not keep an emergency from being heard.
func TestWhateverIsWrittenInTheChatIsHeard(t *testing.T) {
	d := startDemo(t)
	for n, text := range []string{"I have crushing chest pain\x00", "crushing chest pain \xff\xfe now", "\x07\x1bcrushing\u200b chest pain"} {
		form := url.Values{"turn": {strings.Repeat("0", 15) + string(rune('a'+n))}, "text": {text}}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+"/chat", strings.NewReader(form.Encode()))
		must(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "text/x-lines")
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		body, err := io.ReadAll(res.Body)
		must(t, err)
		must(t, res.Body.Close())
		if res.StatusCode != http.StatusOK || !strings.Contains(string(body), "Call 911 now") || !strings.Contains(string(body), "danger") {
			t.Errorf("%q: %d %s", text, res.StatusCode, body)
		}
	}
}

// TestTheDemoClockStays: a clock that was moved is where it was when the demo is started again.
func TestTheDemoClockStays(t *testing.T) {
	data, quiet := t.TempDir(), slog.New(slog.DiscardHandler)
	d, err := app.NewDemo(context.Background(), data, "127.0.0.1:0", quiet)
	must(t, err)
	d.Demo.Advance(26 * time.Hour)
	was := d.Now()
	must(t, d.Close())
	d, err = app.NewDemo(context.Background(), data, "127.0.0.1:0", quiet)
	must(t, err)
	defer func() { must(t, d.Close()) }()
	if now := d.Now(); now.Before(was) || now.After(was.Add(time.Minute)) {
		t.Errorf("the clock was at %s and is at %s", was, now)
	}
}
