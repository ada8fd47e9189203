package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/identity"
)

// Version is one state of a post's words and media: immutable once it was submitted, before that the working copy.
type Version struct {
	ID     VersionID
	Post   PostID
	Number int // from 1
	Content
	By        identity.StaffID
	At        time.Time
	Submitted time.Time // zero for a working copy
	Hash      string    // [Content.Hash]
}

// Content is everything that an approval is for.
type Content struct {
	Kind        Kind
	Account     Account
	Language    string // BCP 47, "en" or "es"
	Title       string
	Body        string             // Markdown
	Texts       map[Channel]string // a channel's own words, plain; none takes Body
	Channels    []Channel
	Media       []Media
	Disclosures []string // payment, ownership, family: they stand with the words on every channel
	Sources     []string
	Story       Story
	Correction  string // what was corrected; only of a version after one that was public
}

// Format prints no words: a draft may hold a patient's data. The same goes for slog and JSON.
func (c Content) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[redacted]")) }

// MarshalText says [redacted].
func (c Content) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// Media is a picture as a version shows it.
type Media struct {
	ID     MediaID
	Alt    string
	People bool              // somebody can be recognised in it
	Shows  []AuthorisationID // of everybody who can
}

// Story says whose story a post tells (SAFETY 17).
type Story struct {
	Told           bool
	Whose          Whose
	Label          string // what readers are told about it
	Authorisations []AuthorisationID
}

// Whose is whose story it is.
type Whose string

const (
	Nobodys   Whose = ""
	Real      Whose = "real"      // told with the person's authorisation
	Altered   Whose = "altered"   // real with changed details: the authorisation too, and a label
	Composite Whose = "composite" // of several people: a label
	Invented  Whose = "invented"  // a label
)

// Hash names everything that an approval is for: words, channels, pictures with their alternatives, disclosures, the
// story's label and authorisations, in whose name. Contents that differ in any of it differ in their hash.
func (c Content) Hash() string {
	type plain Content // without the methods that hide it
	text, err := json.Marshal(plain(c))
	if err != nil {
		panic("publish: " + err.Error()) // a struct of strings always marshals
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Authorisations are all that the content rests on: of its story and of everybody in its pictures, each once, sorted.
func (c Content) Authorisations() []AuthorisationID {
	all := slices.Clone(c.Story.Authorisations)
	for _, m := range c.Media {
		all = append(all, m.Shows...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Needs says what a story of the kind must have before it is told.
func (w Whose) Needs() (authorisation, label bool) {
	return w == Real || w == Altered, w == Altered || w == Composite || w == Invented
}

// How much of anything a post may hold.
const (
	maxTitle = 300     // characters
	maxBody  = 200_000 // characters
	maxLine  = 2_000   // characters of a disclosure, a source, an alternative text, a label, a correction
	maxList  = 50      // of them
)

// tidy returns the content in the one form that is kept: valid text, without empty lines in lists and without what does
// not apply. It is Invalid if something is too long or is none of what it may be.
func (c Content) tidy() (Content, error) {
	refuse := func(why string) (Content, error) { return Content{}, fault.New(fault.Invalid, "publish.Save", why) }
	if !slices.Contains(Kinds(), c.Kind) {
		return refuse("Say what the post is for: education, an answer, news of the practice, something shared, or promotion.")
	}
	if c.Account != ForPractice && c.Account != Own {
		return refuse("Say in whose name the post speaks: the practice's or your own.")
	}
	if c.Language != "es" {
		c.Language = "en"
	}
	c.Title, c.Body = line(c.Title), strings.TrimSpace(text(c.Body))
	c.Disclosures, c.Sources, c.Correction = lines(c.Disclosures), lines(c.Sources), line(c.Correction)
	words := map[Channel]string{}
	for ch, s := range c.Texts {
		if s = strings.TrimSpace(text(s)); s != "" && slices.Contains(c.Channels, ch) {
			words[ch] = s
		}
	}
	c.Texts = words
	if len(words) == 0 {
		c.Texts = nil
	}
	c.Channels = slices.DeleteFunc(Channels(), func(ch Channel) bool { return !slices.Contains(c.Channels, ch) || !c.Account.takes(ch) })
	c.Channels = none(c.Channels)
	media := make([]Media, 0, len(c.Media))
	for _, m := range c.Media {
		if slices.ContainsFunc(media, func(o Media) bool { return o.ID == m.ID }) {
			return refuse("The same picture is there twice.")
		}
		m.Alt = line(m.Alt)
		if m.Shows = set(m.Shows); !m.People {
			m.Shows = nil
		}
		media = append(media, m)
	}
	c.Media = none(media)
	if c.Story.Label, c.Story.Authorisations = line(c.Story.Label), set(c.Story.Authorisations); !c.Story.Told {
		c.Story = Story{}
	}
	if !slices.Contains([]Whose{Nobodys, Real, Altered, Composite, Invented}, c.Story.Whose) {
		return refuse("A story is real, altered, composed of several, or invented.")
	}
	return c, c.small()
}

// small is Invalid if something is longer than it may be.
func (c Content) small() error {
	long := func(most int, all ...string) bool {
		return slices.ContainsFunc(all, func(s string) bool { return len(s) > most && utf8.RuneCountInString(s) > most })
	}
	alts := make([]string, len(c.Media))
	for n, m := range c.Media {
		alts[n] = m.Alt
	}
	short := slices.Concat(c.Disclosures, c.Sources, alts, []string{c.Story.Label, c.Correction})
	switch {
	case long(maxTitle, c.Title):
		return fault.New(fault.Invalid, "publish.Save", "The title is longer than 300 characters.")
	case long(maxBody, c.Body), long(maxBody, slices.Collect(maps.Values(c.Texts))...):
		return fault.New(fault.Invalid, "publish.Save", "The post is longer than 200,000 characters. Make two of it.")
	case long(maxLine, short...):
		return fault.New(fault.Invalid, "publish.Save", "A disclosure, a source, a label or the text for a picture is longer than 2,000 characters.")
	case len(c.Disclosures) > maxList, len(c.Sources) > maxList, len(c.Media) > maxList:
		return fault.New(fault.Invalid, "publish.Save", "A post has at most 50 disclosures, 50 sources and 50 pictures.")
	}
	return nil
}

// text is s as it can be kept and comes back the same.
func text(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\uFFFD")
	return strings.ReplaceAll(s, "\x00", "")
}

// line is one line of text.
func line(s string) string { return strings.Join(strings.Fields(text(s)), " ") }

func lines(all []string) []string {
	var kept []string
	for _, s := range all {
		if s = line(s); s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// set is the list sorted, each once, nil for none.
func set[T ~string](all []T) []T {
	all = slices.DeleteFunc(slices.Clone(all), func(v T) bool { return v == "" })
	slices.Sort(all)
	return none(slices.Compact(all))
}

// none turns an empty list into nil, so that a content has one form.
func none[T any](all []T) []T {
	if len(all) == 0 {
		return nil
	}
	return all
}
