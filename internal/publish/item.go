package publish

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// SitePath is the address of a post on the practice's site.
func SitePath(slug string) string { return "/posts/" + slug }

// setting is what an item is made of besides the version.
type setting struct {
	practice    *practice.Practice
	corrections []Correction // of the versions before and of this one, the oldest first
	pictures    map[MediaID]Picture
	html, plain map[string]string // by Markdown, set once: most channels get the same
}

// once returns what f makes of a text, and remembers it.
func once(made map[string]string, f func(string) string, text string) string {
	out, ok := made[text]
	if !ok {
		out = f(text)
		made[text] = out
	}
	return out
}

// setting reads what the items of a version need.
func (s *Service) setting(ctx context.Context, t tx.Tx, v Version) (setting, error) {
	house, err := s.Practice.Get(ctx, t)
	if err != nil {
		return setting{}, err
	}
	w := setting{practice: house, pictures: map[MediaID]Picture{}, html: map[string]string{}, plain: map[string]string{}}
	for _, m := range v.Media {
		if w.pictures[m.ID], err = s.Store.Picture(ctx, t, m.ID); err != nil {
			return setting{}, err
		}
	}
	if v.Post != "" {
		w.corrections, err = s.corrections(ctx, t, v)
	}
	return w, err
}

// corrections are those that readers of a version are told of.
func (s *Service) corrections(ctx context.Context, t tx.Tx, v Version) ([]Correction, error) {
	all, err := s.Store.Versions(ctx, t, v.Post)
	if err != nil {
		return nil, err
	}
	out, err := s.Store.Publications(ctx, t, v.Post)
	if err != nil {
		return nil, err
	}
	was := map[VersionID]bool{}
	for _, u := range out {
		was[u.Version] = was[u.Version] || !u.Sent.IsZero()
	}
	var told []Correction
	for n := len(all) - 1; n >= 0; n-- {
		if o := all[n]; o.Correction != "" && o.Number < v.Number && was[o.ID] {
			told = append(told, Correction{o.Submitted, o.Correction})
		}
	}
	if v.Correction != "" {
		at := v.Submitted
		if at.IsZero() {
			at = t.Now()
		}
		told = append(told, Correction{at, v.Correction})
	}
	return told, nil
}

// item is a version as a channel gets it.
func (s *Service) item(p Post, v Version, ch Channel, w setting) Item {
	i := Item{Slug: p.Slug, At: p.Due, Language: v.Language}
	own := v.Texts[ch]
	switch {
	case Long(ch):
		if own == "" {
			own = v.Body
		}
		markdown := strings.Join(s.parts(v, own, w, true), "\n\n")
		i.Title, i.HTML, i.Text = v.Title, once(w.html, s.Typeset.HTML, markdown), once(w.plain, s.Typeset.Plain, markdown)
	default:
		if own == "" {
			own = once(w.plain, s.Typeset.Plain, v.Body)
		}
		i.Text = strings.Join(s.parts(v, own, w, false), "\n\n")
	}
	if p.Slug != "" && w.practice.Settings.URL != "" && slices.Contains(v.Channels, SiteChannel) {
		i.Link = strings.TrimSuffix(w.practice.Settings.URL, "/") + SitePath(p.Slug)
	}
	for _, m := range v.Media {
		picture := w.pictures[m.ID]
		i.Media = append(i.Media, File{ID: m.ID, Type: picture.Type, Alt: m.Alt, Size: picture.Size,
			Bytes: func() ([]byte, error) { return s.bytes(context.Background(), m.ID) }})
	}
	return i
}

// parts are the paragraphs of a version: its label first, what it says, what has to stand with it, and for an article
// its sources.
func (s *Service) parts(v Version, own string, w setting, article bool) []string {
	spanish := v.Language == "es"
	say := func(english, other string) string {
		if spanish {
			return other
		}
		return english
	}
	var all []string
	if v.Story.Label != "" {
		all = append(all, v.Story.Label)
	}
	if own != "" {
		all = append(all, own)
	}
	all = append(all, v.Disclosures...)
	for _, c := range w.corrections {
		all = append(all, say("Corrected on ", "Corregido el ")+dayOf(w.practice, c.At).Format(say("January 2, 2006", "2/1/2006"))+": "+c.Note)
	}
	if article && len(v.Sources) > 0 {
		all = append(all, say("Sources:", "Fuentes:"), "- "+strings.Join(v.Sources, "\n- "))
	}
	return all
}

// bytes reads a cleaned picture in a reading of its own.
func (s *Service) bytes(ctx context.Context, i MediaID) (b []byte, err error) {
	err = s.DB.View(ctx, actor.System(), func(t tx.Tx) error {
		b, err = s.Store.PictureBytes(ctx, t, i)
		return err
	})
	return b, err
}

// draft is an item as the guard reads it.
func draft(i Item, ch Channel, v Version) guard.Draft {
	title, body := i.Words()
	d := guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: ch, Author: string(v.By), Body: []guard.Part{guard.Literal(body)}}
	if title != "" {
		d.Title = []guard.Part{guard.Literal(title)}
	}
	return d
}

// dayOf is the day of an instant where the practice is.
func dayOf(p *practice.Practice, at time.Time) civil.Date { return civil.DateOf(at.In(zoneOf(p))) }

func zoneOf(p *practice.Practice) *time.Location {
	zone, err := civil.Zone(p.Settings.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
