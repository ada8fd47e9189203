package main

import (
	"encoding/json"
	"math"
	"slices"
)

// topology is a TopoJSON file: borders are shared arcs of quantised steps.
type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]float64
	Objects   struct {
		Counties struct {
			Geometries []struct {
				Type string
				ID   string
				Arcs json.RawMessage
			}
		}
	}
}

type point [2]float64

// county is the rings of one county's outline and the box they stand in.
type county struct {
	fips     string
	rings    [][]point
	min, max point
}

func (t *topology) counties() []county {
	arcs := make([][]point, len(t.Arcs))
	for i, steps := range t.Arcs {
		var x, y float64
		for _, s := range steps {
			x, y = x+s[0], y+s[1]
			arcs[i] = append(arcs[i], point{x*t.Transform.Scale[0] + t.Transform.Translate[0], y*t.Transform.Scale[1] + t.Transform.Translate[1]})
		}
	}
	var out []county
	for _, g := range t.Objects.Counties.Geometries {
		var polygons [][][]int
		if g.Type == "Polygon" {
			polygons = make([][][]int, 1)
			_ = json.Unmarshal(g.Arcs, &polygons[0])
		} else {
			_ = json.Unmarshal(g.Arcs, &polygons)
		}
		c := county{fips: g.ID, min: point{math.Inf(1), math.Inf(1)}, max: point{math.Inf(-1), math.Inf(-1)}}
		for _, p := range polygons {
			for _, ring := range p {
				c.rings = append(c.rings, join(arcs, ring))
			}
		}
		for _, ring := range c.rings {
			for _, p := range ring {
				for k := range p {
					c.min[k], c.max[k] = min(c.min[k], p[k]), max(c.max[k], p[k])
				}
			}
		}
		out = append(out, c)
	}
	return out
}

// join makes a ring of arcs; ~n is arc n backwards.
func join(arcs [][]point, ring []int) []point {
	var out []point
	for _, n := range ring {
		if n >= 0 {
			out = append(out, arcs[n]...)
			continue
		}
		back := slices.Clone(arcs[^n])
		slices.Reverse(back)
		out = append(out, back...)
	}
	return out
}

// countyOf returns the FIPS code of the county that p stands in, or of the nearest one of the same state's outline
// within about ten kilometres, for a place on the water; "" if there is none.
func countyOf(all []county, p *place) string {
	const reach = 0.1 // degrees
	near, best := "", reach
	for i := range all {
		c := &all[i]
		if p.lon < c.min[0]-reach || p.lon > c.max[0]+reach || p.lat < c.min[1]-reach || p.lat > c.max[1]+reach {
			continue
		}
		if c.holds(p.lon, p.lat) {
			return c.fips
		}
		for _, ring := range c.rings {
			for _, q := range ring {
				if d := math.Hypot(q[0]-p.lon, q[1]-p.lat); d < best {
					near, best = c.fips, d
				}
			}
		}
	}
	return near
}

func (c *county) holds(x, y float64) bool {
	in := false
	for _, ring := range c.rings {
		for i, j := 0, len(ring)-1; i < len(ring); j, i = i, i+1 {
			a, b := ring[i], ring[j]
			if (a[1] > y) != (b[1] > y) && x < (b[0]-a[0])*(y-a[1])/(b[1]-a[1])+a[0] {
				in = !in
			}
		}
	}
	return in
}
