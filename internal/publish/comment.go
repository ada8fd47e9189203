package publish

import (
	"context"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Comment is what a reviewer wrote to the author. Nothing that publishes reads comments.
type Comment struct {
	ID      CommentID
	Post    PostID
	Version VersionID
	By      identity.StaffID
	At      time.Time
	Text    phi.Text
}

// Comment adds a comment on the current version.
func (s *Service) Comment(ctx context.Context, by actor.Actor, i PostID, text phi.Text) error {
	const op = "publish.Comment"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return fault.At(op, err)
	}
	if strings.TrimSpace(text.Reveal()) == "" || len(text.Reveal()) > 4*maxLine {
		return fault.New(fault.Invalid, op, "A comment has words, and not more than a page of them.")
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		p, err := s.Store.Post(ctx, t, i)
		if err != nil {
			return err
		}
		if err := s.Store.AddComment(ctx, t, s.comment(t, p, who, text)); err != nil {
			return err
		}
		return s.record(ctx, t, p, "post commented", nil)
	}))
}

func (s *Service) comment(t tx.Tx, p Post, who identity.StaffID, text phi.Text) Comment {
	return Comment{ID: id.New[Comment](s.IDs), Post: p.ID, Version: p.Current, By: who, At: t.Now(), Text: text}
}
