package frontdesk

import (
	"context"
	"crypto/hmac"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// CodeID is a code's id.
type CodeID = id.Of[Code]

// Code is something that only whoever has the telephone on file can say. Where nobody was found there is one all the
// same, which is never sent and never right, so that neither the words nor the work tell. The digits are made when it is
// sent and are kept only as a keyed token.
type Code struct {
	ID           CodeID
	Conversation ID
	Patient      patient.ID // "" for nobody
	Language     words.Language
	Status       CodeStatus
	Token        []byte // of the digits, nil before it is sent
	Tries        int
	Asked        time.Time
	Ends         time.Time
}

// CodeStatus is what became of a code.
type CodeStatus string

const (
	CodeWaiting CodeStatus = "waiting"
	CodeSending CodeStatus = "sending"
	CodeSent    CodeStatus = "sent"
	CodeUnknown CodeStatus = "unknown" // it may have arrived: it is good, and is not sent again
	CodeUnsent  CodeStatus = "unsent"  // there is no number that takes texts, or it could not be sent
	CodeUsed    CodeStatus = "used"
	CodeSpent   CodeStatus = "spent" // too many tries
)

// CodeJob is the kind of the jobs that [Service.SendCode] handles. Their key and ref are the code's id.
const CodeJob = "frontdesk.code"

const (
	codeFor      = 10 * time.Minute // how long a code is good
	codeTries    = 3
	codesADay    = 4 // from one number or chat, and for one name: nobody's telephone is flooded
	codeDigits   = 6
	codeLineWait = 10 * time.Second
)

// codes reports whether a code could be sent at all. It says nothing about anybody.
func (s *Service) codes() bool { return s.Texter != nil && s.Queue != nil && s.Texter.Ready() }

// Codes is [flow.World]'s.
func (w *world) Codes() bool { return w.sends }

// SendCode is [flow.World]'s. It does the same work whether there is somebody or not.
func (w *world) SendCode(names []phi.Name, births []phi.BirthDate) error {
	return w.do("send a code", "", func() error { return w.sendCode(names, births) })
}

func (w *world) sendCode(names []phi.Name, births []phi.BirthDate) error {
	found, err := w.candidates(names, births)
	if err != nil {
		return err
	}
	today, over := civil.DateOf(w.Now()), false
	for _, b := range w.budgets(names) {
		of := "code " + b.of
		n, err := w.Store.Tried(w.ctx, w.t, of, today)
		if err != nil {
			return err
		}
		over = over || n >= codesADay
		if err := w.Store.Try(w.ctx, w.t, of, today); err != nil {
			return err
		}
	}
	c := Code{ID: id.New[Code](w.IDs), Conversation: w.c.ID, Language: w.c.Language, Status: CodeWaiting, Asked: w.t.Now(), Ends: w.t.Now().Add(codeFor)}
	if len(found) == 1 && !over {
		c.Patient = found[0].ID
	}
	w.code = &c
	return w.Audit.Record(w.ctx, w.t, "code asked", audit.Ref{Kind: "conversation", ID: string(w.c.ID)}, "", audit.Facts{"code": string(c.ID)})
}

// keepCode keeps a code that was asked for in this turn, once its conversation stands.
func (w *world) keepCode() error {
	if w.code == nil {
		return nil
	}
	if err := w.Store.AddCode(w.ctx, w.t, *w.code); err != nil {
		return err
	}
	return w.Queue.Put(w.ctx, w.t, job.Job{Kind: CodeJob, Key: string(w.code.ID), Ref: string(w.code.ID), Due: w.t.Now()})
}

// proven is what a code proved, on a tape.
type proven struct {
	Patient patient.ID
	State   flow.CodeState
}

// CheckCode is [flow.World]'s. A code that nobody has is wrong like any other.
func (w *world) CheckCode(digits string) (patient.ID, flow.CodeState, error) {
	got, err := ask(w, "check a code", w.digest(digits), asJSON[proven](), func() (proven, error) { return w.checkCode(digits) })
	return got.Patient, got.State, err
}

func (w *world) checkCode(digits string) (proven, error) {
	c, err := w.Store.LatestCode(w.ctx, w.t, w.c.ID)
	if fault.Is(err, fault.NotFound) {
		return proven{State: flow.CodeOver}, nil
	}
	if err != nil {
		return proven{}, err
	}
	c.Tries++
	live := (c.Status == CodeSent || c.Status == CodeUnknown || c.Status == CodeSending) && len(c.Token) > 0
	right := hmac.Equal(w.codeToken(c.ID, digits), c.Token) && live && c.Patient != ""
	over := c.Tries > codeTries || w.t.Now().After(c.Ends) || c.Status == CodeUsed || c.Status == CodeSpent
	p, verb := proven{State: flow.CodeWrong}, "code wrong"
	switch {
	case over:
		p.State, verb, c.Status = flow.CodeOver, "code over", CodeSpent
	case right:
		p, verb, c.Status = proven{c.Patient, flow.CodeRight}, "code right", CodeUsed
	case c.Tries == codeTries:
		p.State, c.Status = flow.CodeOver, CodeSpent
	}
	if err := w.Store.SaveCode(w.ctx, w.t, c); err != nil {
		return proven{}, err
	}
	return p, w.Audit.Record(w.ctx, w.t, verb, audit.Ref{Kind: "conversation", ID: string(w.c.ID)}, "", audit.Facts{"code": string(c.ID), "tries": strconv.Itoa(c.Tries)})
}

func (s *Service) codeToken(i CodeID, digits string) []byte {
	return s.Keys.Token("code", string(i)+" "+digits)
}

// texting is a code on its way.
type texting struct {
	code    Code
	to      phi.Phone
	cleared guard.Cleared
}

// SendCode is the [job.Handler] of one code. It reads the world anew: whether the code is still wanted, whether a number
// on file takes texts and nobody at it asked us to stop (SAFETY 12, 13). It makes the digits, commits their token, sends
// them, and commits what became of it. A code whose program died in between is never sent again: the caller asks anew.
func (s *Service) SendCode(ctx context.Context, c job.Claimed) error {
	const op = "frontdesk.SendCode"
	var out *texting
	err := s.DB.Do(ctx, actor.System(), func(t tx.Tx) (err error) {
		if err := t.By().Need(actor.RunDue); err != nil {
			return err
		}
		out, err = s.beginCode(ctx, t, c)
		return err
	})
	if err != nil || out == nil {
		return fault.At(op, err)
	}
	o, err := s.Texter.Text(ctx, out.cleared, out.to, string(out.code.ID), string(out.code.ID))
	if err != nil {
		o = attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "refused here"}
	}
	return fault.At(op, s.DB.Do(context.WithoutCancel(ctx), actor.System(), func(t tx.Tx) error {
		now, err := s.Store.Code(ctx, t, out.code.ID)
		if err != nil {
			return err
		}
		if now.Status == CodeSending { // it may have been said already
			now.Status = map[attempt.Result]CodeStatus{attempt.Sent: CodeSent, attempt.Unknown: CodeUnknown}[o.Result]
			if now.Status == "" {
				now.Status = CodeUnsent
			}
		}
		return s.endCode(ctx, t, c, now, "code "+string(o.Result))
	}))
}

func (s *Service) beginCode(ctx context.Context, t tx.Tx, c job.Claimed) (*texting, error) {
	code, err := s.Store.Code(ctx, t, CodeID(c.Ref))
	if fault.Is(err, fault.NotFound) {
		return nil, s.Queue.Done(ctx, t, c)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case code.Status == CodeSending:
		code.Status = CodeUnknown
		return nil, s.endCode(ctx, t, c, code, "code in doubt")
	case code.Status != CodeWaiting:
		return nil, s.Queue.Done(ctx, t, c)
	case t.Now().After(code.Ends) || code.Patient == "":
		code.Status = CodeUnsent
		return nil, s.endCode(ctx, t, c, code, "code not sent")
	case !s.Texter.Ready():
		return nil, s.Queue.Later(ctx, t, c, t.Now().Add(codeLineWait))
	}
	to, err := s.takesTexts(ctx, t, code.Patient)
	if err != nil {
		return nil, err
	}
	out := &texting{code: code, to: to}
	digits, err := newDigits(s.Random)
	if err != nil {
		return nil, err
	}
	if !to.IsZero() {
		out.cleared, err = s.codeWords(ctx, t, code, digits)
	}
	if to.IsZero() || err != nil {
		code.Status = CodeUnsent
		return nil, s.endCode(ctx, t, c, code, "code not sent")
	}
	out.code.Status, out.code.Token = CodeSending, s.codeToken(code.ID, digits)
	if err := s.Store.SaveCode(ctx, t, out.code); err != nil {
		return nil, err
	}
	return out, s.Audit.Record(ctx, t, "code attempted", audit.Ref{Kind: "code", ID: string(code.ID)}, "", nil)
}

func (s *Service) endCode(ctx context.Context, t tx.Tx, c job.Claimed, code Code, verb string) error {
	if err := s.Store.SaveCode(ctx, t, code); err != nil {
		return err
	}
	if err := s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "code", ID: string(code.ID)}, "", nil); err != nil {
		return err
	}
	return s.Queue.Done(ctx, t, c)
}

// takesTexts is the patient's first number that may be texted: one with consent at which nobody asked us to stop. Zero
// for none.
func (s *Service) takesTexts(ctx context.Context, t tx.Tx, i patient.ID) (phi.Phone, error) {
	p, err := s.Patients.Get(ctx, t, i)
	if fault.Is(err, fault.NotFound) {
		return phi.Phone{}, nil
	}
	if err != nil {
		return phi.Phone{}, err
	}
	for _, c := range p.Contacts {
		if c.Kind == patient.Phone && c.Consent && !c.OptedOut {
			return phi.NewPhone(c.Value.Reveal()), nil
		}
	}
	return phi.Phone{}, nil
}

// codeWords are what the text says, cleared.
func (s *Service) codeWords(ctx context.Context, t tx.Tx, code Code, digits string) (guard.Cleared, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return guard.Cleared{}, err
	}
	said := s.machines.shipped.Line("code.text", SMS, code.Language, flow.Args{"practice": p.Settings.NeutralName, "one": digits})
	parts, err := inbox.Parts(inbox.Keep(said...))
	if err != nil {
		return guard.Cleared{}, err
	}
	c, _, err := s.Guard.Clear(s.draft(parts, SMS, string(code.ID)))
	return c, err
}

// newDigits are six digits by chance.
func newDigits(random io.Reader) (string, error) {
	const most = 1_000_000
	for {
		var b [4]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", fault.Wrap(fault.Internal, "frontdesk.newDigits", "", err)
		}
		if n := binary.BigEndian.Uint32(b[:]); n < 1<<32-1<<32%most { // else the low numbers would come more often
			return fmt.Sprintf("%0*d", codeDigits, n%most), nil
		}
	}
}
