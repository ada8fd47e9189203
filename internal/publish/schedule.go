package publish

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// Read confirms that whoever wrote the words with the hash has read them again after they cooled off. Reading after the
// post's time makes it [Expired].
func (s *Service) Read(ctx context.Context, by actor.Actor, i PostID, hash string) (p Post, err error) {
	const op = "publish.Read"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return p, fault.At(op, err)
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		var v Version
		if p, v, err = s.exactly(ctx, t, i, hash); err != nil {
			return err
		}
		late := !p.Due.IsZero() && t.Now().After(p.Due)
		switch {
		case !p.ReadAgain || p.State != Cooling && p.State != Expired:
			return fault.New(fault.Conflict, op, "This post does not wait to be read again.")
		case who != p.Author && who != v.By:
			return fault.New(fault.Forbidden, op, "Whoever wrote it reads it again.")
		case t.Now().Before(p.CoolUntil):
			return fault.New(fault.Invalid, op, "It is still cooling off. Read it again when that has ended.")
		}
		p.ReadAgain = false
		if late {
			return s.expire(ctx, t, &p)
		}
		return s.advance(ctx, t, &p, "post read again", nil)
	})
	return p, fault.At(op, err)
}

// Schedule gives a post its time, the zero time being now. What is approved and read goes out then; what is not only
// has a plan. Invalid for a time that has passed, Conflict for a draft and for what is on its way already.
func (s *Service) Schedule(ctx context.Context, by actor.Actor, i PostID, row int64, at time.Time) (p Post, err error) {
	const op = "publish.Schedule"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return p, fault.At(op, err)
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		if p, err = s.mine(ctx, t, who, i, row); err != nil {
			return err
		}
		if !slices.Contains([]State{Submitted, Cooling, Approved, Scheduled, Expired}, p.State) {
			return fault.New(fault.Conflict, op, "Only a post that was submitted and is not out yet gets a time.")
		}
		if p.Due = at; at.IsZero() {
			p.Due = t.Now()
		}
		if p.Due.Before(t.Now()) {
			return fault.New(fault.Invalid, op, "That time has passed.")
		}
		return s.advance(ctx, t, &p, "post scheduled", audit.Facts{"due": p.Due.UTC().Format(time.RFC3339)})
	})
	return p, fault.At(op, err)
}

// advance moves a post that was submitted as far as what was decided about it allows.
func (s *Service) advance(ctx context.Context, t tx.Tx, p *Post, verb string, facts audit.Facts) error {
	v, err := s.Store.Version(ctx, t, p.Current)
	if err != nil {
		return err
	}
	_, approved, err := s.approved(ctx, t, *p, v)
	if err != nil {
		return err
	}
	switch {
	case !approved:
		p.State = Submitted
	case p.ReadAgain:
		p.State = Cooling
	case p.Due.IsZero():
		p.State = Approved
	default:
		p.State = Scheduled
		if err := s.send(ctx, t, p, v); err != nil {
			return err
		}
	}
	if p.State == Scheduled {
		err = s.Queue.Drop(ctx, t, RemindJob, string(p.ID))
	} else {
		err = s.remind(ctx, t, *p)
	}
	if err != nil {
		return err
	}
	return s.save(ctx, t, p, verb, facts)
}

// approved returns the decision that lets a version go, and whether there is one: the last about exactly this version,
// by somebody who may.
func (s *Service) approved(ctx context.Context, t tx.Tx, p Post, v Version) (Approval, bool, error) {
	all, err := s.Store.Approvals(ctx, t, p.ID)
	if err != nil {
		return Approval{}, false, err
	}
	n := slices.IndexFunc(all, func(a Approval) bool { return a.Version == v.ID })
	if n < 0 || v.Submitted.IsZero() || v.Content.Hash() != v.Hash || v.Account != p.Account {
		return Approval{}, false, nil
	}
	a := all[n]
	right := a.By == p.Author
	if p.Account == ForPractice {
		right = a.By != p.Author && a.By != v.By
	}
	return a, right && a.Verdict == Approve && a.Hash == v.Hash, nil
}

// send puts a publication for every channel, or moves those that wait to the post's time.
func (s *Service) send(ctx context.Context, t tx.Tx, p *Post, v Version) error {
	if p.Slug == "" {
		if err := s.name(ctx, t, p, v); err != nil {
			return err
		}
	}
	all, err := s.Store.Publications(ctx, t, p.ID)
	if err != nil {
		return err
	}
	for _, ch := range v.Channels {
		n := slices.IndexFunc(all, func(u Publication) bool { return u.Version == v.ID && u.Channel == ch })
		var u Publication
		switch {
		case n < 0:
			u = Publication{ID: id.New[Publication](s.IDs), Post: p.ID, Version: v.ID, Hash: v.Hash, Channel: ch, Status: Waiting, Due: p.Due, Row: 1}
			err = s.Store.AddPublication(ctx, t, u)
			if err == nil {
				err = s.recordPublication(ctx, t, u, "publication planned")
			}
		case all[n].Status == Waiting:
			u = all[n]
			u.Due = p.Due
			err = s.keep(ctx, t, &u, "publication planned")
		default:
			continue
		}
		if err == nil {
			err = s.look(ctx, t, u, u.Due)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// name gives a post its place in the site's addresses, which it keeps.
func (s *Service) name(ctx context.Context, t tx.Tx, p *Post, v Version) error {
	base := slugOf(v.Title)
	for n := 1; ; n++ {
		p.Slug = base
		if n > 1 {
			p.Slug += "-" + strconv.Itoa(n)
		}
		_, err := s.Store.BySlug(ctx, t, p.Slug)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// slugOf is a title as it stands in an address: letters a to z, digits, hyphens.
func slugOf(title string) string {
	plain := strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n", "'", "", "’", "").Replace(strings.ToLower(title))
	words := strings.FieldsFunc(plain, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	slug := ""
	for _, w := range words {
		if len(slug)+len(w) > 60 {
			break
		}
		slug = strings.TrimPrefix(slug+"-"+w, "-")
	}
	if slug == "" {
		return "post"
	}
	return slug
}
