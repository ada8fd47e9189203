package template

import (
	"slices"

	"bedside/internal/guard"
	"bedside/internal/words"
)

// Place is a named place in a text: what stands between {{ and }}.
type Place struct {
	Name   string
	About  string // what comes there, for whoever writes
	Always bool   // every message of its kinds has it; any other stands within {{if …}}
	Record bool   // said only to patients who chose on record that it may be (SAFETY 11)
	Test   bool   // it can be asked for with {{if …}}, and has no words of its own

	fixed bool   // its words are those of the language, and nobody changes them
	inner bool   // only within such words
	kinds []Kind // nil for all
	value func(Values) []piece
}

// visits are the kinds that are about the time of one visit.
var visits = []Kind{Confirmation, Requested, Reminder3, Reminder1, Reminder0, Telehealth, Join, Moved, Cancelled, Proposal, Offer, Missed}

// places is every place there is, in the order in which the editor lists them.
var places = []Place{
	{Name: "practice", About: "the practice’s neutral name", Always: true, value: func(v Values) []piece { return one(v.Practice, ownName) }},
	{Name: "call", About: "the number to call back", Always: true, value: func(v Values) []piece { return one(v.Call, guard.PracticePhone) }},
	{Name: "when", About: "day and time of the visit", Always: true, kinds: visits, value: func(v Values) []piece { return one(v.When, guard.VisitTime) }},
	{Name: "was", About: "the time that cannot be kept", Always: true, kinds: []Kind{Proposal}, value: func(v Values) []piece { return one(v.Was, guard.VisitTime) }},
	{Name: "until", About: "until when the time is held", Always: true, kinds: []Kind{Proposal, Offer}, value: func(v Values) []piece { return one(v.Until, guard.VisitTime) }},
	{Name: "news", About: "what is announced", Always: true, kinds: []Kind{Announcement}, value: news},
	{Name: "stop", About: "how to stop, in fixed words", Always: true, fixed: true},
	{Name: "emergency", About: "what to do in an emergency, in fixed words", Always: true, fixed: true},
	{Name: "first name", About: "the patient’s first name", value: func(v Values) []piece {
		return one(v.FirstName.RevealGiven(), func(s string) guard.Part { return guard.FirstName(v.FirstName) })
	}},
	{Name: "place", About: "the location’s short name", kinds: visits, value: func(v Values) []piece { return one(v.Place, site) }},
	{Name: "address", About: "its street, town, state and ZIP", kinds: visits, value: func(v Values) []piece { return one(v.Address, site) }},
	{Name: "directions", About: "the door, the parking, from the location’s page", kinds: visits, value: func(v Values) []piece { return one(v.Directions, nil) }},
	{Name: "location link", About: "the page of your site that says how to find you", kinds: visits, value: func(v Values) []piece { return one(v.LocationLink, guard.Link) }},
	{Name: "video", About: "is it by video or phone?", Test: true, kinds: visits, value: func(v Values) []piece { return test(v.Video) }},
	{Name: "link", About: "the page to answer on, to book on, or to join", value: func(v Values) []piece { return one(v.Link, guard.Link) }},
	{Name: "join link", About: "the page on which a video visit is joined", kinds: []Kind{Confirmation, Moved}, value: func(v Values) []piece { return one(v.JoinLink, guard.Link) }},
	{Name: "test link", About: "the page that tests camera and microphone", kinds: []Kind{Telehealth, Join}, value: func(v Values) []piece { return one(v.TestLink, guard.Link) }},
	{Name: "provider", About: "the clinician", Record: true, kinds: visits, value: func(v Values) []piece {
		return chosen(v.Allows.Provider, v.Provider, guard.ProviderName)
	}},
	{Name: "service", About: "the kind of visit", Record: true, kinds: visits, value: func(v Values) []piece {
		return chosen(v.Allows.Service, v.Service, guard.ServiceName)
	}},
	{Name: "stop link", inner: true, value: func(v Values) []piece { return one(v.Stop, guard.Link) }},
}

// news are what is announced: parts that were made elsewhere, or a text.
func news(v Values) (all []piece) {
	for _, p := range v.Announced {
		all = append(all, piece{make: func(string) guard.Part { return p }})
	}
	return append(all, one(v.News, nil)...)
}

// one is a value that may be empty.
func one(text string, as func(string) guard.Part) []piece {
	if text == "" {
		return nil
	}
	return []piece{{text, as}}
}

// ownName and site are what staff wrote about the practice: rules read them as they read literal words, since a name
// may tell a specialty.
func ownName(s string) guard.Part { return guard.PracticeName(s).Read() }
func site(s string) guard.Part    { return guard.Place(s).Read() }

// chosen is a value that is said only because the patient chose so.
func chosen(may bool, text string, as func(string) guard.Part) []piece {
	if !may {
		return nil
	}
	return one(text, func(s string) guard.Part { return as(s).Chosen() })
}

// test is something for a place that has no words.
func test(holds bool) []piece {
	if !holds {
		return nil
	}
	return []piece{{}}
}

// PlacesFor lists the places that a text of the kind may have.
func PlacesFor(k Kind) (all []Place) {
	for _, p := range places {
		if !p.inner && p.in(k) {
			all = append(all, p)
		}
	}
	return all
}

func (p Place) in(k Kind) bool { return p.kinds == nil || slices.Contains(p.kinds, k) }

func placeNamed(name string) (Place, bool) {
	i := slices.IndexFunc(places, func(p Place) bool { return p.Name == name })
	if i < 0 {
		return Place{}, false
	}
	return places[i], true
}

// nearest is the name of a place that was probably meant, "" for none.
func nearest(name string, k Kind) string {
	const most = 2
	best, at := "", most+1
	for _, p := range PlacesFor(k) {
		if d := words.Distance(name, p.Name, most); d < at {
			best, at = p.Name, d
		}
	}
	return best
}
