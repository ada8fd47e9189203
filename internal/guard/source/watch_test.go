package source

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

// head is the first line as Crossref gives it out, with its comma at the end.
const head = "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,\n"

// entry is a row.
type entry struct{ date, notice, doi, pmid, nature, why, title string }

func (e entry) String() string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"1", e.title, "(HSC) Medicine - Pediatrics;", "A hospital, Somewhere;", "A Journal", "A Publisher", "United States", "A One;B Two", "", "Research Article;",
		e.date, e.notice, "0", "1/1/2000 0:00", e.doi, e.pmid, e.nature, e.why, "No", "", ""})
	w.Flush()
	return b.String()
}

var (
	taken   = entry{"2/6/2010 0:00", "10.1016/S0140-6736(10)60175-4", "10.1016/S0140-6736(97)11096-0", "9500320", "Retraction", "+Concerns/Issues About Data;+Investigation by Journal/Publisher;", "A paper"}
	partly  = entry{"3/6/2004 0:00", "10.1016/s0140-6736(04)15715-2", "10.1016/s0140-6736(97)11096-0", "9500320", "Correction", "+Error in Text;", "A paper"}
	doubted = entry{"5/31/2024 0:00", "10.1000/doubt", "10.1000/doubted", "0", "Expression of concern", "+Concerns/Issues About Data;", "Another \"paper\"\nover two lines"}
	nobody  = entry{"5/31/2024 0:00", "unavailable", "unavailable", "0", "Retraction", "", "No name"}
	byPMID  = entry{"1/2/2020 0:00", "unavailable", "unavailable", "12345", "Retraction", "", "Only in PubMed"}
	back1   = entry{"1/2/2020 0:00", "10.1000/r", "10.1000/back", "0", "Retraction", "", "Taken back"}
	back2   = entry{"1/2/2021 0:00", "10.1000/i", "10.1000/back", "0", "Reinstatement", "", "Taken back"}
	old     = entry{"11/30/1999 0:00", "unavailable", "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", "0", "RETRACTION", "", "Old"}
	two     = entry{"1/1/2023 0:00", "10.1000/two", "10.1000/first; 10.1000/second", "0", "Retraction", "", "Two"}
)

func made(t testing.TB, file string) (*Index, Import) {
	t.Helper()
	var b Book
	sum, err := ReadWatch(strings.NewReader(file), &b)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := b.Write(&out, civil.Date{Year: 2026, Month: 11, Day: 22}); err != nil {
		t.Fatal(err)
	}
	x, err := ReadIndex(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return x, sum
}

func join(entries ...entry) string {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(e.String())
	}
	return b.String()
}

func TestReadWatch(t *testing.T) {
	x, sum := made(t, "\ufeff"+head+join(taken, partly, doubted, nobody, byPMID, back1, back2, old, two))
	if sum.Rows != 9 || sum.Kept != 8 || sum.Nameless != 1 || sum.Bad != 0 || sum.Natures[Retraction] != 6 || sum.Natures[Expression] != 1 {
		t.Errorf("%+v", sum)
	}
	if x.Papers != 7 || x.Notices != 9 || x.Newest.String() != "2024-05-31" || x.Imported.String() != "2026-11-22" {
		t.Errorf("%+v", x.Head)
	}
	for _, c := range []struct {
		id     ID
		state  State
		date   string
		notice string
	}{
		{ID{DOI, "10.1016/s0140-6736(97)11096-0"}, Retracted, "2010-02-06", "10.1016/s0140-6736(10)60175-4"},
		{ID{PMID, "9500320"}, Retracted, "2010-02-06", "10.1016/s0140-6736(10)60175-4"},
		{ID{DOI, "10.1000/doubted"}, Concern, "2024-05-31", "10.1000/doubt"},
		{ID{PMID, "12345"}, Retracted, "2020-01-02", ""},
		{ID{DOI, "10.1000/back"}, Reinstated, "2021-01-02", "10.1000/i"},
		{ID{DOI, "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"}, Retracted, "1999-11-30", ""},
		{ID{DOI, "10.1000/first"}, Retracted, "2023-01-01", "10.1000/two"},
		{ID{DOI, "10.1000/second"}, Retracted, "2023-01-01", "10.1000/two"},
		{ID{DOI, "10.1000/nothing"}, NotKnown, "", ""},
		{ID{PMID, "1"}, NotKnown, "", ""},
		{ID{PMC, "PMC1"}, NotKnown, "", ""},
		{ID{}, NotKnown, "", ""},
	} {
		s := Stand(x.About(c.id), nil)
		if s.State != c.state || s.Date.String() != c.date || s.Notice != c.notice {
			t.Errorf("%v: %s on %q by %q", c.id, s.State, s.Date, s.Notice)
		}
	}
	if why := x.About(ID{PMID, "9500320"})[1].Why; !slices.Equal(why, []string{"Concerns/Issues About Data", "Investigation by Journal/Publisher"}) {
		t.Errorf("reasons %q", why)
	}
}

// Order of rows, and the same rows twice, make no difference to what is known.
func TestImportIsTheSameAgain(t *testing.T) {
	all := []entry{taken, partly, doubted, byPMID, back1, back2, old, two}
	first, _ := made(t, head+join(all...))
	rapid.Check(t, func(t2 *rapid.T) {
		mixed := append(rapid.Permutation(all).Draw(t2, "rows"), all[rapid.IntRange(0, len(all)-1).Draw(t2, "again")])
		x, _ := made(t, head+join(mixed...))
		if x.Papers != first.Papers || x.Notices != first.Notices {
			t2.Fatalf("%+v, %+v", x.Head, first.Head)
		}
		for _, e := range all {
			doi, _ := NormalDOI(e.doi)
			for _, i := range []ID{{DOI, doi}, {PMID, e.pmid}} {
				if a, b := Stand(x.About(i), nil), Stand(first.About(i), nil); a.Sentence != b.Sentence {
					t2.Fatalf("%v: %s and %s", i, a.Sentence, b.Sentence)
				}
			}
		}
	})
}

func TestBadRows(t *testing.T) {
	file := head + taken.String() + // line 2
		"2,too few,cells\n" + // 3
		entry{nature: "Vanished", doi: "10.1000/x"}.String() + // 4
		entry{nature: "Retraction", doi: "no doi at all", pmid: "0"}.String() + // 5
		"\n" +
		"4,\"a quotation mark that nobody closes," + strings.Repeat("x,", 18) + "\n" + // 7
		byPMID.String() + doubted.String() + back1.String() + back2.String() + old.String() // none of them is lost
	x, sum := made(t, file)
	var lines []int
	for _, b := range sum.Listed {
		lines = append(lines, b.Line)
	}
	if sum.Bad != 4 || !slices.Equal(lines, []int{3, 4, 5, 7}) {
		t.Errorf("%d bad rows: %+v", sum.Bad, sum.Listed)
	}
	if sum.Kept != 6 || len(x.About(ID{DOI, "10.1000/doubted"})) != 1 || len(x.About(ID{PMID, "12345"})) != 1 {
		t.Errorf("rows after a bad one are lost: %+v", sum)
	}
}

func TestNoSuchFile(t *testing.T) {
	for name, file := range map[string]string{
		"empty": "", "no columns": "a,b,c\n1,2,3\n", "no rows": head, "a page": "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n",
		"nothing to look up": head + nobody.String(), "mostly bad": head + taken.String() + "1\n2\n", "binary": string([]byte{0x1f, 0x8b, 8, 0, 0xff}),
		"open quotes": head + strings.Repeat("1,\"x\n", 3001), "one line": head + strings.Repeat("x", longestRow+10),
	} {
		if _, err := ReadWatch(strings.NewReader(file), &Book{}); !fault.Is(err, fault.Invalid) || fault.Message(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ReadWatch(io.MultiReader(strings.NewReader(head+taken.String()), broken{}), &Book{}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a disk that fails: %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestDamagedIndex(t *testing.T) {
	var b Book
	b.Add(Notice{Nature: Retraction}, ID{DOI, "10.1000/x"})
	var out bytes.Buffer
	if _, err := b.Write(&out, civil.Date{Year: 2026, Month: 11, Day: 22}); err != nil {
		t.Fatal(err)
	}
	whole := out.Bytes()
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 1
		if _, err := ReadIndex(damaged); !fault.Is(err, fault.Invalid) {
			t.Errorf("byte %d may be another: %v", i, err)
		}
		if _, err := ReadIndex(whole[:i]); !fault.Is(err, fault.Invalid) {
			t.Errorf("the first %d bytes: %v", i, err)
		}
	}
}

// A correction after a retraction does not undo it.
func TestStand(t *testing.T) {
	on := func(n Nature, year int) Notice {
		return Notice{Nature: n, Date: civil.Date{Year: year, Month: 1, Day: 1}, By: "x"}
	}
	for _, c := range []struct {
		notices []Notice
		want    State
	}{
		{nil, NotKnown},
		{[]Notice{on(Correction, 2020), on(Retraction, 2019)}, Retracted},
		{[]Notice{on(Expression, 2020), on(Retraction, 2019)}, Retracted},
		{[]Notice{on(Reinstatement, 2020), on(Retraction, 2019)}, Reinstated},
		{[]Notice{on(Reinstatement, 2020), on(Retraction, 2020)}, Reinstated},
		{[]Notice{on(Reinstatement, 2019), on(Retraction, 2020)}, Retracted},
		{[]Notice{on(Reinstatement, 2019), {Nature: Retraction}}, Reinstated},
		{[]Notice{{Nature: Reinstatement}, on(Retraction, 2020)}, Retracted},
		{[]Notice{on(Correction, 2021), on(Expression, 2020)}, Concern},
		{[]Notice{on(Correction, 2021)}, Corrected},
	} {
		if s := Stand(c.notices, nil); s.State != c.want {
			t.Errorf("%v is %s, want %s", c.notices, s.State, c.want)
		}
	}
	looked := []Looked{{Where: RetractionWatch, On: civil.Date{Year: 2026, Month: 11, Day: 1}}, {Where: "Crossref", Problem: "Crossref does not answer."}}
	if got, want := Stand(nil, looked).Sentence, "No notice was found in Retraction Watch (2026-11-01). That does not prove that there is none. Crossref does not answer."; got != want {
		t.Error(got)
	}
	if got := Stand(nil, nil).Sentence; !strings.HasPrefix(got, "Nobody has looked") {
		t.Error(got)
	}
	for _, s := range []Standing{Stand(nil, looked), Stand(nil, nil), Stand(nil, looked[1:])} {
		if s.State != NotKnown || strings.Contains(s.Sentence, "clean") {
			t.Errorf("%+v", s)
		}
	}
}

// Whatever the file, what was read can be written and read again.
func FuzzReadWatch(f *testing.F) {
	f.Add(head + join(taken, doubted))
	f.Add(head + "1,\"x\n" + taken.String())
	f.Add("OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,RetractionDate,RetractionDOI\n10.1000/x,0,Retraction,,,\n")
	f.Fuzz(func(t *testing.T, file string) {
		var b Book
		sum, err := ReadWatch(strings.NewReader(file), &b)
		if err != nil {
			return
		}
		var out bytes.Buffer
		h, err := b.Write(&out, civil.Date{Year: 2026, Month: 11, Day: 22})
		if err != nil || h.Papers == 0 || h.Papers > h.Notices || sum.Kept == 0 {
			t.Fatalf("%+v of %+v, %v", h, sum, err)
		}
		x, err := ReadIndex(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range b.lines {
			if notices, also := x.at(l.key); len(notices)+len(also) == 0 {
				t.Fatalf("%q is in the book and not in the index", l.key)
			}
		}
	})
}

// As many rows as the real file has take a moment and little room.
func TestAsLargeAsTheRealOne(t *testing.T) {
	var file strings.Builder
	file.WriteString(head)
	const n = 70_000
	for i := range n {
		e := taken
		e.doi, e.pmid, e.title = fmt.Sprintf("10.1016/j.example.%d.%06d", 2000+i%26, i), fmt.Sprint(1_000_000+i), strings.Repeat("A title of some length. ", 8)
		file.WriteString(e.String())
	}
	x, sum := made(t, file.String())
	if sum.Kept != n || x.Papers != n {
		t.Errorf("%+v", sum)
	}
	if len(x.lines) > file.Len()/3 {
		t.Errorf("the index has %d bytes for a file of %d", len(x.lines), file.Len())
	}
	for _, i := range []int{0, 1, n / 2, n - 1} {
		if len(x.About(ID{PMID, fmt.Sprint(1_000_000 + i)})) != 1 {
			t.Errorf("row %d is lost", i)
		}
	}
}
