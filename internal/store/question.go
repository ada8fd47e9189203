package store

import (
	"context"
	"time"

	"bedside/internal/fault"
	"bedside/internal/knowledge"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Open implements [knowledge.Store].
func (l library) Open(ctx context.Context, t tx.Tx, since time.Time, limit int) (all []knowledge.Question, err error) {
	err = in(t).each(ctx, `SELECT id, asked_at, person_token, language, channel, text_sealed FROM question WHERE settled_at = 0 AND asked_at >= ? ORDER BY asked_at, id LIMIT ?`,
		[]any{micros(since), limit}, func(scan func(...any) error) error {
			var q knowledge.Question
			var at int64
			var sealed []byte
			if err := scan(&q.ID, &at, &q.Person, &q.Language, &q.Channel, &sealed); err != nil {
				return err
			}
			text, err := l.keys.Open(questionPlace(q.ID), sealed)
			q.At, q.Text = instant(at), phi.NewText(text)
			all = append(all, q)
			return err
		})
	return all, fault.At("knowledge.Open", err)
}

// Settle implements [knowledge.Store].
func (l library) Settle(ctx context.Context, t tx.Tx, all []knowledge.QuestionID, answer practice.AnswerID) error {
	for _, i := range all {
		n, err := in(t).exec(ctx, `UPDATE question SET settled_at = ?, answer_id = ? WHERE id = ? AND settled_at = 0`, micros(t.Now()), answer, i)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "knowledge.Settle", "Somebody else has answered this question meanwhile. Please look at it again.")
		}
		if err != nil {
			return fault.At("knowledge.Settle", err)
		}
	}
	return nil
}

// Forget implements [knowledge.Store].
func (l library) Forget(ctx context.Context, t tx.Tx, before time.Time) (int, error) {
	n, err := in(t).exec(ctx, `DELETE FROM question WHERE asked_at < ?`, micros(before))
	return int(n), fault.At("knowledge.Forget", err)
}
