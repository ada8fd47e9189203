package flow

import (
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// samples fill every placeholder with something as it occurs: the practice's own names where there is one.
func samples(m *Machine, p *practice.Practice, channel string, l words.Language) Args {
	c := m.wording(l).Calendar
	at := time.Date(2026, 12, 1, 14, 20, 0, 0, time.UTC) // a Tuesday
	a := Args{
		"when": c.when(at, false), "to": c.when(at.AddDate(0, 0, 3), false), "day": c.Days[2], "other": c.Days[4], "times": "8:00 am to 5:00 pm", "from": "8:00 am",
		"date": c.birth(civil.DateOf(at.AddDate(-40, 3, 9))), "month": c.Months[11], "clock": c.clock(civil.ClockOf(at)),
		"provider": "Ines Marlow, MD", "place": "Harbor Street", "address": "14 Harbor Street, Elder Bay, MN 55604", "service": "Office visit",
		"practice": "Lakeside", "phone": "(218) 555-0100", "name": "Tom Reed", "spelled": "R-E-E-D", "another": "Annual physical", "one": "5-1-5", "two": "5-5-0", "n": "1", "text": "Medicare", "source": "Patient guide, page 1",
	}
	if p != nil {
		a["practice"], a["phone"] = p.Settings.NeutralName, american(p.Settings.Phone)
		for _, v := range p.Providers {
			if v.Active {
				a["provider"] = v.Name()
				break
			}
		}
		for _, x := range p.Locations {
			if x.Active {
				a["place"], a["address"] = x.Name, x.Address+", "+x.City+", "+x.State+" "+x.ZIP
				break
			}
		}
		for _, s := range p.Services {
			if s.Active {
				a["service"] = s.Name
				break
			}
		}
	}
	a["with"], a["where"] = m.Line("with", channel, l, a), m.Line("where", channel, l, a)
	second := Args{"n": "2", "when": a["to"], "with": a["with"], "where": a["where"]}
	a["offers"] = slices.Concat(m.Line("offer", channel, l, a), []inbox.Piece{{Text: phi.NewText(m.wording(l).Say["or"])}}, m.Line("offer", channel, l, second))
	a["list"], a["days"] = []inbox.Piece{{Kind: inbox.Place, Text: phi.NewText("Mill Pond")}}, m.Line("hours.day", channel, l, a)
	return a
}
