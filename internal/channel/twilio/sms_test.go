package twilio_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"bedside/internal/attempt"
	"bedside/internal/channel/twilio"
	"bedside/internal/channel/twilio/exchange"
	"bedside/internal/frontdesk"
	"bedside/internal/phi"
)

// texting answers texts.
func texting(t testing.TB) func(frontdesk.Turn) frontdesk.Reply {
	return func(u frontdesk.Turn) frontdesk.Reply {
		switch u.Text {
		case "hello?": // a person owns the thread
			return frontdesk.Reply{Silent: true}
		case "long":
			return frontdesk.Reply{Words: words(t, frontdesk.SMS, strings.Repeat("What day suits you? ", 120)), Recipient: "c1"}
		}
		return frontdesk.Reply{Words: words(t, frontdesk.SMS, "What day suits you?"), Recipient: "c1"}
	}
}

func bodies(l *line, who string) (all []string) {
	for _, t := range l.Texts(who) {
		all = append(all, t.Body)
	}
	return all
}

func TestTexts(t *testing.T) {
	ctx := context.Background()
	l := open(t, texting(t))
	for _, text := range []string{"I need a visit", "hello?", "1"} {
		must(t, l.Text(ctx, ana, text))
	}
	if got, want := bodies(l, ana), []string{"I need a visit", "What day suits you?", "hello?", "1", "What day suits you?"}; !slices.Equal(got, want) {
		t.Errorf("the handset has %q, want %q", got, want)
	}
	if first := l.desk.turns[0]; first.Channel != frontdesk.SMS || first.Session != ana || first.From.Reveal() != ana || first.ID == "" {
		t.Errorf("the turn is %+v", first)
	}
	must(t, l.Text(ctx, "+12185550150", "long"))
	if got := bodies(l, "+12185550150"); len(got) != 3 {
		t.Errorf("a long answer comes in %d texts", len(got)-1)
	}
	l.desk.breaks(true)
	must(t, l.Text(ctx, "+12185550151", "I need a visit"))
	if got := bodies(l, "+12185550151"); len(got) != 2 || !strings.HasPrefix(got[1], "In an emergency call 911 now.") {
		t.Errorf("without a desk the handset has %q", got)
	}
}

// Neither a desk nor a roster that cannot be asked silences an emergency.
func TestEmergencyByText(t *testing.T) {
	ctx := context.Background()
	l := open(t, texting(t))
	l.oncall.err = context.DeadlineExceeded
	must(t, l.Text(ctx, ana, "I have chest pain"))
	if got := l.desk.heard(); !slices.Equal(got, []string{"said I have chest pain"}) {
		t.Errorf("the desk heard %q", got)
	}
	l.desk.breaks(true)
	must(t, l.Text(ctx, "+12185550151", "I have chest pain and I can't breathe"))
	if got := bodies(l, "+12185550151"); len(got) != 2 || !strings.HasPrefix(got[1], "Call 911 now") {
		t.Errorf("without a desk the handset has %q", got)
	}
}

// Somebody on call who texts 1 answers the alert; everybody else's 1 is a turn.
func TestTextAnswersAnAlert(t *testing.T) {
	l := open(t, texting(t))
	l.oncall.mine = true
	must(t, l.Text(context.Background(), nurse, "1"), l.Text(context.Background(), ana, "1"))
	if got := bodies(l, nurse); !slices.Equal(got, []string{"1", "It is yours. Thank you."}) {
		t.Errorf("the nurse has %q", got)
	}
	if got := l.desk.heard(); !slices.Equal(got, []string{"said 1"}) {
		t.Errorf("the desk heard %q", got)
	}
}

func TestAlertText(t *testing.T) {
	l := open(t, texting(t))
	w := staffWords(t, "sms", "p1", "An urgent call needs you. Reply 1 to take it.")
	out, err := twilio.Alerter{Client: l.client}.Text(context.Background(), w, phi.NewPhone(nurse), "p1")
	if err != nil || out.Result != attempt.Sent || out.Ref == "" {
		t.Fatalf("%+v, %v", out, err)
	}
	if _, err := (twilio.Alerter{Client: l.client}).Text(context.Background(), w, phi.NewPhone(nurse), "p2"); err == nil {
		t.Error("words for one person went to another")
	}
	if got := bodies(l, nurse); len(got) != 1 {
		t.Errorf("the nurse has %q", got)
	}
}

func TestAlertCall(t *testing.T) {
	ctx := context.Background()
	ring := func(t *testing.T) (*line, *exchange.Call) {
		l := open(t, texting(t))
		w := staffWords(t, "voice", "p1", "An urgent call needs you. Press 1 to take it.")
		out, err := twilio.Alerter{Client: l.client}.Call(ctx, w, phi.NewPhone(nurse), "p1", "alert 7/2&x")
		if err != nil || out.Result != attempt.Sent {
			t.Fatalf("%+v, %v", out, err)
		}
		calls := l.Incoming(nurse)
		if len(calls) != 1 || calls[0].ID() != out.Ref || calls[0].From() != number {
			t.Fatalf("the handset has %d calls", len(calls))
		}
		return l, calls[0]
	}
	t.Run("taken", func(t *testing.T) {
		l, c := ring(t)
		must(t, c.Answer(), c.Press("1"))
		want := []string{"An urgent call needs you. Press 1 to take it.", "An urgent call needs you. Press 1 to take it.", "It is yours. Thank you."}
		if got := said(c); !slices.Equal(got, want) || c.State().Phase != exchange.Ended {
			t.Errorf("%q, then %+v", got, c.State())
		}
		if !slices.Equal(l.oncall.keys, []string{"alert 7/2&x 1"}) {
			t.Errorf("on call heard %q", l.oncall.keys)
		}
	})
	t.Run("another key", func(t *testing.T) {
		l, c := ring(t)
		must(t, c.Answer(), c.Press("7"), c.Press("1"))
		if len(l.oncall.keys) != 2 || c.State().Phase != exchange.Ended {
			t.Errorf("on call heard %q, and the call is %+v", l.oncall.keys, c.State())
		}
	})
	t.Run("a machine", func(t *testing.T) {
		l, c := ring(t)
		must(t, c.Answer(), c.Silence())
		if len(l.oncall.keys) != 0 || c.State().Phase != exchange.Ended {
			t.Errorf("on call heard %q, and the call is %+v", l.oncall.keys, c.State())
		}
	})
	t.Run("on call cannot take it", func(t *testing.T) {
		l, c := ring(t)
		l.oncall.err = context.DeadlineExceeded
		must(t, c.Answer(), c.Press("1"))
		if got := said(c); !strings.Contains(got[len(got)-1], "link in your message") {
			t.Errorf("the nurse heard %q", got)
		}
	})
}
