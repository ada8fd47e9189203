package text_test

import (
	"flag"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"bedside/internal/publish"
	"bedside/internal/publish/text"
	"bedside/internal/testkit"
)

var _ = flag.Bool("update", false, "write the golden files anew")

var _ publish.Typesetter = (*text.Typesetter)(nil)

func TestPost(t *testing.T) {
	source, err := os.ReadFile("testdata/post.md")
	if err != nil {
		t.Fatal(err)
	}
	ts := text.New()
	testkit.Golden(t, "testdata/post.html", []byte(ts.HTML(string(source))))
	testkit.Golden(t, "testdata/post.txt", []byte(ts.Plain(string(source))+"\n"))
}

func TestSubset(t *testing.T) {
	ts := text.New()
	for _, c := range []struct{ name, markdown, html, plain string }{
		{"nothing", "", "", ""},
		{"raw HTML is letters", "a <b onclick=x>b</b> <!-- c -->", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt; &lt;!-- c --&gt;</p>", "a <b onclick=x>b</b> <!-- c -->"},
		{"a line break is one", "a\nb", "<p>a<br>\nb</p>", "a\nb"},
		{"a line of dashes is a line", "a\n---\nb", "<p>a</p>\n<hr>\n<p>b</p>", "a\n\nb"},
		{"an indented paragraph is one", "    a", "<p>a</p>", "a"},
		{"headings begin at two", "### a\n#### b", "<h2>a</h2>\n<h3>b</h3>", "a\n\nb"},
		{"a script is no link", "[a](javascript:b) [c](data:d)", "<p>a c</p>", "a c"},
		{"an address of no place", "[a](/book)", "<p>a</p>", "a"},
		{"a picture is its words", "![*a*](https://b.example/c.png)", "<p><em>a</em></p>", "a"},
		{"a title is hidden words", `[a](https://b.example "c")`, `<p><a href="https://b.example">a</a></p>`, "a (https://b.example)"},
		{"a link of itself", "<https://b.example>", `<p><a href="https://b.example">https://b.example</a></p>`, "https://b.example"},
		{"a telephone number", "[218-555-0100](tel:+12185550100)", `<p><a href="tel:+12185550100">218-555-0100</a></p>`, "218-555-0100"},
		{"another number", "[218-555-0100](tel:+12185550199)", `<p><a href="tel:+12185550199">218-555-0100</a></p>`, "218-555-0100 (+12185550199)"},
		{"a definition that nobody uses", "a\n\n[b]: https://c.example", "<p>a</p>", "a"},
		{"an escape and an entity", `\*a\* &amp; &#67; &nosuch;`, "<p>*a* &amp; C &amp;nosuch;</p>", "*a* & C &nosuch;"},
		{"code is verbatim", "`\\* &amp;`", "<p><code>\\* &amp;amp;</code></p>", `\* &amp;`},
		{"an empty item", "- a\n-\n- b", "<ul>\n<li>a</li>\n<li></li>\n<li>b</li>\n</ul>", "- a\n- \n- b"},
		{"numbers go on", "7. a\n8. b", "<ol start=\"7\">\n<li>a</li>\n<li>b</li>\n</ol>", "7. a\n8. b"},
	} {
		if got := strings.TrimSpace(ts.HTML(c.markdown)); got != c.html {
			t.Errorf("%s: HTML is\n%s\nwant\n%s", c.name, got, c.html)
		}
		if got := ts.Plain(c.markdown); got != c.plain {
			t.Errorf("%s: plain is\n%q\nwant\n%q", c.name, got, c.plain)
		}
	}
}

func TestSource(t *testing.T) {
	ts := text.New()
	for _, c := range []struct{ markdown, words, source string }{
		{"A **Maria** Gonzalez came", "Maria Gonzalez", "Maria** Gonzalez"},
		{"é A **ü** b", "ü", "ü"},
		{"a &amp; b", "&", "&amp;"},
		{`1 \* 2`, "*", `\*`},
		{"see [our page](https://b.example/x)", "https://b.example", "https://b.example"},
		{"see [a page][1]\n\n[1]: https://b.example", "https://b.example", "a page"},
		{"write to <desk@b.example>", "desk@b.example", "desk@b.example"},
		{"or https://b.example, b", "https://b.example", "https://b.example"},
		{"> - `code here`", "code", "code"},
		{"```\na\n\nb\n```", "b", "b"},
		{"![Maria at the desk](https://b.example/c.png)", "Maria", "Maria"},
	} {
		r := ts.Read(c.markdown)
		before, _, found := strings.Cut(r.Plain, c.words)
		if !found {
			t.Errorf("%q reads %q, without %q", c.markdown, r.Plain, c.words)
			continue
		}
		start := utf8.RuneCountInString(before)
		from, to := r.Source(start, start+utf8.RuneCountInString(c.words))
		if got := string([]rune(c.markdown)[from:to]); got != c.source {
			t.Errorf("%q of %q comes from %q, want %q", c.words, c.markdown, got, c.source)
		}
	}
}

// pieces are what Markdown is made of; anything may stand beside anything.
var pieces = []string{
	"a", "bc ", "Zoë", "*", "**", "_", "`", "[", "]", "(", ")", "](https://b.example/x)", "![", "\n", "\n\n", "> ", "- ", "1. ",
	"# ", "    ", "\t", "&amp;", "&", ";", "\\", "<", ">", "<i>", "```\n", "---\n", "https://c.example ", "<https://d.example/?a=b&c>",
	"me@e.example ", "[f]: https://g.example\n", "[f]", "\x00", "👩‍👧", "\xff", "\r\n", "  \n", "![h](i)", "mailto:j", "|",
}

func markdown() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "pieces"), "")
	})
}

// TestSame holds that the guard, who reads the plain words, has read what a browser shows.
func TestSame(t *testing.T) {
	ts := text.New()
	rapid.Check(t, func(t *rapid.T) {
		m := markdown().Draw(t, "markdown")
		shown, plain := squeeze(shown(t, ts.HTML(m))), squeeze(ts.Plain(m))
		if shown != plain {
			t.Fatalf("a browser shows %q, the guard reads %q", shown, plain)
		}
	})
}

// TestPlaces holds that every letter is found where it came from, but for an address that is defined elsewhere.
func TestPlaces(t *testing.T) {
	ts := text.New()
	rapid.Check(t, func(t *rapid.T) {
		m := markdown().Draw(t, "markdown")
		m = strings.ReplaceAll(m, "]:", "] ")
		r, source := ts.Read(m), []rune(m)
		if strings.Contains(r.Plain, "%") { // an address with escapes comes from its letters as a whole
			return
		}
		for i, c := range []rune(r.Plain) {
			from, to := r.Source(i, i+1)
			if from > to || to > len(source) {
				t.Fatalf("%d of %q comes from %d to %d of %d", i, r.Plain, from, to, len(source))
			}
			if got := string(source[from:to]); unicode.IsLetter(c) && !strings.ContainsRune(got, c) {
				t.Fatalf("%q at %d of %q comes from %q", c, i, r.Plain, got)
			}
		}
	})
}

// shown is what a browser shows of a post, with the addresses of its links, and fails for what a post must not hold.
func shown(t interface{ Fatalf(string, ...any) }, markup string) string {
	root, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatalf("%v", err)
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		number, href, begin := 0, "", b.Len()
		if n.Type == html.ElementNode {
			switch n.Data {
			case "html", "head", "body", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "em", "strong", "ul", "ol", "li", "blockquote",
				"code", "pre", "a":
			default:
				t.Fatalf("a post holds a %q", n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case n.Data == "ol" && a.Key == "start":
					number, _ = strconv.Atoi(a.Val)
					number--
				case n.Data == "a" && a.Key == "href" && allowed(a.Val):
					href = a.Val
				default:
					t.Fatalf("a post's %q has %s=%q", n.Data, a.Key, a.Val)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && c.Data == "li" {
				if number++; n.Data == "ul" {
					b.WriteString("- ")
				} else {
					b.WriteString(strconv.Itoa(number) + ". ")
				}
			}
			walk(c)
		}
		words := strings.TrimSpace(b.String()[begin:])
		mail := strings.TrimPrefix(href, "mailto:")
		switch {
		case href == "" || address(words) == href || address(words) == mail || strings.HasPrefix(href, "tel:"):
		case words == "":
			b.WriteString(mail)
		default:
			b.WriteString("(" + mail + ")")
		}
	}
	walk(root)
	return b.String()
}

func allowed(href string) bool {
	scheme, _, _ := strings.Cut(href, ":")
	return scheme == "http" || scheme == "https" || scheme == "mailto" || scheme == "tel"
}

// address is words as the address of a link is written.
func address(words string) string {
	u, err := url.Parse(string(util.URLEscape([]byte(words), false)))
	if err != nil {
		return words
	}
	return u.String()
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// TestHostile holds that eight times the text takes a hundred times as long at most. The references of Markdown take
// the square of eight, which a post's length bounds; nothing may take its cube.
func TestHostile(t *testing.T) {
	ts := text.New()
	took := func(part string, length int) time.Duration {
		long := strings.Repeat(part, length/len(part))
		begin := time.Now()
		ts.HTML(long)
		plain := ts.Plain(long)
		for _, c := range publish.Channels() {
			text.Measure(c, plain)
		}
		text.Measure(publish.X, long)
		return time.Since(begin)
	}
	for _, part := range []string{
		"[", "![", "*a ", "**a", "_a", "`a``", ">", "> - ", "- + ", "1. ", "[a](b) ", "[a](", "[a]((b)", "[a](<b)", "[a](b (c", "[a]\n(", "[a][b]",
		"[a]: b\n", "&", "<a", "a@b.c ", "@a@a", "http://a.example/( ", "a.", "https:", "👩\u200d", "\u0301", "a\n", "> a\n>> b\n", "* a\n  * b\n",
	} {
		short := min(took(part, 8_000), took(part, 8_000), took(part, 8_000))
		long := took(part, 64_000)
		for range 4 { // the machine may have been busy with something else
			if long > 100*short {
				long = min(long, took(part, 64_000))
			}
		}
		if long > 100*short && long > time.Second {
			t.Errorf("%q: 8,000 bytes take %v and 64,000 take %v", part, short, long)
		}
	}
}

func TestGrade(t *testing.T) {
	ts := text.New()
	easy := ts.Grade(strings.Repeat("The shot can keep you well. Ask us when you come in. We can help. ", 4))
	hard := ts.Grade(strings.Repeat("Immunisation substantially diminishes the probability of hospitalisation among individuals with predisposing "+
		"cardiovascular comorbidities, notwithstanding heterogeneous antibody responses. ", 4))
	if easy > 3 || hard < 18 {
		t.Errorf("an easy text asks for %d years of school and a hard one for %d", easy, hard)
	}
	if got := ts.Grade("Flu shots are here."); got != 0 {
		t.Errorf("four words have grade %d", got)
	}
}

func FuzzRead(f *testing.F) {
	ts := text.New()
	for _, p := range pieces {
		f.Add(p + "a" + p)
	}
	f.Fuzz(func(t *testing.T, m string) {
		shown(t, ts.HTML(m))
		r := ts.Read(m)
		for _, c := range publish.Channels() {
			if n := text.Measure(c, r.Plain); n.Used < 0 || n.Most > 0 && n.Over != max(0, n.Used-n.Most) || n.Over > 0 && len(n.Problems) == 0 {
				t.Fatalf("%s counts %+v", c, n)
			}
		}
		points := utf8.RuneCountInString(m)
		for i := range utf8.RuneCountInString(r.Plain) {
			if from, to := r.Source(i, i+1); from < 0 || from > to || to > points {
				t.Fatalf("%d comes from %d to %d of %d", i, from, to, points)
			}
		}
	})
}

func BenchmarkPost(b *testing.B) {
	ts := text.New()
	long := strings.Repeat("A flu shot is safe for most people, and **we** have [times](https://b.example) on most days.\n\n", 1000)
	b.SetBytes(int64(len(long)))
	for b.Loop() {
		ts.HTML(long)
		text.Measure(publish.X, ts.Plain(long))
	}
}
