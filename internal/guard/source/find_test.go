package source

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"bedside/internal/guard/ident"
	"bedside/internal/guard/lex"
)

func dict() *lex.Dict {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	return lex.NewDict(words)
}

var shared = dict()

func find(text string) []Source {
	var d lex.Doc
	var f Finder
	d.Scan(text, shared)
	var all []Source
	for _, r := range f.Find(&d) {
		all = append(all, Judge(&r, text, nil))
	}
	return all
}

// The classes of this package are not those of the identifiers.
func TestClassesAreOurOwn(t *testing.T) {
	words := map[uint64]lex.Entry{}
	ident.AddTo(words)
	for _, e := range words {
		if e.Class&(trigger|counting) != 0 {
			t.Fatal("package ident has a class that this package uses")
		}
	}
}

// wakefield is a paper that was retracted, in one form.
const wakefield = "10.1016/s0140-6736(97)11096-0"

// Shapes that people write: what is found, word for word, and what it is.
var shapes = []struct{ text, found, id, typ, name string }{
	// DOIs
	{"See doi:10.1056/NEJMoa2034577.", "10.1056/NEJMoa2034577", "doi:10.1056/nejmoa2034577", "journal", "New England Journal of Medicine"},
	{"See DOI: 10.1056/NEJMoa2034577, page 4", "10.1056/NEJMoa2034577", "doi:10.1056/nejmoa2034577", "journal", "New England Journal of Medicine"},
	{"10.1001/jama.2020.1585", "10.1001/jama.2020.1585", "doi:10.1001/jama.2020.1585", "journal", "JAMA Network"},
	{"(10.1001/jama.2020.1585)", "10.1001/jama.2020.1585", "doi:10.1001/jama.2020.1585", "journal", "JAMA Network"},
	{"[10.1001/jama.2020.1585]", "10.1001/jama.2020.1585", "doi:10.1001/jama.2020.1585", "journal", "JAMA Network"},
	{"<10.1001/jama.2020.1585>", "10.1001/jama.2020.1585", "doi:10.1001/jama.2020.1585", "journal", "JAMA Network"},
	{"“10.1001/jama.2020.1585”", "10.1001/jama.2020.1585", "doi:10.1001/jama.2020.1585", "journal", "JAMA Network"},
	{"'10.1001/jama.2020.1585';", "10.1001/jama.2020.1585", "doi:10.1001/jama.2020.1585", "journal", "JAMA Network"},
	{"**10.1001/jama.2020.1585**", "10.1001/jama.2020.1585", "doi:10.1001/jama.2020.1585", "journal", "JAMA Network"},
	{"the paper (doi 10.1016/S0140-6736(97)11096-0) was", "10.1016/S0140-6736(97)11096-0", "doi:" + wakefield, "journal", "The Lancet"},
	{"10.1016/S0140-6736(97)11096-0.", "10.1016/S0140-6736(97)11096-0", "doi:" + wakefield, "journal", "The Lancet"},
	{"10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
		"doi:10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2", "journal", "Wiley"},
	{"10.1000.10/123456", "10.1000.10/123456", "doi:10.1000.10/123456", "unknown", ""},
	{"doi:10.1002/14651858.CD001269.pub6", "10.1002/14651858.CD001269.pub6", "doi:10.1002/14651858.cd001269.pub6", "journal", "Cochrane"},
	{"10.1038/s41586-020-2649-2…", "10.1038/s41586-020-2649-2", "doi:10.1038/s41586-020-2649-2", "journal", "Nature Portfolio"},
	{"info:doi/10.1038/nature12373", "10.1038/nature12373", "doi:10.1038/nature12373", "journal", "Nature Portfolio"},
	{"10.1101/gr.229102", "10.1101/gr.229102", "doi:10.1101/gr.229102", "journal", "Cold Spring Harbor Laboratory Press"},
	{"10.15585/mmwr.mm7013e3", "10.15585/mmwr.mm7013e3", "doi:10.15585/mmwr.mm7013e3", "government", "CDC, MMWR"},
	{"10.31478/202107a", "10.31478/202107a", "doi:10.31478/202107a", "society", "National Academies"},
	{"10.5281/zenodo.3715652", "10.5281/zenodo.3715652", "doi:10.5281/zenodo.3715652", "preprint", "Zenodo"},
	{"10.48550/arXiv.2004.12345", "10.48550/arXiv.2004.12345", "doi:10.48550/arxiv.2004.12345", "preprint", "arXiv"},
	// addresses of DOIs
	{"https://doi.org/10.1056/NEJMoa2034577", "https://doi.org/10.1056/NEJMoa2034577", "doi:10.1056/nejmoa2034577", "journal", "New England Journal of Medicine"},
	{"http://dx.doi.org/10.1056/NEJMoa2034577.", "http://dx.doi.org/10.1056/NEJMoa2034577", "doi:10.1056/nejmoa2034577", "journal", "New England Journal of Medicine"},
	{"doi.org/10.1056/NEJMoa2034577", "doi.org/10.1056/NEJMoa2034577", "doi:10.1056/nejmoa2034577", "journal", "New England Journal of Medicine"},
	{"HTTPS://DOI.ORG/10.1056/NEJMOA2034577", "HTTPS://DOI.ORG/10.1056/NEJMOA2034577", "doi:10.1056/nejmoa2034577", "journal", "New England Journal of Medicine"},
	{"https://doi.org/10.1016%2FS0140-6736%2897%2911096-0", "https://doi.org/10.1016%2FS0140-6736%2897%2911096-0", "doi:" + wakefield, "journal", "The Lancet"},
	{"(see https://doi.org/10.1016/S0140-6736(97)11096-0).", "https://doi.org/10.1016/S0140-6736(97)11096-0", "doi:" + wakefield, "journal", "The Lancet"},
	{"[the paper](https://doi.org/10.1016/S0140-6736(97)11096-0)", "https://doi.org/10.1016/S0140-6736(97)11096-0", "doi:" + wakefield, "journal", "The Lancet"},
	{"https://doi.org/10.1101/2020.03.22.20040758v2", "https://doi.org/10.1101/2020.03.22.20040758v2", "doi:10.1101/2020.03.22.20040758", "preprint", "bioRxiv or medRxiv"},
	{"https://doi.org/", "https://doi.org/", "", "unknown", ""},
	// publishers
	{"https://www.nejm.org/doi/full/10.1056/NEJMoa2034577", "https://www.nejm.org/doi/full/10.1056/NEJMoa2034577", "doi:10.1056/nejmoa2034577", "journal", "New England Journal of Medicine"},
	{"https://www.nejm.org/doi/pdf/10.1056/NEJMoa2034577?articleTools=true", "https://www.nejm.org/doi/pdf/10.1056/NEJMoa2034577?articleTools=true", "doi:10.1056/nejmoa2034577", "journal", "New England Journal of Medicine"},
	{"https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(97)11096-0/fulltext", "https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(97)11096-0/fulltext", "doi:" + wakefield, "journal", "The Lancet"},
	{"https://www.sciencedirect.com/science/article/pii/S0140673697110960?via%3Dihub", "https://www.sciencedirect.com/science/article/pii/S0140673697110960?via%3Dihub", "doi:" + wakefield, "journal", "Elsevier"},
	{"https://www.sciencedirect.com/science/article/pii/S0092867420308205", "https://www.sciencedirect.com/science/article/pii/S0092867420308205", "", "journal", "Elsevier"},
	{"https://www.nature.com/articles/s41586-020-2649-2.pdf", "https://www.nature.com/articles/s41586-020-2649-2.pdf", "doi:10.1038/s41586-020-2649-2", "journal", "Nature Portfolio"},
	{"https://www.bmj.com/content/342/bmj.c7452.full", "https://www.bmj.com/content/342/bmj.c7452.full", "doi:10.1136/bmj.c7452", "journal", "BMJ"},
	{"https://www.bmj.com/content/375/bmj-2021-065871", "https://www.bmj.com/content/375/bmj-2021-065871", "doi:10.1136/bmj-2021-065871", "journal", "BMJ"},
	{"https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000217", "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000217", "doi:10.1371/journal.pone.0000217", "journal", "PLOS"},
	{"https://journals.plos.org/plosone/article?id=10.1371%2Fjournal.pone.0000217&type=printable", "https://journals.plos.org/plosone/article?id=10.1371%2Fjournal.pone.0000217&type=printable", "doi:10.1371/journal.pone.0000217", "journal", "PLOS"},
	{"https://onlinelibrary.wiley.com/doi/abs/10.1111/jgs.15767", "https://onlinelibrary.wiley.com/doi/abs/10.1111/jgs.15767", "doi:10.1111/jgs.15767", "journal", "Wiley"},
	{"https://link.springer.com/article/10.1007/s40279-022-01649-4/", "https://link.springer.com/article/10.1007/s40279-022-01649-4/", "doi:10.1007/s40279-022-01649-4", "journal", "Springer"},
	{"https://www.frontiersin.org/articles/10.3389/fpsyg.2020.01234/full", "https://www.frontiersin.org/articles/10.3389/fpsyg.2020.01234/full", "doi:10.3389/fpsyg.2020.01234", "journal", "Frontiers"},
	{"https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD001269.pub6/full", "https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD001269.pub6/full", "doi:10.1002/14651858.cd001269.pub6", "journal", "Cochrane"},
	{"https://jamanetwork.com/journals/jama/fullarticle/2762130", "https://jamanetwork.com/journals/jama/fullarticle/2762130", "", "journal", "JAMA Network"},
	{"https://www.ahajournals.org/doi/10.1161/CIR.0000000000001063#d1e521", "https://www.ahajournals.org/doi/10.1161/CIR.0000000000001063#d1e521", "doi:10.1161/cir.0000000000001063", "journal", "American Heart Association journals"},
	// PubMed
	{"PMID: 34611600", "PMID: 34611600", "PMID 34611600", "journal", "PubMed"},
	{"PMID34611600 is no word", "", "", "", ""},
	{"pmid 9500320;", "pmid 9500320", "PMID 9500320", "journal", "PubMed"},
	{"PubMed ID: 34611600", "PubMed ID: 34611600", "PMID 34611600", "journal", "PubMed"},
	{"PubMed 34611600", "PubMed 34611600", "PMID 34611600", "journal", "PubMed"},
	{"PMCID: PMC8486420.", "PMCID: PMC8486420", "PMC8486420", "journal", "PubMed Central"},
	{"see PMC8486420", "PMC8486420", "PMC8486420", "journal", "PubMed Central"},
	{"https://pubmed.ncbi.nlm.nih.gov/34611600/", "https://pubmed.ncbi.nlm.nih.gov/34611600/", "PMID 34611600", "journal", "PubMed"},
	{"https://www.ncbi.nlm.nih.gov/pubmed/34611600", "https://www.ncbi.nlm.nih.gov/pubmed/34611600", "PMID 34611600", "journal", "PubMed"},
	{"https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8486420/pdf/nampsp.pdf", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8486420/pdf/nampsp.pdf", "PMC8486420", "journal", "PubMed Central"},
	{"https://pmc.ncbi.nlm.nih.gov/articles/PMC8486420/", "https://pmc.ncbi.nlm.nih.gov/articles/PMC8486420/", "PMC8486420", "journal", "PubMed Central"},
	{"https://europepmc.org/article/MED/34611600", "https://europepmc.org/article/MED/34611600", "PMID 34611600", "journal", "PubMed Central"},
	{"https://www.ncbi.nlm.nih.gov/books/NBK430685/", "https://www.ncbi.nlm.nih.gov/books/NBK430685/", "", "journal", "NCBI Bookshelf"},
	// preprints
	{"arXiv:2004.12345v2", "arXiv:2004.12345v2", "arXiv:2004.12345", "preprint", "arXiv"},
	{"arXiv: hep-th/9901001", "arXiv: hep-th/9901001", "arXiv:hep-th/9901001", "preprint", "arXiv"},
	{"https://arxiv.org/pdf/2004.12345v1.pdf", "https://arxiv.org/pdf/2004.12345v1.pdf", "arXiv:2004.12345", "preprint", "arXiv"},
	{"arxiv.org/abs/2004.12345", "arxiv.org/abs/2004.12345", "arXiv:2004.12345", "preprint", "arXiv"},
	{"medRxiv 2020.03.22.20040758", "medRxiv 2020.03.22.20040758", "doi:10.1101/2020.03.22.20040758", "preprint", "bioRxiv or medRxiv"},
	{"https://www.medrxiv.org/content/10.1101/2020.03.22.20040758v2.full-text", "https://www.medrxiv.org/content/10.1101/2020.03.22.20040758v2.full-text", "doi:10.1101/2020.03.22.20040758", "preprint", "medRxiv"},
	{"medrxiv.org/content/10.64898/2026.01.05.26343123v1", "medrxiv.org/content/10.64898/2026.01.05.26343123v1", "doi:10.64898/2026.01.05.26343123", "preprint", "medRxiv"},
	{"https://www.researchsquare.com/article/rs-100956/v3", "https://www.researchsquare.com/article/rs-100956/v3", "", "preprint", "Research Square"},
	// others
	{"https://www.cdc.gov/flu/", "https://www.cdc.gov/flu/", "", "government", "CDC"},
	{"https://www.cdc.gov/mmwr/volumes/70/wr/mm7013e3.htm", "https://www.cdc.gov/mmwr/volumes/70/wr/mm7013e3.htm", "doi:10.15585/mmwr.mm7013e3", "government", "CDC, MMWR"},
	{"cdc.gov", "cdc.gov", "", "government", "CDC"},
	{"More at www.cdc.gov/flu.", "www.cdc.gov/flu", "", "government", "CDC"},
	{"https://www.health.state.mn.us/diseases/flu", "https://www.health.state.mn.us/diseases/flu", "", "government", ""},
	{"https://www.uspreventiveservicestaskforce.org/uspstf/recommendation/breast-cancer-screening", "https://www.uspreventiveservicestaskforce.org/uspstf/recommendation/breast-cancer-screening", "", "guideline", "U.S. Preventive Services Task Force"},
	{"https://www.acog.org/clinical/clinical-guidance/practice-bulletin", "https://www.acog.org/clinical/clinical-guidance/practice-bulletin", "", "guideline", "American College of Obstetricians and Gynecologists"},
	{"heart.org/en/health-topics", "heart.org/en/health-topics", "", "society", "American Heart Association"},
	{"https://www.mayoclinic.org/diseases-conditions/flu", "https://www.mayoclinic.org/diseases-conditions/flu", "", "institution", "Mayo Clinic"},
	{"https://med.example.edu/sleep", "https://med.example.edu/sleep", "", "institution", ""},
	{"https://www.nytimes.com/2026/01/02/well/walking.html", "https://www.nytimes.com/2026/01/02/well/walking.html", "", "news", "The New York Times"},
	{"https://www.amazon.com/dp/B00EXAMPLE", "https://www.amazon.com/dp/B00EXAMPLE", "", "vendor", "Amazon"},
	{"https://supplements.example.com/products/turmeric-gold?ref=aff", "https://supplements.example.com/products/turmeric-gold?ref=aff", "", "vendor", ""},
	{"https://youtu.be/abc123", "https://youtu.be/abc123", "", "social", "YouTube"},
	{"https://en.m.wikipedia.org/wiki/Vaccine_(medicine)", "https://en.m.wikipedia.org/wiki/Vaccine_(medicine)", "", "social", "Wikipedia"},
	{"https://www.cdc.gov@evil.example.com/flu", "https://www.cdc.gov@evil.example.com/flu", "", "unknown", ""},
	{"https://cdc.gov.evil.example.com/flu", "https://cdc.gov.evil.example.com/flu", "", "unknown", ""},
	{"https://notcdc.gov.example/flu", "https://notcdc.gov.example/flu", "", "unknown", ""},
	{"https://www.cdc.gov:443/flu", "https://www.cdc.gov:443/flu", "", "government", "CDC"},
	{"¿Ya lo vio?https://www.cdc.gov/flu", "https://www.cdc.gov/flu", "", "government", "CDC"},
	{"https://bit.ly/3xyz", "https://bit.ly/3xyz", "", "unknown", ""},
	// none
	{"We open at 10. 2024/25 season.", "", "", "", ""},
	{"Dose 10.5/20 mg", "", "", "", ""},
	{"version 110.1056/x", "", "", "", ""},
	{"1.10.1056/x", "", "", "", ""},
	{"Write to desk@cdc.gov", "", "", "", ""},
	{"They sit at gov. and org. tables.", "", "", "", ""},
	{"PubMed lists 12 papers", "", "", "", ""},
	{"Thank you.Come again", "", "", "", ""},
	{"", "", "", "", ""},
}

func TestFind(t *testing.T) {
	for _, c := range shapes {
		all := find(c.text)
		if c.found == "" {
			if len(all) > 0 {
				t.Errorf("%q: found %q", c.text, all[0].Text)
			}
			continue
		}
		if len(all) != 1 {
			t.Errorf("%q: found %d sources", c.text, len(all))
			continue
		}
		s := all[0]
		id := ""
		if !s.ID.IsZero() {
			id = s.ID.String()
		}
		if s.Text != c.found || id != c.id || string(s.Type) != c.typ || s.Name != c.name {
			t.Errorf("%q:\n found %q %q %s %q\n want  %q %q %s %q", c.text, s.Text, id, s.Type, s.Name, c.found, c.id, c.typ, c.name)
		}
		if len(s.Reasons) == 0 {
			t.Errorf("%q: no reason is given", c.text)
		}
	}
}

// Every shape is found as well inside a sentence, between others, and after words of other alphabets.
func TestFindAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		var want []string
		for range rapid.IntRange(1, 8).Draw(t, "sources") {
			c := rapid.SampledFrom(shapes[:80]).Draw(t, "shape")
			if c.found == "" {
				continue
			}
			text.WriteString(rapid.SampledFrom([]string{"\n", "Walk daily. ", "El corazón late: ", "心臓 ", "see ", "\u00a0", "(", "🙂 ", "- "}).Draw(t, "before"))
			text.WriteString(c.found)
			text.WriteString(rapid.SampledFrom([]string{" ", "\n", ". ", ", ", ") and "}).Draw(t, "after"))
			want = append(want, c.found)
		}
		var got []string
		for _, s := range find(text.String()) {
			got = append(got, s.Text)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("in %q\n found %q\n want  %q", text.String(), got, want)
		}
	})
}

func TestNormalDOI(t *testing.T) {
	for _, s := range []string{
		"10.1016/S0140-6736(97)11096-0", "doi:10.1016/S0140-6736(97)11096-0", "DOI: 10.1016/s0140-6736(97)11096-0.", "https://doi.org/10.1016/S0140-6736(97)11096-0",
		"http://dx.doi.org/10.1016/S0140-6736%2897%2911096-0", "https://www.doi.org/10.1016/S0140-6736(97)11096-0)", " doi.org/10.1016/S0140-6736(97)11096-0;", "urn:doi:10.1016/S0140-6736(97)11096-0",
		"https://doi.org/doi:10.1016/S0140-6736(97)11096-0", "10.1016/S0140\u00ad-6736(97)\u200b11096-0", "10.1016%2fs0140-6736(97)11096-0",
	} {
		if doi, ok := NormalDOI(s); !ok || doi != wakefield {
			t.Errorf("%q is %q, %v", s, doi, ok)
		}
	}
	for _, s := range []string{"", "unavailable", "10.", "10.1016", "10.1016/", "10.12/x", "10.1234567890/x", "11.1016/x", "10.1016x/y", "doi:", "10.1016/a b", "10.1016/a\nb", "10.10a6/x", strings.Repeat("10.1016/x", 200)} {
		if doi, ok := NormalDOI(s); ok {
			t.Errorf("%q is taken for the DOI %q", s, doi)
		}
	}
}

// Writing a DOI in one form twice changes nothing.
func TestNormalDOIIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`10\.[0-9]{4,9}/[!-~]{1,40}`)).Draw(t, "text")
		doi, ok := NormalDOI(s)
		if again, still := NormalDOI(doi); ok && strings.IndexByte(doi, '%') < 0 && strings.IndexByte(doi, '&') < 0 && (!still || again != doi) {
			t.Fatalf("%q is %q, and that is %q", s, doi, again)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, c := range shapes {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var d lex.Doc
		var finder Finder
		d.Scan(text, shared)
		end := 0
		for _, r := range finder.Find(&d) {
			if r.Start < end || r.End <= r.Start || r.End > len(text) || r.To <= r.From {
				t.Fatalf("%+v after byte %d in %q", r, end, text)
			}
			if s := Judge(&r, text, nil); utf8.ValidString(text) && !utf8.ValidString(s.Text) || s.Type == "" || len(s.Reasons) == 0 {
				t.Fatalf("%+v in %q", s, text)
			}
			end = r.End
		}
	})
}

// Work grows with the text and no faster, whatever stands in it.
func TestHostileText(t *testing.T) {
	const n = 1 << 20
	for name, unit := range map[string]string{
		"schemes": "https://", "brackets": "https://a.org/((((", "closing": "10.1016/a))))", "dots": "a.com.", "DOIs": "10.1016/", "tens": "10.", "one word": "x",
		"percent": "https://doi.org/%25%25", "sici": "10.1002/(SICI)<", "pmids": "PMID ", "arxiv": "arXiv:", "high": "https://é.org/é", "squares": "[[10.1000/x]]",
		"one in": "one in ", "twice": "twice as ",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(unit, n/len(unit))
			var d lex.Doc
			var f Finder
			d.Scan(text, shared)
			refs := f.Find(&d)
			for i := range refs {
				_ = Judge(&refs[i], text, nil)
			}
			_, _, _ = Figure(&d, nil)
		})
	}
}

func TestCleanTextAllocatesNothing(t *testing.T) {
	var d lex.Doc
	var f Finder
	text := strings.Repeat("Walk each day for 20 minutes. One in the morning, two at night. Call 218-555-0100. ", 10)
	d.Scan(text, shared)
	if n := testing.AllocsPerRun(100, func() { f.Find(&d); Figure(&d, nil) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
