package outreach

import "strings"

// unfit says why words do not belong into a message about health care: it sells nothing, and asks for no money
// (SAFETY 13; the consent that was given is for care, not for marketing or bills).
func unfit(text string) string {
	low := " " + strings.Map(func(r rune) rune {
		if r == '$' || r == '%' || r == '\'' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 {
			return r
		}
		return ' '
	}, strings.ToLower(text)) + " "
	low = strings.Join(strings.Fields(low), " ")
	for _, w := range []string{"sale", "discount", "descuento", "coupon", "cupón", "promo", "promotion", "promoción", "special offer", "oferta", "deal", "free gift", "gift card", "giveaway", "refer a friend",
		"package price", "botox", "membership", "now only", "% off", "$"} {
		if contains(low, w) {
			return "This reads like advertising (“" + w + "”). A message about health care may not sell anything."
		}
	}
	for _, w := range []string{"invoice", "bill", "bills", "billing", "balance due", "your balance", "past due", "overdue", "payment", "payments", "pay", "copay", "copays", "collections", "factura", "pago", "saldo"} {
		if contains(low, w) {
			return "This speaks of money (“" + w + "”). A message about health care may not ask for payment."
		}
	}
	return ""
}

// contains reports whether the words are in the text, as words; signs stand anywhere.
func contains(text, words string) bool {
	if strings.ContainsAny(words, "$%") {
		return strings.Contains(text, words)
	}
	return strings.Contains(" "+text+" ", " "+words+" ")
}
