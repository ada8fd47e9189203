package api

// Patterns is every address that the handlers answer at.
func Patterns() (all []string) {
	for _, r := range (&Server{}).routes() {
		all = append(all, r.pattern)
	}
	return all
}
