package hear

// readBirth reads a date of birth where one was asked for or announced.
func (t *turn) readBirth() {
	asked := t.asked("dob")
	b := births{t.ear.numerals, t.today, t.in.DayFirst}
	if days := b.keyed(t.in.Digits); asked && len(days) > 0 {
		s := Slot{Name: "dob", Value: days[0].String(), Sure: 1}
		for _, d := range days[1:] {
			s.Alternatives = append(s.Alternatives, d.String())
		}
		t.add(s, 0, 0)
		return
	}
	hearings, at := t.hearings, 0
	for _, h := range t.hits {
		if h.kind == cueKind && h.name == "dob" {
			at = max(at, h.to)
			hearings = [][]token{t.tokens[at:]}
		}
	}
	if !asked && at == 0 {
		return
	}
	all := b.read(hearings)
	if len(all) == 0 {
		return
	}
	s := Slot{Name: "dob", Value: all[0].date.String(), Sure: 0.6}
	for _, g := range all[1:min(len(all), 3)] {
		s.Alternatives = append(s.Alternatives, g.date.String())
	}
	if len(all) == 1 || all[0].score > 2*all[1].score {
		s.Sure = 0.95
	}
	if all[0].to > 0 {
		t.drop("date", at+all[0].from, at+all[0].to)
		t.drop("time", at+all[0].from, at+all[0].to)
		t.add(s, at+all[0].from, at+all[0].to)
	} else {
		t.add(s, 0, 0)
	}
}
