package demo

// Number is the practice's own number, which is answered.
const Number = "+12185550100"

// Handset is a telephone of the demo.
type Handset struct{ Number, Name, Role string }

// Handsets are the telephones that a visitor of the demo can hold. Their numbers are set aside for fiction.
func Handsets() []Handset {
	return []Handset{
		{"+12185550177", "A telephone", "Somebody calls us"},
		{"+12185550178", "Another telephone", "And somebody else"},
		{"+12185550199", "The front desk", "Where calls are put through"},
		{"+12185550191", "Ines Marlow", "On call, by turns"},
		{"+12185550192", "Ruth Bergstrom", "On call, by turns"},
		{"+12185550190", "Helen Ashby", "Owner"},
	}
}
