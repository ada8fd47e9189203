package exchange

import "testing"

// Whatever a practice answers, it is either understood or refused, and what is understood is in the grammar.
func FuzzParse(f *testing.F) {
	f.Add(`<Response><Gather input="dtmf speech"><Say language="en-US">Hello &amp; welcome</Say></Gather><Redirect>/x</Redirect></Response>`)
	f.Add(`<Response><Dial timeout="1"><Number url="/w">+12185550199</Number></Dial></Response>`)
	f.Add("<!DOCTYPE x><Response/>")
	f.Add("<Response><Dial/></Response>")
	f.Add("</Response>")
	f.Fuzz(func(t *testing.T, text string) {
		verbs, err := parse(text)
		if err != nil {
			return
		}
		for _, v := range verbs {
			if _, known := grammar[v.name]; !known {
				t.Errorf("%q is no verb", v.name)
			}
			if v.name == "Dial" && len(v.in) != 1 {
				t.Errorf("a Dial with %d numbers is carried out", len(v.in))
			}
		}
	})
}
