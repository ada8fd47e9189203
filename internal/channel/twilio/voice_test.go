package twilio_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/channel/twilio/exchange"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/testkit"
	tongue "bedside/internal/words"
)

// booking is a script in which every reply follows from its turn alone.
func booking(t testing.TB) func(frontdesk.Turn) frontdesk.Reply {
	reply := func(text, next string) frontdesk.Reply {
		return frontdesk.Reply{Words: words(t, frontdesk.Voice, text), Recipient: "c1", Next: next, Expect: frontdesk.Expect{Speech: true}}
	}
	return func(u frontdesk.Turn) frontdesk.Reply {
		switch {
		case u.Event == frontdesk.Opened:
			return reply("Thank you for calling. How can I help?", "t1")
		case u.Event == frontdesk.Silence:
			return reply("Are you still there?", u.ID+"a")
		case u.Event == frontdesk.TransferDone && u.Detail == "answered":
			r := reply("Goodbye.", "")
			r.Hangup = true
			return r
		case u.Event == frontdesk.TransferDone:
			r := reply("Nobody is free. Please leave a message.", "after")
			r.Voicemail = true
			return r
		case u.Event == frontdesk.VoicemailLeft:
			r := reply("Thank you. We will call you back.", "")
			r.Hangup = true
			return r
		case u.Event == frontdesk.Ended:
			return frontdesk.Reply{Silent: true}
		case strings.Contains(u.Text, "chest pain"):
			r := reply("Call 911 now.", u.ID+"e")
			r.Hold = true
			return r
		case u.Text == "staff" || u.Digits == "0":
			r := reply("I will put you through.", "x1")
			r.Transfer = &frontdesk.Transfer{Number: nurse, Seconds: 20, Whisper: staffWords(t, frontdesk.Voice, "c1", "A caller about a visit. Press 1.")}
			return r
		case strings.Contains(u.Text, "español"):
			r := reply("Claro. ¿En qué puedo ayudarle?", u.ID+"s")
			r.Language = tongue.Spanish
			return r
		case u.Text == "my birthday":
			r := reply("Please key in your date of birth.", u.ID+"d")
			r.Expect = frontdesk.Expect{Digits: true, NumDigits: 8, Long: true}
			return r
		case u.Text == "goodbye":
			r := reply("Goodbye.", "")
			r.Hangup = true
			return r
		}
		return reply("What day suits you?", u.ID+"n")
	}
}

func TestCall(t *testing.T) {
	l := open(t, booking(t))
	c, err := l.Call(context.Background(), ana)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"a visit on <Tuesday> & \"soon\"", "my birthday"} {
		if err := c.Say(text); err != nil {
			t.Fatal(err)
		}
	}
	if s := c.State(); s.Phase != exchange.Listening || s.NumDigits != 8 {
		t.Fatalf("the call is %+v", s)
	}
	for _, keys := range []string{"0401", "1990"} {
		if err := c.Press(keys); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Silence(); err != nil {
		t.Fatal(err)
	}
	if err := c.Say("en español por favor"); err != nil {
		t.Fatal(err)
	}
	if got := c.State().Language; got != "es-US" {
		t.Errorf("the practice listens in %s", got)
	}
	if err := c.Say("goodbye"); err != nil {
		t.Fatal(err)
	}
	l.Settle()
	want := []string{"opened", "said a visit on <Tuesday> & \"soon\"", "said my birthday", "said  04011990", "silence", "said en español por favor", "said goodbye", "ended"}
	if got := l.desk.heard(); !slices.Equal(got, want) {
		t.Errorf("the desk heard %q, want %q", got, want)
	}
	wantSaid := []string{"Thank you for calling. How can I help?", "What day suits you?", "Please key in your date of birth.", "What day suits you?",
		"Are you still there?", "Claro. ¿En qué puedo ayudarle?", "Goodbye."}
	if got := said(c); !slices.Equal(got, wantSaid) {
		t.Errorf("the practice said %q, want %q", got, wantSaid)
	}
	if got := c.State(); got.Phase != exchange.Ended || got.How != "completed" {
		t.Errorf("the call is %+v", got)
	}
	first := l.desk.turns[0]
	if first.From.Reveal() != ana || first.Session != c.ID() || first.Channel != frontdesk.Voice || l.desk.turns[6].Language != tongue.Spanish {
		t.Errorf("the turn says from %s, session %s, channel %s", first.From.Reveal(), first.Session, first.Channel)
	}
	if l.log.Len() > 0 {
		t.Errorf("the log says: %s", l.log)
	}
}

// An emergency is heard before the sentence is over, once, and what is then said is the reply of that turn.
func TestEmergencyInTheMiddleOfASentence(t *testing.T) {
	l := open(t, booking(t))
	c, err := l.Call(context.Background(), ana)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Say("I want a visit because I have really bad chest pain since this morning and my arm is numb and I would like Tuesday"); err != nil {
		t.Fatal(err)
	}
	l.Settle()
	heard := l.desk.heard()
	if len(heard) != 2 || strings.Contains(heard[1], "Tuesday") || !strings.Contains(heard[1], "chest pain") {
		t.Errorf("the desk heard %q", heard)
	}
	if got := said(c); !slices.Equal(got, []string{"Thank you for calling. How can I help?", "Call 911 now."}) {
		t.Errorf("the practice said %q", got)
	}
	// Interim words that come late, when the turn has its reply, lead nowhere.
	for _, d := range l.Deliveries() {
		if d.Path() == "/twilio/voice/partial" {
			if _, err := l.Redeliver(context.Background(), d); err != nil {
				t.Fatal(err)
			}
		}
	}
	l.Settle()
	if got := said(c); len(got) != 2 || c.State().Phase != exchange.Listening {
		t.Errorf("interim words led the call away again: %q", got)
	}
	if err := c.Say("continue"); err != nil || !l.desk.last().Heard {
		t.Errorf("words that are not interruptible were not heard: %v", err)
	}
}

// A desk that cannot answer silences no emergency.
func TestEmergencyWithoutADesk(t *testing.T) {
	l := open(t, booking(t))
	c, err := l.Call(context.Background(), ana)
	if err != nil {
		t.Fatal(err)
	}
	l.desk.breaks(true)
	if err := c.Say("crushing chest pain"); err != nil {
		t.Fatal(err)
	}
	l.Settle()
	if got := said(c); len(got) < 2 || !strings.Contains(got[1], "911") || !contains(got, "emergencia") || c.State().Phase != exchange.Recording {
		t.Errorf("the practice said %q, and the call is %+v", got, c.State())
	}
	if strings.Contains(l.log.String(), "Ruiz") || strings.Contains(l.log.String(), "chest") {
		t.Errorf("the log tells: %s", l.log)
	}
}

func TestTransfer(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		end    func(t *testing.T, l *line, there *exchange.Call)
		detail string
		says   string
		phase  exchange.Phase
	}{
		"answered": {func(t *testing.T, l *line, there *exchange.Call) {
			must(t, there.Answer(), there.Press("1"))
			if there.State().Phase != exchange.Talking || !contains(said(there), "A caller about a visit") {
				t.Errorf("there it is %+v after %q", there.State(), said(there))
			}
			must(t, there.Say("Hello, this is the nurse."))
			l.clock.Advance(90 * time.Second)
			there.Hangup()
		}, "answered", "Goodbye.", exchange.Ended},
		"busy":           {func(t *testing.T, _ *line, there *exchange.Call) { must(t, there.Decline()) }, "busy", "Nobody is free", exchange.Recording},
		"a machine":      {func(t *testing.T, _ *line, there *exchange.Call) { must(t, there.Answer(), there.Silence()) }, "declined", "Nobody is free", exchange.Recording},
		"the wrong key":  {func(t *testing.T, _ *line, there *exchange.Call) { must(t, there.Answer(), there.Press("2")) }, "declined", "Nobody is free", exchange.Recording},
		"hung up at one": {func(t *testing.T, _ *line, there *exchange.Call) { must(t, there.Answer()); there.Hangup() }, "declined", "Nobody is free", exchange.Recording},
		"nobody answers": {func(_ *testing.T, l *line, _ *exchange.Call) { l.clock.Advance(20 * time.Second) }, "no-answer", "Nobody is free", exchange.Recording},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, booking(t))
			call, err := l.Call(ctx, ana)
			must(t, err, call.Press("0"))
			there := l.Incoming(nurse)
			if len(there) != 1 || call.State().Phase != exchange.Ringing {
				t.Fatalf("%d calls ring at the nurse's, and the caller is %+v", len(there), call.State())
			}
			c.end(t, l, there[0])
			testkit.Eventually(t, "the caller comes back", func() bool { return call.State().Phase == c.phase })
			l.Settle()
			i := slices.IndexFunc(l.desk.turns, func(u frontdesk.Turn) bool { return u.Event == frontdesk.TransferDone })
			if i < 0 || l.desk.turns[i].Detail != c.detail || !contains(said(call), c.says) {
				t.Errorf("the desk heard %+v and the caller %q", l.desk.turns, said(call))
			}
		})
	}
	t.Run("to a number that is not one", func(t *testing.T) {
		l := open(t, func(u frontdesk.Turn) frontdesk.Reply {
			return frontdesk.Reply{Silent: true, Next: "x", Transfer: &frontdesk.Transfer{Number: "front desk"}}
		})
		call, err := l.Call(ctx, ana)
		must(t, err)
		if !contains(said(call), "Nobody could take the call") || call.State().Phase != exchange.Recording {
			t.Errorf("the caller heard %q and is %+v", said(call), call.State())
		}
	})
	t.Run("to a number that nobody has", func(t *testing.T) {
		l := open(t, func(u frontdesk.Turn) frontdesk.Reply {
			if u.Event == frontdesk.TransferDone {
				return booking(t)(u)
			}
			return frontdesk.Reply{Silent: true, Next: "x", Transfer: &frontdesk.Transfer{Number: "+12186660100"}}
		})
		call, err := l.Call(ctx, ana)
		must(t, err)
		testkit.Eventually(t, "the caller comes back", func() bool { return call.State().Phase == exchange.Recording })
		if got := l.desk.last(); got.Detail != "failed" {
			t.Errorf("the transfer ended as %q", got.Detail)
		}
	})
	t.Run("missed while the desk is gone", func(t *testing.T) {
		l := open(t, booking(t))
		call, err := l.Call(ctx, ana)
		must(t, err, call.Say("staff"))
		l.desk.breaks(true)
		must(t, l.Incoming(nurse)[0].Decline())
		testkit.Eventually(t, "the caller comes back", func() bool { return call.State().Phase == exchange.Recording })
		if got := said(call); !contains(got, "Nobody could take the call") || !contains(got, "Nadie") {
			t.Errorf("the caller heard %q", got)
		}
	})
	t.Run("answered while the desk is gone", func(t *testing.T) {
		l := open(t, booking(t))
		call, err := l.Call(ctx, ana)
		must(t, err, call.Say("staff"))
		l.desk.breaks(true)
		there := l.Incoming(nurse)[0]
		must(t, there.Answer())
		if !contains(said(there), "Press 1 to take the call") {
			t.Errorf("the nurse heard %q", said(there))
		}
		must(t, there.Press("1"))
		there.Hangup()
		testkit.Eventually(t, "the call is over", func() bool { return call.State().Phase == exchange.Ended })
	})
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestVoicemail(t *testing.T) {
	ctx := context.Background()
	begin := func(t *testing.T) (*line, *exchange.Call) {
		l := open(t, booking(t))
		call, err := l.Call(ctx, ana)
		must(t, err, call.Say("staff"), l.Incoming(nurse)[0].Decline())
		testkit.Eventually(t, "the tone", func() bool { return call.State().Phase == exchange.Recording })
		return l, call
	}
	messages := func(l *line) (all []frontdesk.Turn) {
		for _, u := range l.desk.turns {
			if u.Event == frontdesk.VoicemailLeft || u.Event == frontdesk.VoicemailRead {
				all = append(all, u)
			}
		}
		return all
	}
	for name, end := range map[string]func(*exchange.Call){
		"ended by a key":        func(c *exchange.Call) { must(t, c.Press("#")) },
		"ended by silence":      func(c *exchange.Call) { must(t, c.Silence()) },
		"ended by the receiver": func(c *exchange.Call) { c.Hangup() },
	} {
		t.Run(name, func(t *testing.T) {
			l, call := begin(t)
			must(t, call.Say("Please call me back about my visit."))
			end(call)
			l.Settle()
			got := messages(l)
			if len(got) != 2 {
				t.Fatalf("the desk heard of %d messages: %+v", len(got), got)
			}
			slices.SortFunc(got, func(a, b frontdesk.Turn) int { return len(a.ID) - len(b.ID) })
			if got[0].Detail == "" || got[0].Seconds < 1 || got[0].From.Reveal() != ana || got[1].Event != frontdesk.VoicemailRead || got[1].Detail != got[0].Detail || got[1].Text != "Please call me back about my visit." {
				t.Errorf("the desk heard %+v", got)
			}
			tape, err := l.client.Recording(ctx, got[0].Detail)
			must(t, err)
			head := make([]byte, 4)
			_, err = tape.Read(head)
			must(t, err, tape.Close())
			if string(head) != "RIFF" {
				t.Errorf("the recording begins with %q", head)
			}
		})
	}
	t.Run("nothing is said", func(t *testing.T) {
		l, call := begin(t)
		must(t, call.Silence())
		l.Settle()
		if got := messages(l); len(got) != 0 || l.desk.last().Event != frontdesk.Silence || !contains(said(call), "Are you still there?") {
			t.Errorf("the desk heard %+v", l.desk.turns)
		}
	})
	t.Run("the desk is gone and comes back", func(t *testing.T) {
		l, call := begin(t)
		must(t, call.Say("Please call me back."))
		l.desk.breaks(true)
		must(t, call.Press("#"))
		if got := said(call); !contains(got, "Thank you. Goodbye.") || !contains(got, "Gracias") {
			t.Errorf("the caller heard %q", got)
		}
		l.desk.breaks(false)
		l.Settle()
		got := messages(l)
		for _, u := range got {
			if u.From.Reveal() != ana {
				t.Errorf("nobody knows whom to call back: %+v", u)
			}
		}
		if len(got) != 2 {
			t.Errorf("the message is lost: %+v", got)
		}
	})
	t.Run("a recording that is not there", func(t *testing.T) {
		l, _ := begin(t)
		for _, sid := range []string{"RE00000000000000000000000000000000", "../Calls/CA1", ""} {
			if _, err := l.client.Recording(ctx, sid); !fault.Is(err, fault.NotFound) {
				t.Errorf("Recording(%q): %v", sid, err)
			}
		}
	})
}
