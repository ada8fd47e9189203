package nppes

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/practice"
)

// scripted answers every request with one answer.
type scripted struct {
	fetch.Response
	err   error
	asked []string
}

func (s *scripted) Do(_ context.Context, r fetch.Request) (fetch.Response, error) {
	s.asked = append(s.asked, r.URL)
	return s.Response, s.err
}

const (
	number = "2000000002" // of a range that is not given out
	whole  = `{"result_count":1,"results":[{"created_epoch":"1163462400000","enumeration_type":"NPI-1","number":"2000000002",
	"basic":{"first_name":"INES","last_name":"MARLOW","middle_name":"Q","credential":"M.D.","sole_proprietor":"NO","sex":"F","status":"A"},
	"other_names":[{"type":"Former Name","code":"1","first_name":"INES","last_name":"VEGA"}],
	"addresses":[{"address_purpose":"MAILING","state":"TX"},{"address_purpose":"LOCATION","state":"MN"}],"practiceLocations":[{"state":"MI"}],
	"taxonomies":[{"code":"207R00000X","desc":"Internal Medicine","state":"WI","license":"1","primary":false},{"code":"207Q00000X","desc":"Family Medicine","state":"MN","license":"70001","primary":true}],
	"identifiers":[],"endpoints":[]}]}`
)

var ines = practice.Registered{NPI: number, Person: true, Active: true, Given: []string{"INES", "INES"}, Family: []string{"MARLOW", "VEGA"}, Credential: "M.D.",
	Taxonomies: []practice.Taxonomy{{Code: "207Q00000X", Name: "Family Medicine", State: "MN"}, {Code: "207R00000X", Name: "Internal Medicine", State: "WI"}},
	States:     []string{"MN", "MI"}, Source: "NPPES"}

func TestFindAsksOnceADay(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	world := &scripted{Response: fetch.Response{Status: 200, Body: []byte(whole)}}
	c := &Client{Fetch: world, URL: API, Now: func() time.Time { return now }}
	for range 3 {
		if r, err := c.Find(context.Background(), number); err != nil || !reflect.DeepEqual(r, ines) {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	if want := API + "?number=2000000002&version=2.1"; len(world.asked) != 1 || world.asked[0] != want {
		t.Errorf("asked %q", world.asked)
	}
	now = now.Add(25 * time.Hour)
	if _, err := c.Find(context.Background(), number); err != nil || len(world.asked) != 2 {
		t.Errorf("a day later: %v, asked %d times", err, len(world.asked))
	}
	if _, err := c.Find(context.Background(), "2000000001"); !fault.Is(err, fault.Invalid) || len(world.asked) != 2 {
		t.Errorf("no number: %v", err)
	}
}

func TestFindSaysWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		err    error
		want   fault.Kind
	}{
		"none":             {200, `{"result_count":0,"results":[]}`, nil, fault.NotFound},
		"another":          {200, strings.ReplaceAll(whole, number, "1234567893"), nil, fault.NotFound},
		"errors with 200":  {200, `{"Errors":[{"description":"No valid search criteria","field":"number","number":"04"}]}`, nil, fault.Unavailable},
		"HTML":             {200, `<html>Sorry</html>`, nil, fault.Unavailable},
		"a string":         {200, `"no"`, nil, fault.Unavailable},
		"down":             {503, ``, nil, fault.Unavailable},
		"nobody is there":  {0, ``, errors.New("refused"), fault.Unavailable},
		"results are null": {200, `{"results":null}`, nil, fault.NotFound},
	} {
		c := &Client{Fetch: &scripted{Response: fetch.Response{Status: test.status, Body: []byte(test.body)}, err: test.err}, URL: API, Now: time.Now}
		if r, err := c.Find(context.Background(), number); !fault.Is(err, test.want) || !reflect.DeepEqual(r, practice.Registered{}) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func file(text string) File {
	return File{Name: "NPPES file November", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

const header = `"NPI","Entity Type Code","Provider Last Name (Legal Name)","Provider First Name","Provider Credential Text","Provider Other Last Name","Provider Other First Name",` +
	`"Provider Business Mailing Address State Name","Provider Business Practice Location Address State Name","NPI Deactivation Date","NPI Reactivation Date",` +
	`"Healthcare Provider Taxonomy Code_1","Provider License Number State Code_1","Healthcare Provider Primary Taxonomy Switch_1",` +
	`"Healthcare Provider Taxonomy Code_2","Provider License Number State Code_2","Healthcare Provider Primary Taxonomy Switch_2"` + "\n"

func TestFileIsSearched(t *testing.T) {
	rows := header +
		`"1234567893","2","","","","","","TX","TX","","","","","","","",""` + "\n" +
		`"2000000002","1","MARLOW","INES","M.D.","VEGA","INES","TX","MN","","","207R00000X","WI","N","207Q00000X","MN","Y"` + "\n" +
		`2000000010,1,"GONE","AWAY","","","","","MN",01/02/2020,"","","","","","",""` + "\r\n"
	want := ines
	want.States, want.Source = []string{"MN"}, "NPPES file November"
	if r, err := file(rows).Find(context.Background(), number); err != nil || !reflect.DeepEqual(r, want) {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := file("\ufeff"+rows).Find(context.Background(), "1234567893"); err != nil || r.Person || !r.Active {
		t.Errorf("an organization: %+v, %v", r, err)
	}
	if r, err := file(rows).Find(context.Background(), "2000000010"); err != nil || r.Active || !r.Person {
		t.Errorf("a number that ended: %+v, %v", r, err)
	}
	if _, err := file(rows).Find(context.Background(), "1558598797"); !fault.Is(err, fault.NotFound) {
		t.Errorf("none: %v", err)
	}
	for name, text := range map[string]string{"empty": "", "another CSV": "NPI,Name\n2000000002,x\n", "no CSV": "\"NPI,\n", "endless": header + strings.Repeat("x", 1<<20), "a torn row": header + `"2000000002","1","MAR`} {
		if _, err := file(text).Find(context.Background(), number); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := InFile("/does/not/exist.csv").Find(context.Background(), number); !fault.Is(err, fault.Unavailable) {
		t.Errorf("no file: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := file(rows).Find(ctx, number); !fault.Is(err, fault.Unavailable) {
		t.Errorf("out of time: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"Errors":[{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := read(body, number)
		if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Unavailable) {
			t.Fatal(err)
		}
		if err == nil && (r.NPI != number || len(r.Given) > mostEach || len(r.Taxonomies) > mostEach) {
			t.Fatalf("%+v", r)
		}
	})
}

func FuzzSearch(f *testing.F) {
	f.Add(header + "\"2000000002\",\"1\"\n")
	f.Add("NPI\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := search(context.Background(), strings.NewReader(text), number)
		if err == nil && r.NPI != number {
			t.Fatalf("%+v", r)
		}
	})
}
