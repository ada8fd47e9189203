package publish

import (
	"context"
	"io"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

var errSoon = fault.New(fault.Internal, "publish", "not built yet")

// Save keeps a draft: a new post, or the words of one. Words that were submitted before need approval again.
func (s *Service) Save(ctx context.Context, by actor.Actor, d Draft) (Post, error) {
	return Post{}, errSoon
}

// Check reads a draft on every channel it is for.
func (s *Service) Check(ctx context.Context, by actor.Actor, d Draft) (Checked, error) {
	return Checked{}, errSoon
}
func (s *Service) Submit(ctx context.Context, by actor.Actor, i PostID, row int64) (Post, error) {
	return Post{}, errSoon
}
func (s *Service) Approve(ctx context.Context, by actor.Actor, i PostID, hash string, note phi.Text) (Post, error) {
	return Post{}, errSoon
}
func (s *Service) Return(ctx context.Context, by actor.Actor, i PostID, hash string, note phi.Text) (Post, error) {
	return Post{}, errSoon
}
func (s *Service) Comment(ctx context.Context, by actor.Actor, i PostID, text phi.Text) error {
	return errSoon
}
func (s *Service) Waive(ctx context.Context, by actor.Actor, i PostID, hash string, rules []string, reason phi.Text) error {
	return errSoon
}
func (s *Service) Agree(ctx context.Context, by actor.Actor, i PostID, w WaiverID) error {
	return errSoon
}
func (s *Service) Read(ctx context.Context, by actor.Actor, i PostID, hash string) (Post, error) {
	return Post{}, errSoon
}
func (s *Service) Schedule(ctx context.Context, by actor.Actor, i PostID, row int64, at time.Time) (Post, error) {
	return Post{}, errSoon
}
func (s *Service) TakeDown(ctx context.Context, by actor.Actor, i PostID, reason phi.Text) ([]Publication, error) {
	return nil, errSoon
}
func (s *Service) Confirm(ctx context.Context, by actor.Actor, i PublicationID, url string) error {
	return errSoon
}
func (s *Service) Settle(ctx context.Context, by actor.Actor, i PublicationID, there bool, url string) error {
	return errSoon
}
func (s *Service) Again(ctx context.Context, by actor.Actor, i PublicationID) error   { return errSoon }
func (s *Service) Removed(ctx context.Context, by actor.Actor, i PublicationID) error { return errSoon }
func (s *Service) Copy(ctx context.Context, by actor.Actor, i PublicationID) (Item, error) {
	return Item{}, errSoon
}
func (s *Service) Get(ctx context.Context, by actor.Actor, i PostID) (Detail, error) {
	return Detail{}, errSoon
}
func (s *Service) Board(ctx context.Context, by actor.Actor, from, to civil.Date) (Board, error) {
	return Board{}, errSoon
}
func (s *Service) Policy(ctx context.Context, by actor.Actor) (Policy, error) {
	return Policy{}, errSoon
}
func (s *Service) SavePolicy(ctx context.Context, by actor.Actor, p Policy) error { return errSoon }
func (s *Service) AddPicture(ctx context.Context, by actor.Actor, r io.Reader) (Picture, error) {
	return Picture{}, errSoon
}
func (s *Service) CheckPicture(ctx context.Context, by actor.Actor, i MediaID, found []string) error {
	return errSoon
}
func (s *Service) Pictures(ctx context.Context, by actor.Actor) ([]Picture, error) {
	return nil, errSoon
}
func (s *Service) PictureBytes(ctx context.Context, by actor.Actor, i MediaID) (Picture, []byte, error) {
	return Picture{}, nil, errSoon
}
func (s *Service) AddAuthorisation(ctx context.Context, by actor.Actor, a Authorisation) (AuthorisationID, error) {
	return "", errSoon
}
func (s *Service) ChangeAuthorisation(ctx context.Context, by actor.Actor, a Authorisation) error {
	return errSoon
}
func (s *Service) Revoke(ctx context.Context, by actor.Actor, i AuthorisationID, on civil.Date, how phi.Text) ([]Publication, error) {
	return nil, errSoon
}
func (s *Service) Authorisations(ctx context.Context, by actor.Actor) ([]Authorisation, error) {
	return nil, errSoon
}
func (s *Service) Authorisation(ctx context.Context, by actor.Actor, i AuthorisationID) (Authorisation, error) {
	return Authorisation{}, errSoon
}
func (s *Service) Report(ctx context.Context, by actor.Actor, i PostID, discovered time.Time, what phi.Text) (MistakeID, error) {
	return "", errSoon
}
func (s *Service) Mistakes(ctx context.Context, by actor.Actor) ([]Mistake, error) {
	return nil, errSoon
}
func (s *Service) Mistake(ctx context.Context, by actor.Actor, i MistakeID) (Mistake, error) {
	return Mistake{}, errSoon
}
func (s *Service) Assess(ctx context.Context, by actor.Actor, i MistakeID, row int64, a Assessment) error {
	return errSoon
}
func (s *Service) Notified(ctx context.Context, by actor.Actor, i MistakeID, row int64, on civil.Date) error {
	return errSoon
}

// Published returns what the site shows, the latest first. Everybody may see it.
func (s *Service) Published(ctx context.Context, t tx.Tx, limit, offset int) ([]Public, error) {
	return nil, errSoon
}

// PublishedPost returns the post at an address of the site; one that was taken down is Gone, any other NotFound.
func (s *Service) PublishedPost(ctx context.Context, t tx.Tx, slug string) (Public, error) {
	return Public{}, errSoon
}

// PublishedPicture returns a picture that the site shows; NotFound for any other.
func (s *Service) PublishedPicture(ctx context.Context, t tx.Tx, i MediaID) (Picture, []byte, error) {
	return Picture{}, nil, errSoon
}
func (s *Service) Send(ctx context.Context, c job.Claimed) error   { return errSoon }
func (s *Service) Remind(ctx context.Context, c job.Claimed) error { return errSoon }
func (s *Service) Review(ctx context.Context, c job.Claimed) error { return errSoon }
