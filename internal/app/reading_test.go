package app_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/testkit"
)

// get opens a page of the demo as anybody may.
func (d demo) get(t *testing.T, path string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	w, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Body.Close() }()
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w, string(body)
}

// picturePost publishes a post with a picture.
func (d demo) picturePost(t *testing.T) (publish.Detail, publish.MediaID) {
	t.Helper()
	ctx, desk, picture := context.Background(), d.by(t, actor.FrontDesk), d.upload(t)
	must(t, d.Posts.CheckPicture(ctx, desk, picture.ID, publish.Leaks()))
	p, err := d.Posts.Save(ctx, desk, publish.Draft{Content: publish.Content{Kind: publish.News, Account: publish.ForPractice, Language: "en", Title: "The new chairs", Body: "They are gray.",
		Channels: []publish.Channel{publish.SiteChannel}, Media: []publish.Media{{ID: picture.ID, Alt: "A gray chair"}}}})
	must(t, err)
	return d.release(t, p), picture.ID
}

// furnishReading is one of everything that the public may open of posts.
func (d demo) furnishReading(t *testing.T, house furnished) {
	t.Helper()
	p, picture := d.picturePost(t)
	house["/posts/{slug}"] = func() string { return p.Slug }
	house["/posts/pictures/{id}"] = func() string { return string(picture) }
}

// A picture goes when its post does, and one that no post shows is nobody's to see.
func TestPicturesOfPosts(t *testing.T) {
	d := startDemo(t)
	p, picture := d.picturePost(t)
	path := "/posts/pictures/" + string(picture)
	w, body := d.get(t, path)
	if w.StatusCode != http.StatusOK || w.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(body, "\x89PNG") || w.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("%d, %v", w.StatusCode, w.Header)
	}
	for at, want := range map[string]string{"/posts/" + p.Slug: `<img src="` + path + `" alt="A gray chair" width="320" height="240"`, "/posts/feed.atom": d.url + path, "/posts/feed.json": `"image": "` + d.url + path} {
		if _, body := d.get(t, at); !strings.Contains(body, want) {
			t.Errorf("%s does not show it: want %s", at, want)
		}
	}
	if got := said(d.data(t, "/posts/"+p.Slug), "image", 0); got != d.url+path {
		t.Errorf("for machines it is at %s", got)
	}
	if w, _ := d.get(t, "/posts/pictures/"+string(d.upload(t).ID)); w.StatusCode != http.StatusNotFound {
		t.Errorf("one that no post shows: %d", w.StatusCode)
	}
	_, err := d.Posts.TakeDown(context.Background(), d.by(t, actor.Clinician), p.ID, phi.NewText("It was the wrong chair."))
	must(t, err)
	testkit.Eventually(t, "the post to be gone", func() bool { w, _ := d.get(t, "/posts/"+p.Slug); return w.StatusCode == http.StatusGone })
	if w, _ := d.get(t, path, "If-None-Match", w.Header.Get("ETag")); w.StatusCode != http.StatusNotFound {
		t.Errorf("after that: %d", w.StatusCode)
	}
}

// TestReading opens what the practice has published, as people and as programs do.
func TestReading(t *testing.T) {
	d := startDemo(t)
	t.Run("atom", func(t *testing.T) { readAtom(t, d) })
	t.Run("json feed", func(t *testing.T) { readJSONFeed(t, d) })
	t.Run("data", func(t *testing.T) { readData(t, d) })
	t.Run("taken down", func(t *testing.T) {
		w, body := d.get(t, "/posts/stretching-before-a-run")
		if w.StatusCode != http.StatusGone || !strings.Contains(body, "We took it down") || strings.Contains(body, "keeps you from getting hurt") {
			t.Errorf("%d: %s", w.StatusCode, body)
		}
		for _, list := range []string{"/", "/posts", "/posts/feed.atom", "/posts/feed.json", "/sitemap.xml"} {
			if _, body := d.get(t, list); strings.Contains(body, "stretching-before") {
				t.Errorf("%s still leads there", list)
			}
		}
	})
	t.Run("addresses", func(t *testing.T) {
		if w, _ := d.get(t, "/posts/nothing-like-it"); w.StatusCode != http.StatusNotFound {
			t.Errorf("nothing there: %d", w.StatusCode)
		}
		if w, _ := d.get(t, "/posts/Joint-Injections"); w.StatusCode != http.StatusMovedPermanently || w.Header.Get("Location") != "/posts/joint-injections" {
			t.Errorf("in capitals: %d to %s", w.StatusCode, w.Header.Get("Location"))
		}
		if w, _ := d.get(t, "/posts/pictures/none"); w.StatusCode != http.StatusNotFound {
			t.Errorf("no such picture: %d", w.StatusCode)
		}
	})
	t.Run("a corrected post", func(t *testing.T) {
		_, body := d.get(t, "/posts/colds-what-helps")
		for _, want := range []string{"An earlier version did not say that honey is not for babies.", "Never give honey to a baby", "Updated", `lang="en"`, "Ruth Bergstrom, NP", "Reviewed by", "Kwame Osei, MD",
			"American Academy of Nurse Practitioners Certification Board", `rel="canonical" href="` + d.url + `/posts/colds-what-helps"`} {
			if !strings.Contains(body, want) {
				t.Errorf("it does not say %q", want)
			}
		}
	})
	t.Run("an interest", func(t *testing.T) {
		for _, path := range []string{"/", "/posts", "/posts/joint-injections", "/posts/feed.atom", "/posts/feed.json"} {
			_, body := d.get(t, path)
			if claims, told := strings.Count(body, "may ease the pain"), strings.Count(body, "which is paid for these injections"); claims == 0 || told < claims {
				t.Errorf("%s makes the claim %d times and discloses the interest %d times", path, claims, told)
			}
		}
	})
	t.Run("for search engines", func(t *testing.T) {
		_, robots := d.get(t, "/robots.txt")
		if !strings.Contains(robots, "Disallow: /console\n") || !strings.Contains(robots, "Sitemap: "+d.url+"/sitemap.xml") {
			t.Errorf("robots.txt:\n%s", robots)
		}
		var m struct {
			URLs []struct {
				Loc     string `xml:"loc"`
				LastMod string `xml:"lastmod"`
			} `xml:"url"`
		}
		_, text := d.get(t, "/sitemap.xml")
		if err := xml.Unmarshal([]byte(text), &m); err != nil || len(m.URLs) < 15 {
			t.Fatalf("%v, %d addresses", err, len(m.URLs))
		}
		for _, u := range m.URLs {
			w, _ := d.get(t, strings.TrimPrefix(u.Loc, d.url))
			if w.StatusCode != http.StatusOK || u.LastMod != "" && !isTime(u.LastMod) {
				t.Errorf("%s, %q: %d", u.Loc, u.LastMod, w.StatusCode)
			}
		}
	})
}

func isTime(s string) bool { _, err := time.Parse(time.RFC3339, s); return err == nil }

func isAbsolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs() && u.Host != ""
}

// What RFC 4287 asks of a feed and of its entries.
func readAtom(t *testing.T, d demo) {
	w, text := d.get(t, "/posts/feed.atom")
	var f struct {
		XMLName xml.Name
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Author struct {
			Name string `xml:"name"`
		} `xml:"author"`
		Entries []struct {
			Lang      string `xml:"lang,attr"`
			ID        string `xml:"id"`
			Title     string `xml:"title"`
			Published string `xml:"published"`
			Updated   string `xml:"updated"`
			Link      struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
			Author struct {
				Name string `xml:"name"`
			} `xml:"author"`
			Content struct {
				Type string `xml:"type,attr"`
				Text string `xml:",chardata"`
			} `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	if f.XMLName != (xml.Name{Space: "http://www.w3.org/2005/Atom", Local: "feed"}) || !isAbsolute(f.ID) || f.Title == "" || !isTime(f.Updated) || f.Author.Name == "" || len(f.Links) != 2 ||
		f.Links[0].Rel != "self" || f.Links[0].Href != d.url+"/posts/feed.atom" || !strings.HasPrefix(w.Header.Get("Content-Type"), "application/atom+xml") {
		t.Errorf("the feed: %+v", f)
	}
	ids := map[string]bool{}
	for _, e := range f.Entries {
		if !strings.HasPrefix(e.ID, "urn:uuid:") || ids[e.ID] || e.Title == "" || !isTime(e.Published) || !isTime(e.Updated) || !isAbsolute(e.Link.Href) || e.Author.Name == "" ||
			e.Content.Type != "html" || !strings.Contains(e.Content.Text, "<p>") || e.Updated < e.Published || e.Updated > f.Updated || e.Lang != "en" && e.Lang != "es" {
			t.Errorf("an entry: %+v", e)
		}
		ids[e.ID] = true
	}
	if len(f.Entries) < 8 {
		t.Errorf("%d entries", len(f.Entries))
	}
	if again, _ := d.get(t, "/posts/feed.atom", "If-None-Match", w.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %d", again.StatusCode)
	}
}

// What version 1.1 of JSON Feed asks for.
func readJSONFeed(t *testing.T, d demo) {
	_, text := d.get(t, "/posts/feed.json")
	var f struct {
		Version     string
		Title       string
		HomePageURL string `json:"home_page_url"`
		FeedURL     string `json:"feed_url"`
		Items       []struct {
			ID, URL, Title string
			HTML           string `json:"content_html"`
			Text           string `json:"content_text"`
			Published      string `json:"date_published"`
			Modified       string `json:"date_modified"`
			Language       string
			Authors        []struct{ Name, URL string }
		}
	}
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	if f.Version != "https://jsonfeed.org/version/1.1" || f.Title == "" || !isAbsolute(f.HomePageURL) || f.FeedURL != d.url+"/posts/feed.json" || len(f.Items) < 8 {
		t.Errorf("the feed: %+v", f)
	}
	for _, i := range f.Items {
		if i.ID == "" || !isAbsolute(i.URL) || i.HTML == "" || i.Text == "" || !isTime(i.Published) || !isTime(i.Modified) || len(i.Authors) != 1 || i.Authors[0].Name == "" {
			t.Errorf("an item: %+v", i)
		}
	}
}

var ldJSON = regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)

// data reads what a page says to machines.
func (d demo) data(t *testing.T, path string) map[string]any {
	t.Helper()
	_, body := d.get(t, path)
	found := ldJSON.FindAllStringSubmatch(body, -1)
	if len(found) != 1 {
		t.Fatalf("%s has %d pieces of data", path, len(found))
	}
	var all map[string]any
	if err := json.Unmarshal([]byte(found[0][1]), &all); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if text := found[0][1]; all["@context"] != "https://schema.org" || strings.Contains(strings.ToLower(text), "rating") {
		t.Errorf("%s: %s", path, text)
	}
	return all
}

// said walks down objects and lists: said(m, "author", "hasCredential", 0, "name").
func said(v any, path ...any) string {
	for _, p := range path {
		switch key := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		case int:
			list, _ := v.([]any)
			if key >= len(list) {
				return ""
			}
			v = list[key]
		}
	}
	return fmt.Sprint(v)
}

func readData(t *testing.T, d demo) {
	home := d.data(t, "/")
	if said(home, "@type") != "MedicalClinic" || said(home, "department", 1, "address", "addressRegion") != "MI" {
		t.Errorf("the practice: %v", home)
	}
	doctor := d.data(t, "/providers/tomas-herrera")
	if said(doctor, "@type") != "IndividualPhysician" || said(doctor, "usNPI") != "2000000036" || said(doctor, "identifier", "propertyID") != "NPI" || said(doctor, "practicesAt", "@type") != "MedicalClinic" {
		t.Errorf("a physician: %v", doctor)
	}
	var categories []string
	held, _ := doctor["hasCredential"].([]any)
	for i := range held {
		categories = append(categories, said(held[i], "credentialCategory"))
		if said(held[i], "recognizedBy", "name") == "" || strings.Contains(said(held[i], "name"), "2000000036") {
			t.Errorf("a credential: %v", held[i])
		}
	}
	if !slices.Equal(categories, []string{"license", "license", "certification"}) {
		t.Errorf("credentials: %v", categories)
	}
	nurse := d.data(t, "/providers/ruth-bergstrom")
	if _, doctor := nurse["usNPI"]; doctor || said(nurse, "@type") != "Person" || said(nurse, "worksFor", "@type") != "MedicalClinic" {
		t.Errorf("a nurse practitioner: %v", nurse)
	}
	post := d.data(t, "/posts/colds-what-helps")
	if said(post, "@type") != "MedicalWebPage" || said(post, "author", "name") != "Ruth Bergstrom, NP" || said(post, "reviewedBy", "name") != "Kwame Osei, MD" || said(post, "publisher", "@type") != "MedicalClinic" ||
		!isTime(said(post, "datePublished")) || !isTime(said(post, "dateModified")) || len(said(post, "lastReviewed")) != 10 || said(post, "citation", 0) == "" || said(post, "correction", 0) == "" || said(post, "inLanguage") != "en" {
		t.Errorf("a post: %v", post)
	}
	news := d.data(t, "/posts/when-the-offices-are-closed")
	if _, reviewed := news["reviewedBy"]; reviewed || said(news, "author", "@type") != "MedicalClinic" {
		t.Errorf("what the office wrote: %v", news)
	}
}
