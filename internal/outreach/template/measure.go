package template

import (
	"strings"
	"unicode/utf16"
)

// Length is how long a text message is as carriers count (3GPP TS 23.038): in septets of the GSM alphabet while every
// letter is in it, else in UTF-16 units.
type Length struct {
	Unicode  bool
	Units    int
	Segments int    // of 160 units alone or 153 each where there are several; 70 and 67 in Unicode
	Why      string // the first letter that is not in the GSM alphabet
}

// gsm is the default alphabet without its control characters, gsmTwo what takes two septets.
const (
	gsm    = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwo = "\f^{}\\[~]|€"
)

// Measure counts a text message.
func Measure(text string) Length {
	l := Length{}
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsm, r):
			l.Units++
		case strings.ContainsRune(gsmTwo, r):
			l.Units += 2
		default:
			return inUnicode(text, string(r))
		}
	}
	l.Segments = segments(l.Units, 160, 153)
	return l
}

func inUnicode(text, why string) Length {
	n := len(utf16.Encode([]rune(text)))
	return Length{Unicode: true, Units: n, Segments: segments(n, 70, 67), Why: why}
}

func segments(units, alone, each int) int {
	if units <= alone {
		return 1
	}
	return (units + each - 1) / each
}
