package inbox_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// answered is a thread over a number with one reply by Ana that waits.
func (h *house) answered(words ...string) inbox.Thread {
	h.Helper()
	th := h.texts(number)
	for _, w := range words {
		must(h, h.reply(ana, th.ID, w))
	}
	return th
}

// last is the last entry of a thread.
func (h *house) last(i inbox.ThreadID) inbox.Entry {
	h.Helper()
	all := h.all(i)
	return all[len(all)-1]
}

// ends fails unless the last entry has the state and code, and the thread these open tasks.
func (h *house) ends(i inbox.ThreadID, state inbox.SendState, code string, tasks ...string) {
	h.Helper()
	if e := h.last(i); e.State != state || e.Code != code {
		h.Errorf("the text is %q (%s), want %q (%s)", e.State, e.Code, state, code)
	}
	if got := h.tasks(i); fmt.Sprint(got) != fmt.Sprint(tasks) {
		h.Errorf("tasks %q, want %q", got, tasks)
	}
}

const (
	notArrived = "phone_patient: A text did not arrive. Phone the patient."
	inDoubt    = "doubt: Nobody knows whether a text arrived. Find out before you send it again."
	askedNot   = "phone_patient: A text was not sent, because somebody at this number asked us not to text. Phone the patient."
	heldBack   = "phone_patient: A text was not sent: the guard found something in it. Phone the patient."
)

func failed(permanent bool) func(int) attempt.Outcome {
	return func(int) attempt.Outcome {
		return attempt.Outcome{Result: attempt.Failed, Permanent: permanent, Code: "429"}
	}
}

func lost(int) attempt.Outcome { return attempt.Outcome{Result: attempt.Unknown, Code: "lost"} }

func found(r attempt.Result, ref string) func() attempt.Outcome {
	return func() attempt.Outcome { return attempt.Outcome{Result: r, Ref: ref} }
}

// Texts of a thread go out once, in the order they were written.
func TestTexts(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		th := h.answered("One.", "Two.", "Three.")
		h.tick()
		h.tick()
		h.got("One.", "Two.", "Three.")
		h.ends(th.ID, inbox.Sent, "")
		if e := h.last(th.ID); e.Ref != "SM3" || e.Tries != 1 || !e.Tried.Equal(noon) {
			t.Errorf("ref %q, %d tries", e.Ref, e.Tries)
		}
		h.noValues("One.", "Two.", number, number[2:])
	})
}

// Bedside's own texts are made again of what they were made of: the guard reads the values as values.
func TestBedsidesTexts(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	th := h.texts(number)
	said := []inbox.Piece{{Text: phi.NewText("Your visit is on ")}, {Kind: inbox.VisitTime, Text: phi.NewText("Tue, December 1 at 2:20 pm CST")}, {Text: phi.NewText(".")}}
	e := inbox.Entry{Thread: th.ID, From: inbox.FromBedside, Channel: inbox.SMS, State: inbox.Queued, Text: phi.NewText("Your visit is on Tue, December 1 at 2:20 pm CST."), Said: inbox.Keep(said...)}
	h.add(e)
	h.tick()
	h.got("Your visit is on Tue, December 1 at 2:20 pm CST.")
	e.Said = inbox.Keep(append(said, inbox.Piece{Kind: inbox.Reason, Text: phi.NewText("a lump")})...) // not in a text
	h.add(e)
	e.Said = phi.NewText("no JSON")
	h.add(e)
	h.tick()
	h.ends(th.ID, inbox.Held, inbox.CodeGuard, heldBack, heldBack)
	e.Said = inbox.Keep(said...)
	h.add(e)
	h.take(ana, th.ID) // while Bedside is about to speak
	h.tick()
	for _, e := range h.all(th.ID) {
		if e.Seq == 4 && (e.State != inbox.Held || e.Code != inbox.CodeTakenOver) {
			t.Errorf("Bedside's text after a person took over is %s (%s)", e.State, e.Code)
		}
	}
	h.got("Your visit is on Tue, December 1 at 2:20 pm CST.")
}

func TestWhatBecomesOfATextThatFails(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		t.Run("for good", func(t *testing.T) {
			th := h.answered("One.", "Two.")
			h.carrier.text = func(n int) attempt.Outcome {
				if n == 1 {
					return attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "30007"}
				}
				return attempt.Outcome{Result: attempt.Sent, Ref: "ok"}
			}
			h.tick()
			h.ends(th.ID, inbox.Sent, "", notArrived)
			h.got("Two.")
		})
		t.Run("for the time being", func(t *testing.T) {
			h.clock.Set(noon)
			h.carrier.text, h.carrier.sent = failed(false), nil
			th := h.texts("+12185550124")
			must(t, h.reply(ana, th.ID, "One."))
			h.tick()
			h.ends(th.ID, inbox.Queued, "429")
			h.goTo(14 * time.Second)
			if h.last(th.ID).Tries != 1 {
				t.Error("tried again at once")
			}
			h.carrier.text = nil
			h.goTo(15 * time.Second)
			h.ends(th.ID, inbox.Sent, "")
			h.got("One.")
		})
		t.Run("for an hour", func(t *testing.T) {
			h.clock.Set(noon)
			h.carrier.text, h.carrier.sent = failed(false), nil
			th := h.texts("+12185550125")
			must(t, h.reply(ana, th.ID, "One."))
			for d := time.Duration(0); d < 2*time.Hour; d += 15 * time.Second {
				if h.goTo(d); h.last(th.ID).State == inbox.Failed {
					break
				}
			}
			if now := h.clock.Now(); now.Before(noon.Add(50*time.Minute)) || now.After(noon.Add(time.Hour)) {
				t.Errorf("given up at %s", now)
			}
			h.ends(th.ID, inbox.Failed, inbox.CodeOutOfTime, notArrived)
			h.got()
		})
		t.Run("for want of a line", func(t *testing.T) {
			h.clock.Set(noon)
			h.carrier.text = nil
			th := h.texts("+12185550126")
			must(t, h.reply(ana, th.ID, "One."))
			h.carrier.ready = false
			h.goTo(59 * time.Minute)
			h.ends(th.ID, inbox.Queued, "")
			h.goTo(61 * time.Minute)
			h.ends(th.ID, inbox.Failed, inbox.CodeNoLine, notArrived)
			h.carrier.ready = true
		})
	})
}

// Where nobody answered, the carrier is asked; where it cannot say, a person is, and nothing is sent twice.
func TestWhatNobodyKnows(t *testing.T) {
	for _, c := range []struct {
		name  string
		find  func() attempt.Outcome
		until time.Duration
		state inbox.SendState
		code  string
		texts int
		tasks []string
	}{
		{"it went", found(attempt.Sent, "SM9"), time.Minute, inbox.Sent, "", 1, nil},
		{"it did not", found(attempt.Failed, ""), 2 * time.Minute, inbox.Sent, "", 2, nil},
		{"it was refused", func() attempt.Outcome { return attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "30005"} }, time.Minute, inbox.Failed, "30005", 1, []string{notArrived}},
		{"the carrier cannot say yet", found(attempt.Unknown, ""), 9 * time.Minute, inbox.Sending, inbox.CodeNoAnswer, 1, nil},
		{"the carrier cannot say", found(attempt.Unknown, ""), 11 * time.Minute, inbox.Unknown, inbox.CodeNoAnswer, 1, []string{inDoubt}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			th := h.answered("One.")
			h.carrier.text = func(n int) attempt.Outcome {
				h.carrier.text = nil
				return lost(n)
			}
			h.carrier.find = c.find
			h.tick()
			h.ends(th.ID, inbox.Sending, inbox.CodeNoAnswer)
			for d := time.Duration(0); d <= c.until; d += 15 * time.Second {
				h.goTo(d)
			}
			h.ends(th.ID, c.state, c.code, c.tasks...)
			if n := len(h.carrier.sent); n != c.texts {
				t.Errorf("%d texts, want %d", n, c.texts)
			}
		})
	}
	t.Run("it went, but the carrier means an earlier one", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		th := h.answered("One.")
		h.tick()
		must(t, h.reply(ana, th.ID, "One."))
		h.carrier.text, h.carrier.find = lost, found(attempt.Sent, "SM1")
		for d := time.Duration(0); d <= 11*time.Minute; d += time.Minute {
			h.goTo(d)
		}
		h.ends(th.ID, inbox.Unknown, inbox.CodeNoAnswer, inDoubt)
	})
}

// A program that dies while it sends leaves a question, which the next one asks.
func TestDeadSender(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		th := h.answered("One.")
		h.carrier.text = func(int) attempt.Outcome { panic("killed") }
		claimed := h.claim(time.Minute)
		func() {
			defer func() { _ = recover() }()
			_ = h.Send(ctx, claimed[0])
		}()
		h.carrier.text, h.carrier.find = nil, found(attempt.Sent, "SM7")
		must(t, h.Queue.Again(ctx, claimed[0], 0))
		h.tick()
		h.ends(th.ID, inbox.Sent, "")
		h.got()
	})
}

// Whoever asks us to stop while a text waits gets none.
func TestStopWhileATextWaits(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		th := h.answered("One.", "Two.")
		claimed := h.claim(time.Minute)
		h.desk(func(t tx.Tx) error {
			return h.patients.StopAt(ctx, t, patient.Phone, th.Contact, patient.Said{How: "text"})
		})
		for _, c := range claimed {
			must(t, h.Send(ctx, c))
		}
		h.tick()
		h.got()
		h.ends(th.ID, inbox.Failed, inbox.CodeOptedOut, askedNot, askedNot)
		d, err := h.Get(ctx, ana, th.ID)
		if must(t, err); !d.Stopped {
			t.Error("the thread does not say that the number asked us to stop")
		}
	})
}

// Somebody takes over while a text is on its way: that one has gone, the next is held.
func TestTakeOverInTheMiddleOfASend(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		th := h.answered("One.", "Two.")
		h.carrier.text = func(n int) attempt.Outcome {
			h.take(ben, th.ID)
			return attempt.Outcome{Result: attempt.Sent, Ref: "SM1"}
		}
		h.tick()
		h.got("One.")
		h.expect(th.ID, `system ana "Took over."`, `staff ana "One." sent`, `staff ana "Two." held taken_over`, `system ben "Took over."`)
		is(t, h.reply(ana, th.ID, "Three."), fault.Conflict, "Ben Osei took this over")
		h.carrier.text = nil
		must(t, h.reply(ben, th.ID, "Four."))
		must(t, h.Resolve(context.Background(), ben, th.ID, h.now(th.ID).Version)) // and is done with it before it went
		h.tick()
		h.got("One.", "Four.")
	})
}

// The rules may have become stricter since somebody wrote.
func TestHeldByTheGuard(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	th := h.answered("One.")
	h.Guard = strict{h.Guard}
	h.tick()
	h.got()
	h.ends(th.ID, inbox.Held, inbox.CodeGuard, heldBack)
}

type strict struct{ inbox.Clearer }

func (g strict) Clear(d guard.Draft, w ...guard.Waiver) (guard.Cleared, guard.Report, error) {
	d.Body = append(d.Body, guard.Literal(" His SSN is 078-05-1120."))
	return g.Clearer.Clear(d, w...)
}

// Several workers with one job, as after a lease that ended too soon, send one text.
func TestDuplicateClaims(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		th := h.answered("One.")
		h.carrier.find = found(attempt.Unknown, "")
		for _, c := range h.claim(time.Minute) {
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					if err := h.Send(context.Background(), c); err != nil && !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		h.got("One.")
		if e := h.last(th.ID); e.State != inbox.Sent && e.State != inbox.Sending || e.Tries != 1 {
			t.Errorf("the text is %s after %d tries", e.State, e.Tries)
		}
	})
}

// What the carrier says afterwards may come twice, late, in any order, or before we know which text it means.
func TestDelivered(t *testing.T) {
	ctx := context.Background()
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		for n, c := range []struct {
			words string
			state inbox.SendState
			code  string
			tasks []string
		}{
			{"sent delivered", inbox.Delivered, "", nil},
			{"delivered sent delivered", inbox.Delivered, "", nil},
			{"delivered failed", inbox.Delivered, "", nil},
			{"failed failed delivered sent", inbox.Failed, "30006", []string{notArrived}},
			{"", inbox.Sent, "", nil},
		} {
			for _, early := range []bool{false, true} {
				th := h.texts(fmt.Sprintf("+1218555%d%d", 1000+n, map[bool]int{true: 1}[early]))
				must(t, h.reply(ana, th.ID, "One."))
				ref := fmt.Sprint("ref", n, early)
				word := func(state string) {
					must(t, h.Delivered(ctx, ref, inbox.SendState(state), map[bool]string{true: "30006"}[state == "failed"]))
				}
				all := strings.Fields(c.words)
				h.carrier.text = func(int) attempt.Outcome {
					for early && len(all) > 0 {
						word(all[0])
						all = all[1:]
					}
					return attempt.Outcome{Result: attempt.Sent, Ref: ref}
				}
				h.tick()
				for _, state := range all {
					word(state)
				}
				h.ends(th.ID, c.state, c.code, c.tasks...)
			}
		}
		is(t, h.Delivered(ctx, "", inbox.Sent, ""), fault.Invalid, "")
		is(t, h.Delivered(ctx, "x", inbox.Held, ""), fault.Invalid, "")
	})
}

// Every step of a text is an event, and none of them says whose it is or what it says.
func TestTrace(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	th := h.answered("Aardvarks.")
	h.carrier.text = failed(false)
	h.tick()
	h.carrier.text = nil
	h.goTo(time.Minute)
	var verbs []string
	must(t, h.View(context.Background(), ana, func(t tx.Tx) error {
		all, err := h.Service.Audit.Store.Find(context.Background(), t, audit.Filter{Subject: audit.Ref{Kind: "entry", ID: string(h.last(th.ID).ID)}})
		for _, e := range all {
			verbs = append([]string{e.Verb + " " + e.Facts["attempt"]}, verbs...)
		}
		return err
	}))
	if got := strings.Join(verbs, ", "); got != "text attempted 1, text attempt failed 1, text attempted 2, text sent 2" {
		t.Error(got)
	}
	h.noValues("Aardvarks", number)
}
