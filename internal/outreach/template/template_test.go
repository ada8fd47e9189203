package template_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/outreach/template"
	"bedside/internal/phi"
	"bedside/internal/words"
)

func key(k template.Kind, c template.Channel, l words.Language) template.Key {
	return template.Key{Kind: k, Channel: c, Language: l}
}

var (
	letter = key(template.Reminder1, template.Email, words.English)
	text   = key(template.Reminder1, template.SMS, words.English)
	carta  = key(template.Reminder1, template.Email, words.Spanish)
	texto  = key(template.Reminder1, template.SMS, words.Spanish)
	call   = key(template.Reminder1, template.Voice, words.English)
)

func TestBlocks(t *testing.T) {
	named, nobody := template.Values{FirstName: phi.NewName("Ana", "")}, template.Values{}
	for _, c := range []struct {
		text     string
		v        template.Values
		want     string
		mistaken bool
	}{
		{text: "Hello{{if first name}} {{first name}}{{end}},", v: named, want: "Hello Ana,"},
		{text: "Hello{{if first name}} {{first name}}{{end}},", v: nobody, want: "Hello,"},
		{text: "{{ IF  First Name }}{{FIRST NAME}}{{else}}You{{End}}.", v: nobody, want: "You."},
		{text: "A\n{{if first name}}\n{{first name}}\n{{end}}\nB", v: named, want: "A\nAna\nB"},
		{text: "A\n{{if first name}}\n{{first name}}\n{{end}}\nB", v: nobody, want: "A\nB"},
		{text: "A\n\n{{if first name}}\n{{first name}}\n\n{{end}}\nB", v: nobody, want: "A\n\nB"},
		{text: "\n\n{{if first name}}\nX\n{{end}}\n\n\nB\n\n", v: nobody, want: "B"},
		{text: "one { brace } is words", want: "one { brace } is words"},
		{text: "{{when", mistaken: true}, {text: "when}}", mistaken: true}, {text: "{{}}", mistaken: true}, {text: "{{wh\nen}}", mistaken: true},
		{text: "{{if}}a{{end}}", mistaken: true}, {text: "{{if place}}a", mistaken: true}, {text: "a{{end}}", mistaken: true}, {text: "a{{else}}", mistaken: true},
		{text: "{{if place}}a{{else}}b{{else}}c{{end}}", mistaken: true}, {text: "{{if place}}{{if video}}a{{end}}{{end}}", mistaken: true},
	} {
		s, err := template.Render(text, template.Text{Body: c.text}, c.v)
		if (err != nil) != c.mistaken {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "Line ") && !strings.Contains(err.Error(), "Line 1: ") {
				t.Errorf("%q: %v does not name the line", c.text, err)
			}
			continue
		}
		got := plain.Check(guard.Draft{Kind: guard.Chat, Audience: guard.Staff, Channel: "site", Body: s.Body}).Text
		if got != c.want {
			t.Errorf("%q says %q, want %q", c.text, got, c.want)
		}
	}
}

// What a text may not be, and what is said of it beside the words.
func TestRefused(t *testing.T) {
	g, p := reader(t), house()
	base := map[template.Key]template.Text{}
	for _, k := range []template.Key{letter, text, carta, texto, call} {
		base[k] = template.Default(k)
	}
	with := func(k template.Key, more string) template.Text {
		b := base[k]
		b.Body = more + " " + b.Body
		return b
	}
	without := func(k template.Key, place string) template.Text {
		b := base[k]
		b.Body = strings.ReplaceAll(b.Body, "{{"+place+"}}", "us")
		return b
	}
	titled := func(k template.Key, title string) template.Text {
		return template.Text{Title: title, Body: base[k].Body}
	}
	for _, c := range []struct {
		key   template.Key
		text  template.Text
		rule  string
		quote string
	}{
		{letter, with(letter, "Your oncology visit is soon."), "message.specialty", "oncology"},
		{text, with(text, "Your oncology visit is soon."), "message.specialty", "oncology"},
		{texto, with(texto, "Su cita de cardiología es pronto."), "message.specialty", "cardiología"},
		{carta, with(carta, "Le recordamos su cita de salud mental."), "message.specialty", "salud mental"},
		{call, with(call, "Your psychiatry visit is soon."), "message.specialty", "psychiatry"},
		{text, with(text, "Bring your HIV results."), "boundary.message-reason", "HIV"},
		{texto, with(texto, "Traiga sus resultados de VIH."), "message.procedure", "resultados"},
		{letter, with(letter, " \n This visit is about your diabetes."), "message.condition", "diabetes"},
		{letter, with(letter, "Do not eat or drink after midnight."), "message.preparation", ""},
		{texto, with(texto, "Venga en ayunas."), "message.preparation", ""},
		{texto, with(texto, "Su mamografía es pronto."), "message.told", "mamografía"},
		{carta, with(carta, "Tome el laxante la noche anterior."), "message.told", "laxante"},
		{text, with(text, "See you at the kidney place."), "message.told", "kidney"},
		{text, with(text, "{{if place}}{{place}}{{else}}Your operation{{end}}"), "message.told", "Your operation"},
		{text, with(text, "20% off your next peel!"), "sms.marketing", ""},
		{letter, with(letter, "20% off your next peel!"), "message.marketing", ""},
		{texto, with(texto, "Aproveche hoy nuestra oferta."), "message.marketing-es", ""},
		{text, with(text, "Your balance of $40 is past due."), "sms.billing", ""},
		{letter, with(letter, "Please pay your bill before you come."), "message.billing", ""},
		{texto, with(texto, "Pague su factura antes."), "message.billing-es", ""},
		{text, with(text, "Reply CANCEL to cancel your visit."), "sms.cancel", ""},
		{texto, with(texto, "Responda CANCELAR para cancelar su cita."), "message.cancel-es", ""},
		{letter, with(letter, "This is nurse Amy."), "transparency.title", ""},
		{carta, with(carta, "Le saluda la enfermera Ana."), "message.title", ""},
		{letter, with(letter, "Dear Maria Lopez,"), "privacy.name", ""},
		{letter, with(letter, "Call me at 612-555-0177."), "privacy.phone", "612-555-0177"},
		{letter, with(letter, "Your visit with {{provider}}."), "template.place", "{{provider}}"},
		{letter, with(letter, "{{if place}}{{provider}}{{end}}"), "template.place", "{{provider}}"},
		{letter, with(letter, "{{if provider}}x{{else}}{{provider}}{{end}}"), "template.place", "{{provider}}"},
		{letter, titled(letter, "{{if provider}}{{provider}}{{end}} {{when}}"), "template.place", "{{if provider}}"},
		{letter, with(letter, "{{directions}}"), "template.place", "{{directions}}"},
		{letter, with(letter, "{{diagnosis}}"), "template.place", "{{diagnosis}}"},
		{letter, with(letter, "{{stop link}}"), "template.place", "{{stop link}}"},
		{letter, with(letter, "{{frist name}}"), "template.place", "{{frist name}}"},
		{letter, with(letter, "{{news}}"), "template.place", "{{news}}"},
		{letter, with(letter, "{{if when}}a{{end}}"), "template.place", "{{if when}}a{{end}}"},
		{letter, with(letter, "{{video}}"), "template.place", "{{video}}"},
		{letter, template.Text{Title: "a", Body: "{{if place}}a"}, "template.braces", "{{if place}}"},
		{letter, titled(letter, ""), "template.subject", ""},
		{text, titled(text, "A subject"), "template.subject", ""},
		{text, template.Text{}, "template.empty", ""},
		{text, with(text, "a\x00b"), "template.text", ""},
		{text, with(text, strings.Repeat("Please come in good time. ", 80)), "template.length", ""},
		{text, without(text, "practice"), "template.required", ""},
		{text, without(text, "call"), "template.required", ""},
		{text, without(text, "stop"), "template.required", ""},
		{text, without(text, "when"), "template.required", ""},
		{letter, without(letter, "emergency"), "template.required", ""},
		{letter, template.Text{Title: "a", Body: "{{when}} {{practice}} {{call}} {{emergency}} {{if place}}{{stop}}{{end}}"}, "template.required", ""},
		{call, template.Text{Body: strings.Repeat("Please listen to what comes now. ", 5) + base[call].Body}, "template.caller", ""},
	} {
		found := template.Check(g, c.key, c.text, template.Longest(p, c.key))
		var all []string
		hit := false
		for _, x := range found.Problems {
			all = append(all, fmt.Sprintf("%s %s %q", x.Severity, x.Rule, x.Quote))
			if x.Severity == rules.Note || x.Rule != c.rule || !strings.Contains(x.Quote, c.quote) {
				continue
			}
			hit = true
			source := []rune(c.text.Body)
			if x.Field == template.Title {
				source = []rune(c.text.Title)
			}
			if c.quote != "" && !strings.Contains(string(source[x.Start:x.End]), c.quote) {
				t.Errorf("%s: %q is marked at %q", x.Rule, x.Quote, string(source[x.Start:x.End]))
			}
		}
		if !hit || !template.Refuses(found.Problems) {
			t.Errorf("%s: %.70q is not refused by %s, but: %s", c.key, c.text.Body, c.rule, strings.Join(all, "; "))
		}
	}
}

// A practice whose neutral name tells the specialty is told so, and so is a location.
func TestNamesThatTell(t *testing.T) {
	g, p := reader(t), house()
	p.Settings.NeutralName = "Twin Oaks Oncology"
	if found := template.Check(g, text, template.Default(text), template.Longest(p, text)); !template.Refuses(found.Problems) {
		t.Error("a text that names an oncology practice passes")
	}
	for name, tells := range map[string]bool{
		"Twin Oaks Oncology": true, "Twin Oaks Fertility": true, "Riverside Psychiatry": true, "Centro de Salud Mental Roble": true, "Lakeside Dermatology": true,
		"Twin Oaks": false, "Lakeside Family Medicine": false, "Elm Street Practice": false, "Harbor Street": false, "Enter by the infusion center.": true,
		"Park behind the house.\nThe door with the green bell.": false, "Park behind the house.\nThird floor, beside oncology.": true,
	} {
		if f, got := template.Tells(g, name); got != tells {
			t.Errorf("%q tells: %v (%s %q)", name, got, f.Rule, f.Text)
		}
	}
}

func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		text string
		want template.Length
	}{
		{strings.Repeat("a", 160), template.Length{Units: 160, Segments: 1}},
		{strings.Repeat("a", 161), template.Length{Units: 161, Segments: 2}},
		{strings.Repeat("a", 306), template.Length{Units: 306, Segments: 2}},
		{strings.Repeat("a", 307), template.Length{Units: 307, Segments: 3}},
		{"[€]", template.Length{Units: 6, Segments: 1}},
		{"¿Qué tal, señora? mañana", template.Length{Units: 24, Segments: 1}},
		{"María", template.Length{Unicode: true, Units: 5, Segments: 1, Why: "í"}},
		{strings.Repeat("á", 71), template.Length{Unicode: true, Units: 71, Segments: 2, Why: "á"}},
		{"🙂", template.Length{Unicode: true, Units: 2, Segments: 1, Why: "🙂"}},
	} {
		if got := template.Measure(c.text); got != c.want {
			t.Errorf("%.20q: %+v, want %+v", c.text, got, c.want)
		}
	}
}

// Whatever the text: a patient who chose nothing is not told with whom, what for or why; and one who chose one of them
// is not told another.
func TestNeutralSaysNothing(t *testing.T) {
	names := []string{"first name", "when", "place", "address", "directions", "practice", "call", "provider", "service", "reason", "video", "link", "stop", "emergency"}
	secret := rapid.StringMatching(`Q[a-z]{5,12}Q`)
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.SampledFrom(template.Keys()).Draw(t, "key")
		var b strings.Builder
		for range rapid.IntRange(0, 12).Draw(t, "pieces") {
			n := rapid.SampledFrom(names).Draw(t, "name")
			b.WriteString(rapid.SampledFrom([]string{"{{" + n + "}}", "{{if " + n + "}}{{" + n + "}} yes{{else}}no{{end}}", " words\n", "{{if " + n + "}}\n{{provider}}{{service}}\n{{end}}\n"}).Draw(t, "piece"))
		}
		body := b.String()
		if rapid.Bool().Draw(t, "shipped") {
			body = template.Default(k).Body
		}
		may := template.Allows{Provider: rapid.Bool().Draw(t, "may provider"), Service: rapid.Bool().Draw(t, "may service")}
		v := template.Values{Practice: "Elm", Call: "1", When: "Tue", Place: "Here", FirstName: phi.NewName("Ana", "Z"), Provider: secret.Draw(t, "provider") + "P", Service: secret.Draw(t, "service") + "S", Allows: may}
		s, err := template.Render(k, template.Text{Title: body, Body: body}, v)
		if err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		said := plain.Check(guard.Draft{Kind: guard.Chat, Audience: guard.Staff, Channel: "site", Title: s.Title, Body: s.Body}).Text
		for what, allowed := range map[string]bool{v.Provider: may.Provider, v.Service: may.Service} {
			if strings.Contains(said, what) && !allowed {
				t.Fatalf("%q says %q", body, what)
			}
		}
		if strings.Contains(said, "\n\n\n") || strings.Contains(said, "{{") {
			t.Fatalf("%q says %q", body, said)
		}
	})
}

// Of every shipped text, a patient who chose something is told it only where the guard knows of the choice.
func TestChosenPassesTheGuard(t *testing.T) {
	g := reader(t)
	for _, k := range template.Keys() {
		v := visit(k)
		v.Service, v.Allows = "Longer visit", template.Allows{Provider: true, Service: true}
		s, err := template.Render(k, template.Default(k), v)
		if err != nil {
			t.Fatal(err)
		}
		kind := map[template.Channel]guard.Kind{template.Email: guard.Email, template.SMS: guard.SMS, template.Voice: guard.Voice}[k.Channel]
		d := guard.Draft{Kind: kind, Audience: guard.Patient, Channel: guard.Channel(k.Channel), Recipient: "c", Title: s.Title, Body: s.Body}
		if _, r, err := g.Clear(d); err != nil {
			t.Errorf("%s: %v: %s", k, err, r.Text)
		}
	}
}

// Nothing that somebody types breaks the editor, and what is said of it stands in the text.
func FuzzCheck(f *testing.F) {
	g, p := reader(f), house()
	for _, k := range template.Keys() {
		d := template.Default(k)
		f.Add(d.Title, d.Body)
	}
	f.Add("{{", "{{if place}}{{if x}}{{else}}{{end}}}}{{")
	f.Fuzz(func(t *testing.T, title, body string) {
		if len(body) > 2000 {
			return
		}
		c := template.Check(g, letter, template.Text{Title: title, Body: body}, template.Longest(p, letter))
		clean, err := template.Text{Title: title, Body: body}.Clean()
		if err != nil {
			return
		}
		for _, x := range c.Problems {
			n := utf8.RuneCountInString(body)
			if x.Field == template.Title {
				n = utf8.RuneCountInString(title)
			}
			if x.Start < 0 || x.Start > x.End || x.End > n || x.Says == "" {
				t.Fatalf("%+v in a text of %d", x, n)
			}
		}
		if _, err := template.Render(letter, clean, visit(letter)); err != nil && !template.Refuses(c.Problems) {
			t.Fatalf("passes, and cannot be rendered: %v", err)
		}
	})
}
