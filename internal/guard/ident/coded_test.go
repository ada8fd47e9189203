package ident

import (
	"strings"
	"testing"
)

// The numbers are those of the authorities' own examples, or made for the test.
func TestValidators(t *testing.T) {
	for name, c := range map[string]struct {
		valid     func(string) bool
		good, bad []string
	}{
		"MBI": {validMBI, []string{"1EG4TE5MK73", "9a09a09aa99"}, []string{"0EG4TE5MK73", "1SG4TE5MK73", "1EG4TE5MK7", "1E44TE5MK7X", "11G4TE5MK73"}},
		"VIN": {validVIN, []string{"1M8GDM9AXKP042788", "11111111111111111", "5gzcz43d13s812715"}, []string{"1M8GDM9A1KP042788", "IM8GDM9AXKP042788", "1M8GDM9AXKP04278"}},
		"DEA": {validDEA, []string{"AP5836727", "b91234563"}, []string{"AP5836728", "5P5836727", "AP583672", "AP58367Z7"}},
		"NPI": {validNPI, []string{"1234567893", "1993999998"}, []string{"1234567890", "123456789", "12345678a3"}},
		"IBAN": {func(w string) bool { return validIBAN([]byte(w)) }, []string{"GB82WEST12345698765432", "de89370400440532013000"},
			[]string{"GB82WEST12345698765433", "GB82WEST1234569876543 ", "82GB"}},
	} {
		for _, w := range c.good {
			if !c.valid(w) {
				t.Errorf("%s %s is valid", name, w)
			}
		}
		for _, w := range c.bad {
			if c.valid(w) {
				t.Errorf("%s %s is not valid", name, w)
			}
		}
	}
}

// A valid number with one digit changed is valid no more: every one of these checks finds any single wrong digit.
func FuzzValidators(f *testing.F) {
	for _, w := range []string{"1EG4TE5MK73", "1M8GDM9AXKP042788", "AP5836727", "1234567893", "GB82WEST12345698765432", "", "\xff"} {
		f.Add(w, 3)
	}
	f.Fuzz(func(t *testing.T, w string, at int) {
		if len(w) > 64 {
			return
		}
		changed := ""
		if at >= 0 && at < len(w) && digitAt(w, at) {
			changed = w[:at] + string('0'+(w[at]-'0'+1)%10) + w[at+1:]
		}
		for name, valid := range map[string]func(string) bool{"NPI": validNPI, "IBAN": func(w string) bool { return len(w) >= 15 && validIBAN([]byte(w)) }, "VIN": validVIN, "DEA": validDEA} {
			if valid(w) && changed != "" && valid(changed) {
				t.Errorf("%s: %s and %s are both valid", name, w, changed)
			}
		}
		validMBI(w)
		zip3(w + "00000")
		foreignStreet(w)
		if strings.ToUpper(w) != w && validMBI(w) != validMBI(strings.ToUpper(w)) {
			t.Errorf("%s is valid in one case only", w)
		}
	})
}
