package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"time"

	"bedside/internal/fault"
	"bedside/internal/job"
	"bedside/internal/tx"
)

// jobs is the queue in the table job. Its rows are bookkeeping: what happened is recorded by whoever does the work.
type jobs struct{ s *Store }

// Jobs returns the queue of due work.
func (s *Store) Jobs() job.Queue { return jobs{s} }

// Put implements [job.Queue].
func (jobs) Put(ctx context.Context, t tx.Tx, j job.Job) error {
	_, err := in(t).keep(ctx, `INSERT INTO job (kind, key, ref, due) VALUES (?, ?, ?, ?)
		ON CONFLICT (kind, key) DO UPDATE SET ref = excluded.ref, due = excluded.due, attempts = 0, revision = job.revision + 1`,
		j.Kind, j.Key, j.Ref, micros(j.Due))
	return fault.At("job.Put", err)
}

// Drop implements [job.Queue].
func (jobs) Drop(ctx context.Context, t tx.Tx, kind, key string) error {
	_, err := in(t).keep(ctx, `DELETE FROM job WHERE kind = ? AND key = ?`, kind, key)
	return fault.At("job.Drop", err)
}

// Claim implements [job.Queue].
func (q jobs) Claim(ctx context.Context, kinds []string, limit int, lease time.Duration) ([]job.Claimed, error) {
	const op = "job.Claim"
	now, err := q.s.engine.claimNow(ctx, q.s.now())
	if err != nil {
		return nil, classify(op, err)
	}
	until, token := now.Add(lease), rand.Text()
	args := []any{micros(now), micros(now)}
	for _, k := range kinds {
		args = append(args, k)
	}
	args = append(args, limit, token, micros(until))
	query := `WITH ready AS MATERIALIZED (
			SELECT kind, key FROM job WHERE due <= ? AND leased_until <= ? AND kind IN (` + marks(len(kinds)) + `)
			ORDER BY due, kind, key LIMIT ?` + q.s.engine.skipLocked() + `)
		UPDATE job SET lease = ?, leased_until = ?, attempts = attempts + 1
		WHERE (kind, key) IN (SELECT kind, key FROM ready)
		RETURNING kind, key, ref, due, attempts, revision`
	var claimed []job.Claimed
	err = q.s.own(ctx, func(t *Tx) error {
		claimed = nil
		return t.each(ctx, query, args, func(scan func(...any) error) error {
			c, due := job.Claimed{Until: until, Lease: token}, int64(0)
			err := scan(&c.Kind, &c.Key, &c.Ref, &due, &c.Attempts, &c.Revision)
			c.Due = instant(due)
			claimed = append(claimed, c)
			return err
		})
	})
	if err != nil {
		return nil, fault.At(op, err)
	}
	slices.SortFunc(claimed, func(a, b job.Claimed) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	return claimed, nil
}

// Done implements [job.Queue].
func (jobs) Done(ctx context.Context, t tx.Tx, c job.Claimed) error {
	n, err := in(t).keep(ctx, `DELETE FROM job WHERE kind = ? AND key = ? AND lease = ? AND revision = ?`,
		c.Kind, c.Key, c.Lease, c.Revision)
	if err == nil && n == 0 { // put meanwhile, or not ours any more
		err = release(ctx, in(t), c, time.Time{}, 0)
	}
	return fault.At("job.Done", err)
}

// Later implements [job.Queue].
func (jobs) Later(ctx context.Context, t tx.Tx, c job.Claimed, due time.Time) error {
	return fault.At("job.Later", release(ctx, in(t), c, due, 0))
}

// Again implements [job.Queue].
func (q jobs) Again(ctx context.Context, c job.Claimed, wait time.Duration) error {
	const op = "job.Again"
	now, err := q.s.engine.claimNow(ctx, q.s.now())
	if err != nil {
		return classify(op, err)
	}
	return fault.At(op, q.s.own(ctx, func(t *Tx) error { return release(ctx, t, c, now.Add(wait), c.Attempts) }))
}

// release ends the lease of c. A job that was put meanwhile keeps what that Put said; any other is due as given.
func release(ctx context.Context, t *Tx, c job.Claimed, due time.Time, attempts int) error {
	n, err := t.keep(ctx, `UPDATE job SET lease = '', leased_until = 0,
			due = CASE WHEN revision = ? THEN ? ELSE due END,
			attempts = CASE WHEN revision = ? THEN ? ELSE attempts END
		WHERE kind = ? AND key = ? AND lease = ?`,
		c.Revision, micros(due), c.Revision, attempts, c.Kind, c.Key, c.Lease)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "job.release", "This work was taken over by another process.")
	}
	return err
}
