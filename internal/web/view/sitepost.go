package view

import "html/template"

// SitePosts lists what the practice has published, the latest first. GET /posts
type SitePosts struct {
	Site
	Rows       []SitePostRow
	Prev, Next string
	Data       Data
}

// Template implements Page.
func (SitePosts) Template() string { return "site/posts" }

// SitePostRow is one post in a list.
type SitePostRow struct {
	URL, Title, Lang string
	By               string // "Dr. Marlow", empty for the practice
	Date             Moment
	Lead             string   // its first sentences
	Label            string   // whose story it is, empty where it tells none
	Told             []string // disclosures: they stand with the claim, here too
}

// Moment is an instant: as people read it, and for machines.
type Moment struct{ Text, ISO string }

// SitePost is one post. GET /posts/{slug}
type SitePost struct {
	Site
	Lang        string
	Say         SitePostWords
	Head        string
	Label       string // whose story it is
	By          *Byline
	Reviewed    *Byline // nil where nobody but the author read it
	ReviewedOn  Moment
	Published   Moment
	Changed     *Moment // nil if it was not
	Disclosures []template.HTML
	Corrections []Correction
	Pictures    []SitePicture
	Body        template.HTML // from [publish.Typesetter], sanitised
	Sources     []template.HTML
	Data        Data
}

// Template implements Page.
func (SitePost) Template() string { return "site/post" }

// SitePostWords are the words around a post in its language.
type SitePostWords struct {
	By, Reviewed, Changed, Correction, Disclosure, Sources, About, Team string
}

// Byline is a provider under a post, with what a reader should know of them.
type Byline struct {
	Name, Initials, URL, Field string
	Credentials, Limits        []string
	Disclosures                []string
}

// Correction is a change after a post was public.
type Correction struct {
	On   Moment
	Text string
}

// SitePicture is a picture of a post.
type SitePicture struct {
	URL, Alt      string
	Width, Height int
}

// SiteGone is a post that was taken down. GET /posts/{slug}, with status 410.
type SiteGone struct{ Site }

// Template implements Page.
func (SiteGone) Template() string { return "site/gone" }
