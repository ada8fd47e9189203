package words

// longestCompared is how many letters [Distance] compares; longer words are far from everything.
const longestCompared = 32

// Distance is how many letters of a must be added, left out, changed or changed about with the next to make b; more
// than most where it is more. It allocates nothing.
func Distance(a, b string, most int) int {
	if len(a) > longestCompared || len(b) > longestCompared {
		return most + 1
	}
	var rows [3][longestCompared + 1]int
	before, last, row := rows[0][:len(b)+1], rows[1][:len(b)+1], rows[2][:len(b)+1]
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		least := row[0]
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d := min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
