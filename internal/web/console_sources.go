package web

import (
	"cmp"

	"bedside/internal/guard/source"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// mostSources is how many sources are listed.
const mostSources = 30

// sources lists what the words rest on.
func (c *call) sources(v *view.PostCheck, checked publish.Checked) {
	v.Sources = postSources(checked.On)
	if len(v.Sources) > 0 && c.IndexAge != nil {
		v.Index = c.IndexAge()
	}
	v.CanLook = c.Posts.Sources != nil && len(checked.Papers()) > 0
}

// postSources are what the words rest on, on all channels, each once.
func postSources(on map[publish.Channel]publish.OnChannel) (all []view.PostSource) {
	seen := map[string]bool{}
	for _, ch := range publish.Channels() {
		for _, s := range on[ch].Report.Sources {
			key := cmp.Or(s.ID.Key(), s.Text)
			if seen[key] || len(all) == mostSources {
				continue
			}
			seen[key] = true
			all = append(all, postSource(s))
		}
	}
	return all
}

func postSource(s source.Source) view.PostSource {
	v := view.PostSource{Name: nameOf(s), Kind: kindsOfSource[s.Type], Quote: s.Text, Tone: view.Quiet, Standing: s.Standing.Sentence}
	if quote := []rune(v.Quote); len(quote) > longQuote {
		v.Quote = string(quote[:longQuote]) + "…"
	}
	switch s.Standing.State {
	case source.Retracted:
		v.Tone = view.Stop
	case source.Concern, source.Corrected:
		v.Tone = view.Caution
	}
	for _, r := range s.Reasons {
		if r.Text != v.Standing {
			v.Reasons = append(v.Reasons, view.SourceReason{Doubt: r.Doubt, Text: r.Text})
		}
	}
	return v
}

// nameOf is who is behind a source, else where it is; a DOI's resolver is nobody.
func nameOf(s source.Source) string {
	if s.Name == "" && s.ID.Kind == source.DOI {
		return s.ID.String()
	}
	return cmp.Or(s.Name, s.Host, s.ID.String())
}

// kindsOfSource are the types of sources in words.
var kindsOfSource = map[source.Type]string{
	source.Guideline: "Guideline", source.Journal: "Journal", source.Preprint: "Preprint, not reviewed", source.Government: "Public agency", source.Society: "Professional or patients’ organization",
	source.Institution: "Hospital or university", source.News: "News or health website", source.Vendor: "Seller", source.Social: "Social media or open site", source.Unknown: "Not in our table",
}
