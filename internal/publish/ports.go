package publish

import (
	"context"
	"fmt"
	"io"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/source"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Publisher is one of the practice's accounts on one channel. It may be used by several goroutines at once, keeps time
// limits of its own, and begins with [Item.Admit]. An error means that nothing left the house and trying again is no
// use; whatever else happens is an outcome.
type Publisher interface {
	// Ready reports whether the account is configured.
	Ready() bool
	// Publish makes the item public. It is called again after an outcome that failed, never after one that is unknown
	// unless Find said that the item is not there.
	Publish(ctx context.Context, c guard.Cleared, i Item) (Result, error)
	// Find asks whether the item with its Key is there: Sent with Ref and URL, Failed if it certainly is not, Unknown
	// if the other side cannot say.
	Find(ctx context.Context, i Item) (Result, error)
	// Update puts the item in the place of what ref names. Doing it twice is doing it once.
	Update(ctx context.Context, c guard.Cleared, i Item, ref string) (Result, error)
	// Remove takes down what ref names, with its pictures. Sent means that it is gone, also if it was gone before.
	Remove(ctx context.Context, ref string) (attempt.Outcome, error)
}

// Result is what became of an attempt, and where the item is. Outcome.Ref names it for Update and Remove.
type Result struct {
	attempt.Outcome
	URL string
}

// Item is a version as one channel gets it.
type Item struct {
	Key      string // unique among all publications and the same at every try: the publication's id
	Slug     string
	Title    string
	HTML     string // of the whole post, sanitised; for channels that take articles
	Text     string // the same in plain words, disclosures and label included; what short channels get
	Link     string // the post on the practice's site, "" if it is not there
	Media    []File
	At       time.Time // when it was due: the time it bears
	Language string
}

// File is a cleaned picture.
type File struct {
	ID    MediaID
	Type  string // image/jpeg, image/png
	Alt   string
	Size  int
	Bytes func() ([]byte, error)
}

// Words are what the guard reads of the item: the title, and the text with every picture's alternative.
func (i Item) Words() (title, body string) {
	body = i.Text
	for _, f := range i.Media {
		body += "\n\n" + f.Alt
	}
	return i.Title, body
}

// Format prints no words.
func (i Item) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[redacted]")) }

// Admit is nil if the words of the item are exactly those that were cleared for the channel, else Forbidden.
func (i Item) Admit(c guard.Cleared, ch Channel) error {
	title, body, err := c.For(guard.Public, ch, "")
	if err != nil {
		return fault.At("publish.Admit", err)
	}
	if wantTitle, wantBody := i.Words(); title != wantTitle || body != wantBody {
		return fault.New(fault.Forbidden, "publish.Admit", "These are not the words that were cleared.")
	}
	return nil
}

// Clearer is the guard as it reads now.
type Clearer interface {
	Check(d guard.Draft) guard.Report
	Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
}

// Typesetter turns Markdown into what channels take, and counts as they count.
type Typesetter interface {
	// HTML is sanitised HTML.
	HTML(markdown string) string
	// Plain is the text with its links.
	Plain(markdown string) string
	// Fits returns "" or a sentence that says by how much the text is too long for the channel.
	Fits(c Channel, text string) string
}

// Sources asks whether papers were retracted, where that takes time. What it hears, the guard knows afterwards; that
// it heard nothing, too. It ends by itself and never fails.
type Sources interface {
	Ask(ctx context.Context, papers []source.ID)
}

// Cleaner makes a picture fit to be shown: upright, without metadata. It reads as much as it needs, up to a limit of its
// own. Invalid for what is no picture or too large.
type Cleaner interface {
	Clean(r io.Reader) (Cleaned, error)
}

// Cleaned is a picture without anything but what is seen.
type Cleaned struct {
	Bytes         []byte
	Type          string
	Width, Height int
	Removed       []string // what was found and taken out, in words
}

// Practice reads the practice as it is.
type Practice interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Staff reads who works here, and who did; [identity.Store] does.
type Staff interface {
	List(ctx context.Context, t tx.Tx) ([]identity.Staff, error)
}

// Teller gives people something to do.
type Teller interface {
	Tell(ctx context.Context, t tx.Tx, n Errand) error
}

// Errand is something for a person to do. Its sentence holds nothing of a post's words.
type Errand struct {
	Kind   ErrandKind
	Text   string
	Urgent bool
	Due    time.Time        // zero for none
	For    identity.StaffID // "" for whoever may do it
	Post   PostID           // "" for none
}

// ErrandKind is what an errand is about.
type ErrandKind string

const (
	ToApprove ErrandKind = "approve"       // a post waits for approval
	ToRead    ErrandKind = "read_again"    // its cooling off has ended
	ToTime    ErrandKind = "new_time"      // its time passed before it was ready
	ToPost    ErrandKind = "post_by_hand"  // copy the words, post them, say where they are
	ToFind    ErrandKind = "find_out"      // nobody knows whether it is public, or it was refused
	ToRemove  ErrandKind = "remove"        // it could not be taken down by Bedside
	ToReview  ErrandKind = "authorisation" // an authorisation ends or has to be looked at again
	ToAssess  ErrandKind = "mistake"       // for the privacy officer
)

// Store keeps everything of this package. Its methods return faults, NotFound for one thing that is not there. Words,
// names and addresses are sealed.
type Store interface {
	AddPost(ctx context.Context, t tx.Tx, p Post) error
	Post(ctx context.Context, t tx.Tx, i PostID) (Post, error)
	// SavePost replaces a post whose row is still p.Row-1; Conflict if it is not, or if its slug is taken.
	SavePost(ctx context.Context, t tx.Tx, p Post) error
	BySlug(ctx context.Context, t tx.Tx, slug string) (Post, error)
	// Posts returns up to limit posts, the latest changed first.
	Posts(ctx context.Context, t tx.Tx, limit int) ([]Post, error)

	AddVersion(ctx context.Context, t tx.Tx, v Version) error
	// SaveVersion replaces a working copy; Conflict if the version was submitted.
	SaveVersion(ctx context.Context, t tx.Tx, v Version) error
	Version(ctx context.Context, t tx.Tx, i VersionID) (Version, error)
	// Versions returns the versions of a post, the latest first.
	Versions(ctx context.Context, t tx.Tx, i PostID) ([]Version, error)
	// Currents returns the current version of each of the posts.
	Currents(ctx context.Context, t tx.Tx, ids []PostID) (map[PostID]Version, error)

	AddApproval(ctx context.Context, t tx.Tx, a Approval) error
	// Approvals returns the decisions about a post, the latest first.
	Approvals(ctx context.Context, t tx.Tx, i PostID) ([]Approval, error)
	AddComment(ctx context.Context, t tx.Tx, c Comment) error
	// Comments returns the comments on a post, the oldest first.
	Comments(ctx context.Context, t tx.Tx, i PostID) ([]Comment, error)
	AddWaiver(ctx context.Context, t tx.Tx, w Waiver) error
	// AgreeWaiver keeps Agreed and AgreedAt of a waiver that nobody has agreed to; Conflict if somebody has.
	AgreeWaiver(ctx context.Context, t tx.Tx, w Waiver) error
	// Waivers returns the waivers of a post, the oldest first.
	Waivers(ctx context.Context, t tx.Tx, i PostID) ([]Waiver, error)

	// AddPublication adds a publication; Conflict if the version has one on the channel.
	AddPublication(ctx context.Context, t tx.Tx, u Publication) error
	Publication(ctx context.Context, t tx.Tx, i PublicationID) (Publication, error)
	// SavePublication replaces a publication whose row is still u.Row-1; Conflict if it is not.
	SavePublication(ctx context.Context, t tx.Tx, u Publication) error
	// Publications returns the publications of a post, the oldest first.
	Publications(ctx context.Context, t tx.Tx, i PostID) ([]Publication, error)
	// PublicationsOf returns those of each of the posts, the oldest first.
	PublicationsOf(ctx context.Context, t tx.Tx, ids []PostID) (map[PostID][]Publication, error)
	// Shown returns the posts that the site shows, the latest first sent before others.
	Shown(ctx context.Context, t tx.Tx, limit, offset int) ([]Post, error)
	// Showing reports whether a version that the site shows has the picture.
	Showing(ctx context.Context, t tx.Tx, i MediaID) (bool, error)

	AddPicture(ctx context.Context, t tx.Tx, p Picture, original, cleaned []byte) error
	Picture(ctx context.Context, t tx.Tx, i MediaID) (Picture, error)
	// SavePicture keeps what the checklist says.
	SavePicture(ctx context.Context, t tx.Tx, p Picture) error
	// Pictures returns up to limit pictures, the latest first.
	Pictures(ctx context.Context, t tx.Tx, limit int) ([]Picture, error)
	// PictureBytes returns the cleaned picture.
	PictureBytes(ctx context.Context, t tx.Tx, i MediaID) ([]byte, error)

	AddAuthorisation(ctx context.Context, t tx.Tx, a Authorisation) error
	Authorisation(ctx context.Context, t tx.Tx, i AuthorisationID) (Authorisation, error)
	// SaveAuthorisation replaces an authorisation whose row is still a.Row-1; Conflict if it is not.
	SaveAuthorisation(ctx context.Context, t tx.Tx, a Authorisation) error
	// Authorisations returns all, the latest first. Nothing deletes one (45 CFR 164.530(j)).
	Authorisations(ctx context.Context, t tx.Tx) ([]Authorisation, error)
	// UsedBy returns the posts with a version, submitted or public, that rests on the authorisation.
	UsedBy(ctx context.Context, t tx.Tx, i AuthorisationID) ([]Post, error)

	AddMistake(ctx context.Context, t tx.Tx, m Mistake) error
	Mistake(ctx context.Context, t tx.Tx, i MistakeID) (Mistake, error)
	// SaveMistake replaces a mistake whose row is still m.Row-1; Conflict if it is not. Its evidence stays.
	SaveMistake(ctx context.Context, t tx.Tx, m Mistake) error
	// Mistakes returns all, open ones first, then the latest.
	Mistakes(ctx context.Context, t tx.Tx) ([]Mistake, error)

	// Policy returns what was set, or NotFound.
	Policy(ctx context.Context, t tx.Tx) (Policy, error)
	SavePolicy(ctx context.Context, t tx.Tx, p Policy) error
}
