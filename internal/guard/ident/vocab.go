package ident

import (
	_ "embed"
	"strings"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/name"
)

//go:embed words/given.txt
var givenNames string

//go:embed words/surnames.txt
var surnames string

//go:embed words/cities.txt
var cities string

//go:embed words/words.txt
var wordClasses string

const (
	cGiven lex.Class = 1 << iota
	cSurname
	cCity
	cTitle
	cKin
	cPerson
	cPatient
	cOldAge
	cThird
	cCare
	cAnnounce
	cMonth
	cAmbiguousMonth
	cWeekday
	cHoliday
	cOrdinal
	cDateCue
	cStreet
	cStreetStrong
	cStreetPrefix
	cUnit
	cDirection
	cState
	cStateAbbr
	cCountry
	cFacility
	cFacilityEnd
	cInstitution
	cCityPrefix
	cCitySuffix
	cPlaceCue
	cLiveCue
	cApposition
	cPhoneCue
	cFaxCue
	cName
	cGreeting
	cMRN
	cPlan
	cPayer
	cAccount
	cLicense
	cVehicle
	cDevice
	cID
	cSSN
	cNearNumber
	cAgeCue
	cEponym
	cEponymNoun
	cParticle
	cSuffix
	cWordName
	cCommon
	cNoName
	cPublicHost
	cTLD
	cAnnounceName
	cCredential
	cRole
	cMinor // see minor.go
)

// The sections of words.txt in the order of the classes from cTitle on.
var sections = strings.Fields(`title kin person patient oldage third care announce month ambiguousmonth weekday holiday
	ordinal datecue street streetstrong streetprefix unit direction state stateabbr country facility facilityend
	institution cityprefix citysuffix placecue livecue apposition phonecue faxcue name greeting mrncue plancue
	payer accountcue licensecue vehiclecue devicecue idcue ssncue nearnumber agecue eponym eponymnoun particle suffix
	wordname common noname publichost tld announcename credential role`)

// AddTo puts the words that detectors know into a dictionary to be built.
func AddTo(dict map[uint64]lex.Entry) {
	word := func(w string, c lex.Class, m minor) {
		h := hash(w)
		e := dict[h]
		info := name.Of(lex.FNV(w))
		e.Class |= c
		if info.Ordinary() == 3 && !info.Listed() && len(w) > 2 {
			m |= mEveryday
		}
		e.More |= uint32(m) | uint32(info)<<infoShift
		e.Wakes = e.Wakes || c&lowTriggers&^cMinor != 0 || c == cMinor && (m&mBegins != 0 || info.Listed())
		dict[h] = e
	}
	add := func(list string, c lex.Class) {
		for line := range strings.Lines(list) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for w := range strings.FieldsSeq(line) {
				word(w, c, 0)
			}
		}
	}
	add(givenNames, cGiven)
	add(surnames, cSurname)
	add(cities, cCity)
	eachMinor(func(w string, m minor) { word(w, cMinor, m) })
	for _, h := range leads {
		e := dict[h]
		e.More |= uint32(mLeads)
		dict[h] = e
	}
	old := dict[hOld] // for ContextOf
	old.Wakes = true
	dict[hOld] = old
	var class lex.Class
	for line := range strings.Lines(wordClasses) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			class = classOf(strings.TrimSuffix(name, "]"))
			continue
		}
		add(line, class)
	}
}

func classOf(section string) lex.Class {
	for i, s := range sections {
		if s == section {
			return cTitle << i
		}
	}
	panic("ident: words.txt has the unknown section " + section)
}
