package schedule

import (
	"slices"
	"strings"
	"unicode"
)

// States lists the states, the District and the territories by their two letters (USPS Publication 28, appendix B), in
// alphabetical order of their names.
func States() []string {
	var all []string
	for line := range strings.Lines(states) {
		all = append(all, line[:2])
	}
	return all
}

// ParseState reads a state by its two letters, whatever their case. Invalid, with [Field] State, for anything else.
func ParseState(s string) (string, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if slices.Contains(States(), s) {
		return s, nil
	}
	return "", about("State", "Please write the state as two letters, such as MN.")
}

// FindState finds the one state that a sentence names, in English or Spanish, or by its letters in capitals or alone;
// false if it names none or several.
func FindState(sentence string) (string, bool) {
	fields := strings.FieldsFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) })
	said := " " + strings.ToLower(strings.Join(fields, " ")) + " "
	var found []string
	for _, n := range namesOfStates() { // the longest first: West Virginia is not Virginia
		if strings.Contains(said, " "+n.name+" ") {
			said = strings.ReplaceAll(said, " "+n.name+" ", " , ")
			if !slices.Contains(found, n.letters) {
				found = append(found, n.letters)
			}
		}
	}
	if len(found) == 0 {
		for _, f := range fields {
			if slices.Contains(States(), f) || len(fields) == 1 && slices.Contains(States(), strings.ToUpper(f)) {
				found = append(found, strings.ToUpper(f))
			}
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

type stateName struct{ letters, name string }

// namesOfStates are the names by which states are known, in small letters, the longest first.
func namesOfStates() []stateName {
	var all []stateName
	for line := range strings.Lines(states) {
		for name := range strings.SplitSeq(strings.ToLower(strings.TrimSpace(line[3:])), ",") {
			all = append(all, stateName{line[:2], name})
		}
	}
	slices.SortStableFunc(all, func(a, b stateName) int { return len(b.name) - len(a.name) })
	return all
}

// states has a line each: letters, the name, and other names.
const states = `AL Alabama
AK Alaska
AS American Samoa,samoa americana
AZ Arizona
AR Arkansas
CA California
CO Colorado
CT Connecticut
DE Delaware
DC District of Columbia,washington dc,washington d c
FL Florida
GA Georgia
GU Guam
HI Hawaii,hawái,hawai
ID Idaho
IL Illinois
IN Indiana
IA Iowa
KS Kansas
KY Kentucky
LA Louisiana,luisiana
ME Maine
MD Maryland
MA Massachusetts
MI Michigan
MN Minnesota
MS Mississippi,misisipi
MO Missouri,misuri
MT Montana
NE Nebraska
NV Nevada
NH New Hampshire,nueva hampshire
NJ New Jersey,nueva jersey
NM New Mexico,nuevo méxico,nuevo mexico
NY New York,nueva york
NC North Carolina,carolina del norte
ND North Dakota,dakota del norte
MP Northern Mariana Islands,islas marianas del norte
OH Ohio
OK Oklahoma
OR Oregon,oregón
PA Pennsylvania,pensilvania
PR Puerto Rico
RI Rhode Island
SC South Carolina,carolina del sur
SD South Dakota,dakota del sur
TN Tennessee
TX Texas,tejas
UT Utah
VT Vermont
VI Virgin Islands,islas vírgenes,islas virgenes
VA Virginia
WA Washington
WV West Virginia,virginia occidental
WI Wisconsin
WY Wyoming`
