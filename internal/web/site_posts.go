package web

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

const (
	postsURL     = "/posts"
	postsPerPage = 20
	leadLength   = 220 // code points
)

// shelf is what the site shows of posts, read at once: with the providers among those who wrote and approved them.
// Other staff are not named in public; the practice speaks for them.
type shelf struct {
	practice *practice.Practice
	posts    []publish.Public
	people   map[identity.StaffID]practice.Provider
}

// shelf runs read with everything else that a page of posts needs.
func (c *call) shelf(read func(t tx.Tx) ([]publish.Public, error)) (s shelf, err error) {
	if s.practice, err = c.current(); err != nil {
		return s, err
	}
	err = c.DB.View(c.r.Context(), actor.System(), func(t tx.Tx) error {
		if s.posts, err = read(t); err != nil {
			return err
		}
		staff, err := c.Identity.Staff(c.r.Context(), t)
		s.people = map[identity.StaffID]practice.Provider{}
		for _, who := range staff {
			if v, ok := s.practice.Provider(who.Provider); ok {
				s.people[who.ID] = v
			}
		}
		return err
	})
	return s, err
}

// latest is the shelf with some of the newest posts.
func (c *call) latest(limit, offset int) (shelf, error) {
	return c.shelf(func(t tx.Tx) ([]publish.Public, error) {
		return c.Posts.Published(c.r.Context(), t, limit, offset)
	})
}

// sitePosts lists them, the latest first.
func (c *call) sitePosts() error {
	page := pageNumber(c.form("page"))
	s, err := c.latest(postsPerPage+1, page*postsPerPage)
	if err != nil {
		return err
	}
	v := view.SitePosts{Site: c.site("Worth reading", "posts"), Rows: c.postRows(s), Data: c.listData(s)}
	v.Canonical = c.base() + postsURL
	if len(v.Rows) > postsPerPage {
		v.Rows = v.Rows[:postsPerPage]
		v.Next = postsURL + "?page=" + strconv.Itoa(page+1)
	}
	if page > 0 {
		v.Prev = postsURL + "?page=" + strconv.Itoa(page-1)
	}
	return c.page(v)
}

func (c *call) postRows(s shelf) (rows []view.SitePostRow) {
	for _, p := range s.posts {
		row := view.SitePostRow{URL: publish.SitePath(p.Slug), Title: p.Version.Title, Lang: p.Version.Language, Date: s.moment(p.First, p.Version.Language),
			Lead: lead(c.Posts.Typeset.Plain(p.Version.Body)), Label: p.Version.Story.Label, Told: p.Version.Disclosures}
		if v, ok := s.people[p.Author]; ok {
			row.By = short(v)
		}
		rows = append(rows, row)
	}
	return rows
}

// lead is the first paragraph of a text or, if that is long, its beginning, cut between words.
func lead(text string) string {
	first, _, _ := strings.Cut(text, "\n\n")
	words, n := strings.Fields(first), 0
	for i, w := range words {
		if n += len([]rune(w)) + 1; n > leadLength {
			return strings.Join(words[:i], " ") + " …"
		}
	}
	return strings.Join(words, " ")
}

// sitePost is one post. The address stays what it is under every title; of one that was taken down it says so.
func (c *call) sitePost() error {
	var pictures []view.SitePicture
	s, err := c.shelf(func(t tx.Tx) ([]publish.Public, error) {
		p, err := c.Posts.PublishedPost(c.r.Context(), t, c.r.PathValue("slug"))
		if err == nil && !p.Gone {
			pictures, err = c.pictures(t, p.Version.Media)
		}
		return []publish.Public{p}, err
	})
	if fault.Is(err, fault.NotFound) && strings.ToLower(c.r.URL.Path) != c.r.URL.Path {
		http.Redirect(c.w, c.r, strings.ToLower(c.r.URL.EscapedPath()), http.StatusMovedPermanently)
		return nil
	}
	if err != nil {
		return err
	}
	p := s.posts[0]
	if p.Gone {
		return c.Render.Page(c.w, http.StatusGone, view.SiteGone{Site: c.site("Taken down", "posts")})
	}
	set, lang := c.Posts.Typeset, p.Version.Language
	v := view.SitePost{
		Site: c.site(p.Version.Title, "posts"), Lang: lang, Say: postWords(lang, s.practice.Settings.Name), Head: p.Version.Title, Label: p.Version.Story.Label,
		Published: s.moment(p.First, lang), ReviewedOn: s.moment(p.Reviewed, lang), Pictures: pictures, Data: c.postData(s, p),
	}
	v.Canonical = c.base() + publish.SitePath(p.Slug)
	body := p.Version.Texts[publish.SiteChannel]
	if body == "" {
		body = p.Version.Body
	}
	v.Body = template.HTML(set.HTML(body))
	for _, d := range p.Version.Disclosures {
		v.Disclosures = append(v.Disclosures, template.HTML(set.HTML(d)))
	}
	for _, source := range p.Version.Sources {
		v.Sources = append(v.Sources, template.HTML(set.HTML(source)))
	}
	for _, k := range p.Corrections {
		v.Corrections = append(v.Corrections, view.Correction{On: s.moment(k.At, lang), Text: k.Note})
	}
	if p.Changed.After(p.First) {
		changed := s.moment(p.Changed, lang)
		v.Changed = &changed
	}
	v.By = c.byline(s, p.Author)
	if p.ReviewedBy != p.Author {
		v.Reviewed = c.byline(s, p.ReviewedBy)
	}
	return c.page(v)
}

// byline is what a reader should know of a provider; nil for other staff.
func (c *call) byline(s shelf, who identity.StaffID) *view.Byline {
	v, ok := s.people[who]
	if !ok {
		return nil
	}
	person := c.person(s.practice, v)
	return &view.Byline{Name: person.Name, Initials: person.Initials, URL: person.URL, Field: person.Field, Credentials: person.Credentials, Limits: person.Limits,
		Disclosures: lines(v.Disclosures)}
}

func (c *call) pictures(t tx.Tx, all []publish.Media) (shown []view.SitePicture, err error) {
	for _, m := range all {
		p, err := c.Posts.Store.Picture(c.r.Context(), t, m.ID)
		if err != nil {
			return nil, err
		}
		shown = append(shown, view.SitePicture{URL: pictureURL(m.ID), Alt: m.Alt, Width: p.Width, Height: p.Height})
	}
	return shown, nil
}

func pictureURL(i publish.MediaID) string { return postsURL + "/pictures/" + string(i) }

// postPicture is a picture that a published post shows. A browser asks again each time, so that one that was taken
// down is gone.
func (c *call) postPicture() error {
	var p publish.Picture
	var body []byte
	err := c.DB.View(c.r.Context(), actor.System(), func(t tx.Tx) (err error) {
		p, body, err = c.Posts.PublishedPicture(c.r.Context(), t, publish.MediaID(c.r.PathValue("id")))
		return err
	})
	if err != nil {
		return err
	}
	return c.file(p.Type, body)
}

// file answers with something that is not a page: kept by others, but asked for again each time.
func (c *call) file(kind string, body []byte) error {
	h := c.w.Header()
	tag := fmt.Sprintf("%q", fingerprint(body))
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", tag)
	if c.r.Header.Get("If-None-Match") == tag {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, err := c.w.Write(body)
	return err
}

// base is where the site is reached, without a slash at its end.
func (c *call) base() string {
	if url := c.settings().URL; url != "" {
		return url
	}
	if secure(c.r) {
		return "https://" + c.r.Host
	}
	return "http://" + c.r.Host
}

// moment is an instant where the practice is, in the language of a post.
func (s shelf) moment(at time.Time, lang string) view.Moment {
	at = at.In(zoneOf(s.practice, ""))
	text := at.Format("January 2, 2006")
	if lang == "es" {
		text = strconv.Itoa(at.Day()) + " de " + words.SpanishMonth(at.Month()) + " de " + strconv.Itoa(at.Year())
	}
	return view.Moment{Text: text, ISO: at.Format(time.RFC3339)}
}

// postWords are the words around a post.
func postWords(lang, house string) view.SitePostWords {
	if lang == "es" {
		return view.SitePostWords{By: "Por", Reviewed: "Revisado por", Changed: "Actualizado el", Correction: "Corrección", Disclosure: "Lo que debe saber",
			Sources: "Fuentes", About: "Quién escribe", Team: "Por el equipo de " + house}
	}
	return view.SitePostWords{By: "By", Reviewed: "Reviewed by", Changed: "Updated", Correction: "Correction", Disclosure: "What you should know",
		Sources: "Sources", About: "Who writes", Team: "By the team of " + house}
}
