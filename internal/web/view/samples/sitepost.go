package samples

import (
	"html/template"

	"bedside/internal/web/view"
)

func moment(text, iso string) view.Moment { return view.Moment{Text: text, ISO: iso} }

func sitePostRows() []view.SitePostRow {
	return []view.SitePostRow{
		{URL: "/posts/a-tick", Title: "A tick, three days, and what to do in them", Lang: "en", By: "Dr. Marlow", Date: moment("November 18, 2026", "2026-11-18T09:00:00-06:00"), Lead: "You found one. Here is how to take it out, what to watch for, and who should call us the same day. Written for everyone; children and pregnancy have their own …"},
		{URL: "/posts/flu-clinics", Title: "Flu clinics in December", Lang: "en", Date: moment("November 12, 2026", "2026-11-12T09:00:00-06:00"), Lead: "No visit needed.", Told: []string{"The practice is paid for each shot."}},
		{URL: "/posts/la-presion", Title: "Lo que dice su presión arterial, y lo que no dice", Lang: "es", By: "Dr. Osei", Date: moment("6 de noviembre de 2026", "2026-11-06T09:00:00-06:00"), Lead: "Un número no es un diagnóstico.", Label: "Ejemplo inventado."},
	}
}

func sitePosts() []Sample {
	data := &view.Thing{Context: "https://schema.org", Type: "MedicalWebPage", URL: "https://lakeside.example/posts/a-tick", Name: "A tick </script><b>", Author: &view.Thing{Type: "IndividualPhysician", Name: "Ines Marlow, MD"}}
	by := &view.Byline{Name: "Ines Marlow, MD", Initials: "IM", URL: "/providers/ines-marlow", Field: "Family medicine", Limits: []string{"Sees patients from two years on."},
		Credentials: []string{"Board certified in Family Medicine by the American Board of Family Medicine, checked Oct 2, 2026"}, Disclosures: []string{"Owns a part of this practice."}}
	page := view.SitePost{Site: siteFrame("posts", "A tick, three days, and what to do in them"), Lang: "en", Head: "A tick, three days, and what to do in them", By: by, Reviewed: &view.Byline{Name: "Kwame Osei, MD", URL: "/providers/kwame-osei"},
		Say:        view.SitePostWords{By: "By", Reviewed: "Reviewed by", Changed: "Updated", Correction: "Correction", Disclosure: "What you should know", Sources: "Sources", About: "Who writes", Team: "By the team of Lakeside"},
		ReviewedOn: moment("November 17, 2026", "2026-11-17T12:00:00-06:00"), Published: moment("November 18, 2026", "2026-11-18T09:00:00-06:00"), Data: data,
		Body: `<p>You found one. Most bites from ticks do no harm, and what you do in the next three days matters more than how it looks.</p><h2>Take it out</h2><p>Use fine tweezers. Hold it close to the skin and pull straight up, slowly.</p><ul><li>No oil, no match, no twisting.</li><li>Wash the place and your hands.</li><li>Write down the day.</li></ul><blockquote><p>A ring that grows over days is a reason to call, also without fever.</p></blockquote><h3>Whom this is for</h3><p>Healthy adults. For children and in pregnancy <a href="/book">ask us first</a>.</p>`,
	}
	page.Canonical = "https://lakeside.example/posts/a-tick"
	full := page
	changed := moment("November 20, 2026", "2026-11-20T09:00:00-06:00")
	full.Label, full.Changed = "This story is invented.", &changed
	full.Disclosures = []template.HTML{"<p>The practice sells the tick tweezers that are shown.</p>"}
	full.Corrections = []view.Correction{{On: changed, Text: "An earlier version said five days."}}
	full.Pictures = []view.SitePicture{{URL: "/posts/pictures/m1", Alt: "Fine tweezers on a white cloth", Width: 1200, Height: 800}}
	full.Sources = []template.HTML{`<p>CDC, What to Do After a Tick Bite, <a href="https://www.cdc.gov/ticks">https://www.cdc.gov/ticks</a></p>`, "<p>American Academy of Family Physicians, 2024</p>"}
	team := page
	team.By, team.Reviewed, team.Lang = nil, nil, "es"
	list := view.SitePosts{Site: siteFrame("posts", "Worth reading"), Rows: sitePostRows(), Next: "/posts?page=1", Data: data}
	return []Sample{
		{"site-posts", list}, {"site-posts-none", view.SitePosts{Site: siteFrame("posts", "Worth reading")}}, {"site-post", page}, {"site-post-full", full}, {"site-post-team", team},
		{"site-gone", view.SiteGone{Site: siteFrame("posts", "Taken down")}},
	}
}
