package knowledge

import (
	"slices"
	"testing"
)

func TestSiteMap(t *testing.T) {
	pages, maps := siteMap([]byte(`<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://a.example/x </loc><lastmod>2026</lastmod></url><url><loc>https://a.example/y?a=1&amp;b=2</loc></url></urlset>`))
	if !slices.Equal(pages, []string{"https://a.example/x", "https://a.example/y?a=1&b=2"}) || len(maps) != 0 {
		t.Errorf("%q, %q", pages, maps)
	}
	pages, maps = siteMap([]byte(`<sitemapindex><sitemap><loc>https://a.example/one.xml</loc></sitemap><broken`))
	if len(pages) != 0 || !slices.Equal(maps, []string{"https://a.example/one.xml"}) {
		t.Errorf("an index: %q, %q", pages, maps)
	}
}

// FuzzSiteMap: whatever stands in a sitemap, no more is taken of it than there may be.
func FuzzSiteMap(f *testing.F) {
	for _, s := range []string{"<urlset><url><loc>a</loc></url></urlset>", "<a><b><c>", "</loc>", "<!DOCTYPE x [<!ENTITY a \"b\">]><urlset><url><loc>&a;</loc></url></urlset>", "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if pages, maps := siteMap(data); len(pages)+len(maps) > mostPages {
			t.Errorf("%d pages and %d maps", len(pages), len(maps))
		}
	})
}
