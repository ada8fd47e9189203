package publish

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// Draft is what a person has written so far.
type Draft struct {
	ID  PostID // "" for a new post
	Row int64  // of the post that the person read
	Due time.Time
	Content
}

// Checked is what the guard and the channels say of a draft.
type Checked struct {
	Verdict guard.Verdict // the worst of all channels
	On      map[Channel]OnChannel
	Missing []string // sentences: what has to be there before it can be submitted
}

// OnChannel is a draft as one channel gets it.
type OnChannel struct {
	Item   Item
	Report guard.Report // its offsets count in Words of the item: title, blank line, text, alternatives of pictures
	Over   string       // "" or a sentence: by how much it is too long
}

// Detail is a post with everything that staff see of it.
type Detail struct {
	Post
	Words        Version   // the current one
	Versions     []Version // the latest first
	Approvals    []Approval
	Comments     []Comment
	Waivers      []Waiver
	Publications []Publication
	Checked      Checked
	Names        map[identity.StaffID]string
	MayNot       string // why whoever asks may not approve now, "" if they may
}

// Get returns a post with everything that staff see of it.
func (s *Service) Get(ctx context.Context, by actor.Actor, i PostID) (d Detail, err error) {
	const op = "publish.Get"
	if err := by.Need(actor.SeePosts); err != nil {
		return d, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		d = Detail{}
		if d.Post, err = s.Store.Post(ctx, t, i); err != nil {
			return err
		}
		if d.Versions, err = s.Store.Versions(ctx, t, i); err != nil {
			return err
		}
		d.Words = d.Versions[0]
		if d.Approvals, err = s.Store.Approvals(ctx, t, i); err != nil {
			return err
		}
		if d.Comments, err = s.Store.Comments(ctx, t, i); err != nil {
			return err
		}
		if d.Waivers, err = s.Store.Waivers(ctx, t, i); err != nil {
			return err
		}
		if d.Publications, err = s.Store.Publications(ctx, t, i); err != nil {
			return err
		}
		if d.Names, err = s.names(ctx, t); err != nil {
			return err
		}
		if why := mayApprove(t, by, d.Post, d.Words); why != nil {
			d.MayNot = fault.Message(why)
		}
		d.Checked, err = s.checked(ctx, t, d.Post, d.Words)
		return err
	})
	return d, fault.At(op, err)
}
