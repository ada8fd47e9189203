package app

import (
	"bedside/internal/civil"
	"bedside/internal/sources"
)

// Sources says where what is known of retractions comes from.
type Sources struct {
	Folder   string // of the imported index; "" for none
	Crossref string // where Crossref answers; "" asks nobody there
	PubMed   string
	Email    string // by which they can reach who asks
}

// papers puts together where the guard looks for retractions. An index that cannot be read is said in the log, and
// nothing is known then.
func (a *App) papers() *sources.Registry {
	r := &sources.Registry{Shelf: &sources.Shelf{}, Now: a.Now}
	if a.Sources.Folder != "" {
		shelf, err := sources.OpenShelf(a.Sources.Folder)
		if err != nil {
			a.Log.Error("the index of retracted papers", "err", err)
		}
		r.Shelf = shelf
		if err := r.Load(a.Sources.Folder); err != nil {
			a.Log.Warn("what was known of retracted papers", "err", err)
		}
	}
	if a.Sources.Crossref != "" {
		r.Services = append(r.Services, &sources.Crossref{Client: a.fetcher(a.Sources.Crossref), URL: a.Sources.Crossref, Email: a.Sources.Email, Now: a.Now})
	}
	if a.Sources.PubMed != "" {
		r.Services = append(r.Services, &sources.PubMed{Client: a.fetcher(a.Sources.PubMed), URL: a.Sources.PubMed, Email: a.Sources.Email, Now: a.Now})
	}
	return r
}

// indexAge says how old the index of retractions is.
func (a *App) indexAge() string {
	head, ok := a.Papers.Shelf.Head()
	return sources.AgeSentence(head, ok, civil.DateOf(a.Now()))
}
