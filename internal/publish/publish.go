// Package publish takes a piece of public content from the first word to the networks and back: drafts, versions,
// approvals, cooling off, publications, taking down, authorisations, mistakes, and the month's plan.
//
// It promises that nothing is published but words that the guard let pass and a person approved, exactly those; that a
// post appears at most once on a channel, or its fate is honestly unknown and a person is told; and that taking down
// ends with every place either empty or named. Callers owe that [Service.Handlers] are given to a job runner, that
// every outward adapter is a [Publisher], and that what a [Version] holds is treated as patient data until it is public.
package publish

import (
	"context"
	"slices"
	"time"

	"bedside/internal/audit"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/job"
	"bedside/internal/tx"
)

// Ids.
type (
	PostID          = id.Of[Post]
	VersionID       = id.Of[Version]
	ApprovalID      = id.Of[Approval]
	CommentID       = id.Of[Comment]
	WaiverID        = id.Of[Waiver]
	PublicationID   = id.Of[Publication]
	MediaID         = id.Of[Picture]
	AuthorisationID = id.Of[Authorisation]
	MistakeID       = id.Of[Mistake]
)

// Channel is where a post can appear. The guard clears for it.
type Channel = guard.Channel

const (
	SiteChannel Channel = "site"
	WordPress   Channel = "wordpress"
	Bluesky     Channel = "bluesky"
	LinkedIn    Channel = "linkedin"
	Instagram   Channel = "instagram"
	X           Channel = "x"
	Facebook    Channel = "facebook"
	Mastodon    Channel = "mastodon"
	Newsletter  Channel = "newsletter"
)

// Channels lists every channel in the order of screens. One without a [Publisher] is posted to by hand.
func Channels() []Channel {
	return []Channel{SiteChannel, WordPress, Bluesky, LinkedIn, Instagram, X, Facebook, Mastodon, Newsletter}
}

// Long reports whether the channel takes an article with a title; the others take its words for the channel.
func Long(c Channel) bool { return c == SiteChannel || c == WordPress || c == Newsletter }

// Kind is what a post is for; the month's mix counts kinds.
type Kind string

const (
	Education Kind = "education"
	Answer    Kind = "answer"   // to a question or a myth that comes up often
	News      Kind = "practice" // of the practice and its people: hours, clinics, new staff
	Shared    Kind = "shared"   // from a source that can be relied on
	Promotion Kind = "promotion"
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{Education, Answer, News, Shared, Promotion} }

// Account is in whose name a post speaks.
type Account string

const (
	ForPractice Account = "practice" // a second person approves
	Own         Account = "own"      // the author's own account: oneself, after cooling off, and by hand
)

// State is where a post stands.
type State string

const (
	Drafting   State = "draft"
	Submitted  State = "submitted"  // waits for approval
	Cooling    State = "cooling"    // approved; its author reads it again after CoolUntil
	Approved   State = "approved"   // has no time yet
	Scheduled  State = "scheduled"  // goes out when it is due
	Publishing State = "publishing" // on its way; what goes by hand waits for a person
	Published  State = "published"
	Partly     State = "partly"  // not everywhere: a channel failed or nobody knows
	Expired    State = "expired" // its time passed before it was approved and read; it needs a new one
	Down       State = "down"    // taken down for good
)

// Post is a piece of public content. Its words are in its versions.
type Post struct {
	ID        PostID
	Kind      Kind
	Account   Account
	Author    identity.StaffID
	State     State     // of Current
	Current   VersionID // the latest
	Public    VersionID // what the site and the networks show, "" for none; a correction is written while it stands
	Slug      string    // in the site's address, from the first title; "" until it is scheduled
	Due       time.Time // when it is to go out; zero for no time yet
	CoolUntil time.Time
	ReadAgain bool // its author must read it again before it goes
	Created   time.Time
	Changed   time.Time
	Row       int64 // grows with every change
}

// Service is the public voice. All fields are needed but Sources; it may be used by several goroutines at once.
type Service struct {
	DB         tx.DB
	Store      Store
	Queue      job.Queue
	Guard      Clearer
	Publishers map[Channel]Publisher // the practice's own accounts; a channel without one is posted to by hand
	Typeset    Typesetter
	Clean      Cleaner
	Practice   Practice
	Staff      Staff
	Tell       Teller
	Sources    Sources // nil asks nobody
	Audit      *audit.Log
	IDs        *id.Source
}

// Kinds of jobs; [Service.Handlers] has their handlers.
const (
	SendJob   = "publish.send"   // key and ref: a publication
	RemindJob = "publish.remind" // key and ref: a post
	ReviewJob = "publish.review" // key and ref: an authorisation
	PapersJob = "publish.papers" // key and ref: a post that is public and cites papers
)

// Handlers are what a job runner needs, by kind.
func (s *Service) Handlers() map[string]job.Handler {
	return map[string]job.Handler{SendJob: s.Send, RemindJob: s.Remind, ReviewJob: s.Review, PapersJob: s.Papers}
}

// save moves a post to its next row and records the event that says so.
func (s *Service) save(ctx context.Context, t tx.Tx, p *Post, verb string, facts audit.Facts) error {
	p.Changed = t.Now()
	p.Row++
	if err := s.Store.SavePost(ctx, t, *p); err != nil {
		return err
	}
	all := audit.Facts{"state": string(p.State), "version": string(p.Current)}
	for k, v := range facts {
		all[k] = v
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "post", ID: string(p.ID)}, "", all)
}

// takes reports whether a post of the account may go on the channel. The practice's own places are closed to
// one's own account: there a second person approves.
func (a Account) takes(c Channel) bool {
	return slices.Contains(Channels(), c) && (a == ForPractice || !Long(c))
}
