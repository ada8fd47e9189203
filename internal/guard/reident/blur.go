package reident

import "slices"

// blur returns which attributes to say less exactly: the one whose loss makes the group largest, and so on until
// enough people fit or nothing is left.
func (c *calculation) blur(attributes []Attribute, e *Estimate) (out []Attribute) {
	left := slices.Clone(attributes)
	rest := make([]Attribute, 0, len(left))
	for enough := c.enough(e.Reader, e.Insider, e); enough < 2; {
		best, at := -1.0, -1
		for i := range left {
			if left[i].Kind == Sex { // a noun or a pronoun, and one of two
				continue
			}
			rest = append(append(rest[:0], left[:i]...), left[i+1:]...)
			reader, insider, _ := c.size(rest)
			score := c.enough(reader, insider, e)
			if left[i].Kind == Unique || left[i].fact != nil && left[i].fact.flags&news != 0 {
				score += 2 // while one stands, nothing else helps
			}
			if score > best {
				best, at = score, i
			}
		}
		if at < 0 {
			break
		}
		out = append(out, left[at])
		left = slices.Delete(left, at, at+1)
		reader, insider, _ := c.size(left)
		enough = c.enough(reader, insider, e)
	}
	if reader, _ := e.Small(); reader { // what a reader can go by comes before the day, which only an insider can
		slices.SortStableFunc(out, func(a, b Attribute) int { return order(a) - order(b) })
	}
	return out
}

func order(a Attribute) int {
	if a.Kind == When {
		return 1
	}
	return 0
}

// enough is 2 where enough people fit for both observers, and less the fewer do.
func (c *calculation) enough(reader, insider Range, e *Estimate) float64 {
	n := min(1, reader.Low/float64(e.least[0]))
	if insider.High == 0 {
		return n + 1
	}
	return n + min(1, insider.Low/float64(e.least[1]))
}
