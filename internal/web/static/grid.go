package static

import (
	"fmt"
	"strings"
)

// cells is a day in steps of five minutes.
const cells = 24 * 12

// gridCSS places what stands in a calendar: .at-N is the first cell, .for-N
// the number of cells. They are classes because the CSP allows no style
// attribute. The result compresses to about two kilobytes.
func gridCSS() string {
	var b strings.Builder
	b.WriteString("@layer page{@media (min-width:760.02px),print{")
	for n := 1; n <= cells; n++ {
		fmt.Fprintf(&b, ".at-%d{grid-row-start:%d}.for-%d{grid-row-end:span %d}", n, n, n, n)
	}
	b.WriteString("}}\n")
	return b.String()
}
