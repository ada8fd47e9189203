package twilio_test

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bedside/internal/channel/twilio"
)

const (
	vectorToken = "12345"
	vectorURL   = "https://mycompany.com/myapp.php?foo=1&bar=2"
	vectorForm  = "vOEb5UThFn24KEfnOFLQY2AE5FY="
	vectorBody  = `{"property": "value", "boolean": true}`
	vectorSum   = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
	vectorJSON  = "a9nBmqA0ju/hNViExpshrM61xv4="
)

func vectorFields() url.Values {
	return url.Values{"Digits": {"1234"}, "CallSid": {"CA1234567890ABCDE"}, "To": {"+18005551212"}, "Caller": {"+14158675309"},
		"From": {"+14158675309"}, "ReasonConferenceEnded": {"test"}, "Reason": {"Participant"}}
}

// The vectors are those that Twilio publishes with its own library.
func TestPublishedVectors(t *testing.T) {
	if got := twilio.Sign(vectorToken, vectorURL, vectorFields()); got != vectorForm {
		t.Errorf("the form's signature is %s, want %s", got, vectorForm)
	}
	if !twilio.Valid(vectorToken, vectorURL, vectorFields(), vectorForm) {
		t.Error("the form is refused")
	}
	address := vectorURL + "&bodySHA256=" + vectorSum
	if !twilio.ValidBody(vectorToken, address, []byte(vectorBody), vectorJSON) {
		t.Error("the JSON body is refused")
	}
	if twilio.ValidBody(vectorToken, address, []byte(vectorBody+" "), vectorJSON) {
		t.Error("another body passes")
	}
	if twilio.ValidBody(vectorToken, vectorURL, []byte(vectorBody), twilio.Sign(vectorToken, vectorURL, nil)) {
		t.Error("a body without its sum passes")
	}
}

func TestValid(t *testing.T) {
	twice := func(vs ...string) url.Values { return url.Values{"MediaUrl": vs, "From": {"+12185550123"}} }
	const socket = "wss://practice.example/twilio/media"
	for name, c := range map[string]struct {
		signed, asked             string
		signedFields, askedFields url.Values
		want                      bool
	}{
		"GET":                        {vectorURL, vectorURL, nil, nil, true},
		"port signed, not asked":     {"https://mycompany.com:443/a?b=c", "https://mycompany.com/a?b=c", nil, nil, true},
		"port asked, not signed":     {"https://mycompany.com/a?b=c", "https://mycompany.com:443/a?b=c", nil, nil, true},
		"plain port signed":          {"http://mycompany.com:80?b=c", "http://mycompany.com?b=c", nil, nil, true},
		"another port":               {"https://mycompany.com:8443/a", "https://mycompany.com/a", nil, nil, false},
		"another port, both":         {"https://mycompany.com:8443/a", "https://mycompany.com:8443/a", nil, nil, true},
		"IPv6":                       {"https://[::1]:443/a", "https://[::1]/a", nil, nil, true},
		"fragment":                   {vectorURL, vectorURL + "#rc=3&rp=5xx", nil, nil, true},
		"every value, sorted, once":  {vectorURL + "", vectorURL, twice("a", "b"), twice("b", "a", "b"), true},
		"the first value alone":      {vectorURL, vectorURL, twice("b"), twice("b", "a"), true},
		"the second value alone":     {vectorURL, vectorURL, twice("a"), twice("b", "a"), false},
		"web socket":                 {socket, socket, nil, nil, true},
		"web socket, slash signed":   {socket + "/", socket, nil, nil, true},
		"web socket, slash asked":    {socket, socket + "/", nil, nil, true},
		"web socket, query, port":    {"wss://practice.example:443/twilio/media/?a=b", socket + "?a=b", nil, nil, true},
		"a page is not a web socket": {"https://practice.example/a/", "https://practice.example/a", nil, nil, false},
		"one field more":             {vectorURL, vectorURL, vectorFields(), func() url.Values { f := vectorFields(); f.Set("New", ""); return f }(), false},
		"values are not trimmed":     {vectorURL, vectorURL, url.Values{"Body": {"a "}}, url.Values{"Body": {"a"}}, false},
		"another query":              {vectorURL, "https://mycompany.com/myapp.php?bar=2&foo=1", nil, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := twilio.Valid(vectorToken, c.asked, c.askedFields, twilio.Sign(vectorToken, c.signed, c.signedFields)); got != c.want {
				t.Errorf("Valid = %t, want %t", got, c.want)
			}
		})
	}
	if twilio.Valid("", vectorURL, nil, twilio.Sign("", vectorURL, nil)) {
		t.Error("no token is a token")
	}
}

// Names sort by bytes: "Reason" comes before "ReasonConferenceEnded" though its value would sort after.
func TestOrderOfFields(t *testing.T) {
	f := vectorFields()
	wrong := url.Values{}
	for k, v := range f {
		wrong[k] = v
	}
	wrong.Del("Reason")
	wrong.Del("ReasonConferenceEnded")
	wrong.Set("ReasonConferenceEndedtestReason", "Participant")
	if twilio.Valid(vectorToken, vectorURL, f, twilio.Sign(vectorToken, vectorURL, wrong)) {
		t.Error("the wrong order passes")
	}
}

// Whatever the fields are, a signature is good for them and for nothing that differs in one value.
func TestSignatureBindsEveryField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := url.Values{}
		for _, name := range rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Za-z]{1,12}`), 1, 8, rapid.ID[string]).Draw(t, "names") {
			f.Set(name, rapid.String().Draw(t, "value"))
		}
		signature := twilio.Sign(vectorToken, vectorURL, f)
		if !twilio.Valid(vectorToken, vectorURL, f, signature) {
			t.Fatal("what was signed is refused")
		}
		for name := range f {
			f.Set(name, f.Get(name)+"x")
			break
		}
		if twilio.Valid(vectorToken, vectorURL, f, signature) {
			t.Fatal("a changed field passes")
		}
	})
}

func FuzzValid(f *testing.F) {
	f.Add(vectorURL, "Digits=1234&Reason=a&Reason=b", vectorForm)
	f.Add("wss://[::1]/?#x", "", "")
	f.Add("://", "%zz", "x")
	f.Fuzz(func(t *testing.T, address, form, signature string) {
		fields, _ := url.ParseQuery(form)
		if twilio.Valid(vectorToken, address, fields, signature) && signature != vectorForm {
			t.Errorf("%q passes for %q", signature, address)
		}
		bare, _, _ := strings.Cut(address, "#")
		if !twilio.Valid(vectorToken, address, fields, twilio.Sign(vectorToken, bare, fields)) {
			t.Errorf("what was signed is refused: %q", address)
		}
	})
}
