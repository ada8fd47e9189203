package twilio

import (
	"encoding/xml"
	"net/http"
	"strings"
	"unicode/utf8"

	"bedside/internal/words"
)

// response is an answer in TwiML. Values can only be text or attributes: encoding/xml escapes both, so nothing that
// was said can become a verb.
type response struct {
	XMLName xml.Name `xml:"Response"`
	Verbs   []any
}

type (
	say struct {
		XMLName  xml.Name `xml:"Say"`
		Voice    string   `xml:"voice,attr"`
		Language string   `xml:"language,attr"`
		Text     string   `xml:",chardata"`
	}
	gather struct {
		XMLName       xml.Name `xml:"Gather"`
		Input         string   `xml:"input,attr"`
		Action        string   `xml:"action,attr"`
		Method        string   `xml:"method,attr"`
		Timeout       int      `xml:"timeout,attr"`
		SpeechTimeout string   `xml:"speechTimeout,attr,omitempty"`
		NumDigits     int      `xml:"numDigits,attr,omitempty"`
		Language      string   `xml:"language,attr,omitempty"`
		Hints         string   `xml:"hints,attr,omitempty"`
		Partial       string   `xml:"partialResultCallback,attr,omitempty"`
		EmptyToo      bool     `xml:"actionOnEmptyResult,attr"`
		Prompts       []say
	}
	dial struct {
		XMLName        xml.Name `xml:"Dial"`
		Action         string   `xml:"action,attr"`
		Method         string   `xml:"method,attr"`
		Timeout        int      `xml:"timeout,attr"`
		AnswerOnBridge bool     `xml:"answerOnBridge,attr"`
		Number         number
	}
	number struct {
		XMLName xml.Name `xml:"Number"`
		URL     string   `xml:"url,attr"` // what the person who answers hears first
		Method  string   `xml:"method,attr"`
		E164    string   `xml:",chardata"`
	}
	record struct {
		XMLName    xml.Name `xml:"Record"`
		Action     string   `xml:"action,attr"`
		Method     string   `xml:"method,attr"`
		Timeout    int      `xml:"timeout,attr"`
		MaxLength  int      `xml:"maxLength,attr"`
		PlayBeep   bool     `xml:"playBeep,attr"`
		Done       string   `xml:"recordingStatusCallback,attr"`
		Transcribe bool     `xml:"transcribe,attr"`
		Text       string   `xml:"transcribeCallback,attr"`
	}
	redirect struct {
		XMLName xml.Name `xml:"Redirect"`
		Method  string   `xml:"method,attr"`
		URL     string   `xml:",chardata"`
	}
	hangup struct {
		XMLName xml.Name `xml:"Hangup"`
	}
	message struct {
		XMLName xml.Name `xml:"Message"`
		Text    string   `xml:",chardata"`
	}
)

// What Twilio takes at most in one piece, in code points.
const (
	longestSaid = 4000
	longestText = 1600
)

// spoken returns the verbs that say a text.
func spoken(text string, l words.Language) []say {
	var all []say
	for _, piece := range pieces(text, longestSaid) {
		all = append(all, say{Voice: voice(l), Language: locale(l), Text: piece})
	}
	return all
}

// texted returns the verbs that send a text.
func texted(text string) []any {
	var all []any
	for _, piece := range pieces(text, longestText) {
		all = append(all, message{Text: piece})
	}
	return all
}

func locale(l words.Language) string {
	if l == words.Spanish {
		return "es-US"
	}
	return "en-US"
}

func voice(l words.Language) string {
	if l == words.Spanish {
		return "Polly.Lupe-Neural"
	}
	return "Polly.Joanna-Neural"
}

// pieces cuts a text into parts of at most so many code points, at spaces where there are any. No text has no parts.
func pieces(text string, most int) []string {
	var all []string
	for text = strings.TrimSpace(text); utf8.RuneCountInString(text) > most; {
		end := 0
		for range most {
			_, n := utf8.DecodeRuneInString(text[end:])
			end += n
		}
		if space := strings.LastIndexAny(text[:end], " \n"); space > 0 {
			end = space
		}
		all = append(all, strings.TrimSpace(text[:end]))
		text = strings.TrimSpace(text[end:])
	}
	if text != "" {
		all = append(all, text)
	}
	return all
}

// write answers with the verbs.
func write(w http.ResponseWriter, verbs ...any) {
	body, err := xml.Marshal(response{Verbs: verbs})
	if err != nil { // only a type that cannot be written does that, and there is none above
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(xml.Header))
	_, _ = w.Write(body)
}
