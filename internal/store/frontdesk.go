package store

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// conversations keeps conversations and the answers to their turns.
type conversations struct{ keys *phi.Keys }

// FrontDesk returns the store of package frontdesk.
func (s *Store) FrontDesk() frontdesk.Store { return conversations{s.keys} }

func (s conversations) session(channel, session string) []byte {
	return s.keys.Token("session", channel+" "+session)
}

func (s conversations) turn(channel, session, turn string) []byte {
	return s.keys.Token("turn", hex.EncodeToString(s.session(channel, session))+" "+turn)
}

func memoryPlace(i frontdesk.ID) string { return "conversation|memory_sealed|" + string(i) }
func answerPlace(token []byte) string   { return "turn|answer_sealed|" + hex.EncodeToString(token) }

const conversationColumns = `id, channel, thread_id, patient_id, language, step, urgency, memory_sealed, turns, started_at, last_at, ended_at, version`

// Add implements [frontdesk.Store].
func (s conversations) Add(ctx context.Context, t tx.Tx, c frontdesk.Conversation, session string) error {
	_, err := in(t).exec(ctx, `INSERT INTO conversation (session_token, `+conversationColumns+`) VALUES (`+marks(14)+`)`,
		s.session(c.Channel, session), string(c.ID), c.Channel, string(c.Thread), string(c.Patient), string(c.Language), c.Step, string(c.Urgency),
		s.keys.Seal(memoryPlace(c.ID), c.Memory.Reveal()), c.Turns, micros(c.Started), micros(c.Last), micros(c.Ended), c.Version)
	return fault.At("frontdesk.Add", err)
}

// Save implements [frontdesk.Store].
func (s conversations) Save(ctx context.Context, t tx.Tx, c frontdesk.Conversation) error {
	n, err := in(t).exec(ctx, `UPDATE conversation SET thread_id = ?, patient_id = ?, language = ?, step = ?, urgency = ?, memory_sealed = ?, turns = ?,
			last_at = ?, ended_at = ?, version = ? WHERE id = ? AND version = ?`,
		string(c.Thread), string(c.Patient), string(c.Language), c.Step, string(c.Urgency), s.keys.Seal(memoryPlace(c.ID), c.Memory.Reveal()), c.Turns,
		micros(c.Last), micros(c.Ended), c.Version, string(c.ID), c.Version-1)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "frontdesk.Save", "Another turn of this conversation was first.")
	}
	return fault.At("frontdesk.Save", err)
}

// Get implements [frontdesk.Store].
func (s conversations) Get(ctx context.Context, t tx.Tx, i frontdesk.ID) (frontdesk.Conversation, error) {
	return s.one(ctx, t, `SELECT `+conversationColumns+` FROM conversation WHERE id = ?`, string(i))
}

// Latest implements [frontdesk.Store].
func (s conversations) Latest(ctx context.Context, t tx.Tx, channel, session string) (frontdesk.Conversation, error) {
	return s.one(ctx, t, `SELECT `+conversationColumns+` FROM conversation WHERE session_token = ? ORDER BY id DESC LIMIT 1`, s.session(channel, session))
}

// Running implements [frontdesk.Store].
func (s conversations) Running(ctx context.Context, t tx.Tx, since time.Time, limit int) ([]frontdesk.Conversation, error) {
	return s.list(ctx, t, `SELECT `+conversationColumns+` FROM conversation WHERE ended_at = 0 AND last_at >= ? ORDER BY last_at DESC, id DESC LIMIT ?`,
		micros(since), limit)
}

// Past implements [frontdesk.Store].
func (s conversations) Past(ctx context.Context, t tx.Tx, limit int) ([]frontdesk.Conversation, error) {
	return s.list(ctx, t, `SELECT `+conversationColumns+` FROM conversation ORDER BY id DESC LIMIT ?`, limit)
}

func (s conversations) one(ctx context.Context, t tx.Tx, query string, args ...any) (frontdesk.Conversation, error) {
	all, err := s.list(ctx, t, query, args...)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "frontdesk.Get", "There is no such conversation.")
	}
	if err != nil {
		return frontdesk.Conversation{}, err
	}
	return all[0], nil
}

func (s conversations) list(ctx context.Context, t tx.Tx, query string, args ...any) ([]frontdesk.Conversation, error) {
	var all []frontdesk.Conversation
	err := in(t).each(ctx, query, args, func(scan func(...any) error) error {
		var c frontdesk.Conversation
		var started, last, ended int64
		var sealed []byte
		if err := scan((*string)(&c.ID), &c.Channel, (*string)(&c.Thread), (*string)(&c.Patient), (*string)(&c.Language), &c.Step, (*string)(&c.Urgency),
			&sealed, &c.Turns, &started, &last, &ended, &c.Version); err != nil {
			return err
		}
		text, err := s.keys.Open(memoryPlace(c.ID), sealed)
		c.Memory, c.Started, c.Last, c.Ended = phi.NewText(text), instant(started), instant(last), instant(ended)
		all = append(all, c)
		return err
	})
	return all, fault.At("frontdesk.list", err)
}

// Answer implements [frontdesk.Store].
func (s conversations) Answer(ctx context.Context, t tx.Tx, c frontdesk.ID, channel, session, turn string, answer phi.Text) error {
	token := s.turn(channel, session, turn)
	_, err := in(t).exec(ctx, `INSERT INTO turn (token, conversation_id, at, answer_sealed) VALUES (?, ?, ?, ?)`,
		token, string(c), micros(t.Now()), s.keys.Seal(answerPlace(token), answer.Reveal()))
	return fault.At("frontdesk.Answer", err)
}

// Answered implements [frontdesk.Store].
func (s conversations) Answered(ctx context.Context, t tx.Tx, channel, session, turn string) (phi.Text, error) {
	token := s.turn(channel, session, turn)
	var sealed []byte
	if err := in(t).one(ctx, `SELECT answer_sealed FROM turn WHERE token = ?`, []any{token}, &sealed); err != nil {
		return phi.Text{}, fault.At("frontdesk.Answered", err)
	}
	text, err := s.keys.Open(answerPlace(token), sealed)
	return phi.NewText(text), fault.At("frontdesk.Answered", err)
}

func tracePlace(c frontdesk.ID, turn int64) string {
	return "trace|trace_sealed|" + string(c) + " " + strconv.FormatInt(turn, 10)
}

// Trace implements [frontdesk.Store].
func (s conversations) Trace(ctx context.Context, t tx.Tx, c frontdesk.ID, turn int64, trace phi.Text) error {
	_, err := in(t).exec(ctx, `INSERT INTO trace (conversation_id, turn, at, trace_sealed) VALUES (?, ?, ?, ?)`,
		string(c), turn, micros(t.Now()), s.keys.Seal(tracePlace(c, turn), trace.Reveal()))
	return fault.At("frontdesk.Trace", err)
}

// Traced implements [frontdesk.Store].
func (s conversations) Traced(ctx context.Context, t tx.Tx, c frontdesk.ID, turn int64) (phi.Text, error) {
	var sealed []byte
	if err := in(t).one(ctx, `SELECT trace_sealed FROM trace WHERE conversation_id = ? AND turn = ?`, []any{string(c), turn}, &sealed); err != nil {
		return phi.Text{}, fault.At("frontdesk.Traced", err)
	}
	text, err := s.keys.Open(tracePlace(c, turn), sealed)
	return phi.NewText(text), fault.At("frontdesk.Traced", err)
}

// Try implements [frontdesk.Store].
func (s conversations) Try(ctx context.Context, t tx.Tx, of string, day civil.Date) error {
	_, err := in(t).exec(ctx, `INSERT INTO verifying (token, day, tries) VALUES (?, ?, 1)
		ON CONFLICT (token, day) DO UPDATE SET tries = verifying.tries + 1`, s.keys.Token("verifying", of), day.String())
	return fault.At("frontdesk.Try", err)
}

// Tried implements [frontdesk.Store].
func (s conversations) Tried(ctx context.Context, t tx.Tx, of string, day civil.Date) (n int, err error) {
	err = in(t).one(ctx, `SELECT tries FROM verifying WHERE token = ? AND day = ?`, []any{s.keys.Token("verifying", of), day.String()}, &n)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return n, fault.At("frontdesk.Tried", err)
}
