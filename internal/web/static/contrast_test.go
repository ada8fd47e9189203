package static

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// pairs are foreground, backgrounds, and the ratio that WCAG 2.2 AA asks for:
// 4.5 for text, 3 for the edges of controls and the focus ring.
var pairs = []struct {
	fore, back string
	least      float64
}{
	{"text", "page sheet well accent-wash stop-wash caution-wash good-wash note-wash", 4.5},
	{"soft", "page sheet well accent-wash", 4.5},
	{"faint", "page sheet well accent-wash stop-wash", 4.5},
	{"accent", "page sheet well accent-wash", 4.5},
	{"accent-deep", "page sheet", 4.5},
	{"on-accent", "accent accent-deep note", 4.5},
	{"stop", "page sheet well accent-wash stop-wash", 4.5},
	{"caution", "page sheet well accent-wash caution-wash", 4.5},
	{"good", "page sheet well accent-wash good-wash", 4.5},
	{"note", "page sheet accent-wash note-wash", 4.5},
	{"edge", "page sheet", 3},
}

func TestContrast(t *testing.T) {
	raw, intents := tokens(t)
	for i, scheme := range []string{"light", "dark"} {
		for _, p := range pairs {
			for _, back := range strings.Fields(p.back) {
				f, ok1 := raw[intents[p.fore][i]]
				b, ok2 := raw[intents[back][i]]
				if !ok1 || !ok2 {
					t.Fatalf("%s on %s: not in tokens.css", p.fore, back)
				}
				if c := contrast(f, b); c < p.least {
					t.Errorf("%s: %s on %s is %.2f, want %.1f", scheme, p.fore, back, c, p.least)
				}
			}
		}
	}
}

// TestFocusRing: the ring stands on every ground with 3:1; accent text has
// more, so this only says that the ring is the accent and two pixels wide.
func TestFocusRing(t *testing.T) {
	if !strings.Contains(string(read("css/base.css")), ":focus-visible { outline: 2px solid var(--accent)") {
		t.Error("the focus ring is not two pixels of accent")
	}
}

var (
	rawToken = regexp.MustCompile(`--([a-z0-9-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)`)
	intent   = regexp.MustCompile(`--([a-z-]+): light-dark\(var\(--([a-z0-9-]+)\), var\(--([a-z0-9-]+)\)\)`)
)

// tokens reads the raw colours as relative luminance, and for each intent the
// raw names of its light and its dark value.
func tokens(t *testing.T) (map[string]float64, map[string][2]string) {
	css := string(read("css/tokens.css"))
	raw, intents := map[string]float64{}, map[string][2]string{}
	for _, m := range rawToken.FindAllStringSubmatch(css, -1) {
		var v [3]float64
		for i := range v {
			v[i], _ = strconv.ParseFloat(m[2+i], 64)
		}
		raw[m[1]] = luminance(v[0]/100, v[1], v[2])
	}
	for _, m := range intent.FindAllStringSubmatch(css, -1) {
		intents[m[1]] = [2]string{m[2], m[3]}
	}
	if len(raw) < 20 || len(intents) < 15 {
		t.Fatalf("tokens.css was not understood: %d colours, %d intents", len(raw), len(intents))
	}
	return raw, intents
}

// luminance of an OKLCH colour, clipped to sRGB as a browser shows it.
func luminance(l, c, h float64) float64 {
	a, b := c*math.Cos(h*math.Pi/180), c*math.Sin(h*math.Pi/180)
	cube := func(x float64) float64 { return x * x * x }
	long := cube(l + .3963377774*a + .2158037573*b)
	mid := cube(l - .1055613458*a - .0638541728*b)
	short := cube(l - .0894841775*a - 1.291485548*b)
	clip := func(x float64) float64 { return min(max(x, 0), 1) }
	red := clip(4.0767416621*long - 3.3077115913*mid + .2309699292*short)
	green := clip(-1.2684380046*long + 2.6097574011*mid - .3413193965*short)
	blue := clip(-.0041960863*long - .7034186147*mid + 1.707614701*short)
	return .2126*red + .7152*green + .0722*blue
}

func contrast(a, b float64) float64 {
	return (max(a, b) + .05) / (min(a, b) + .05)
}

// TestOnlyTokensNameColours: nothing below the tokens names a colour by itself.
func TestOnlyTokensNameColours(t *testing.T) {
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b[^{]*;|oklch\([\d.]|rgba?\(|hsl\(`)
	for _, name := range []string{"base", "parts", "console", "calendar", "posts", "demo", "site", "print"} {
		css := comment.ReplaceAllString(string(read("css/"+name+".css")), "")
		if m := colour.FindString(css); m != "" {
			t.Errorf("%s.css names a colour: %s", name, m)
		}
	}
}
