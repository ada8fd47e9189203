package main

import (
	"slices"
	"strings"
)

// readFakers reads the names that sample data is made of, some of them of figures: Tyrion Lannister, Link.
func (v *vocabulary) readFakers(given, family tally) {
	ordinary := map[string]bool{}
	for _, band := range v.words {
		for _, w := range band {
			ordinary[w] = true
		}
	}
	for _, l := range lines("fakers.txt") {
		what, list, _ := strings.Cut(l, "\t")
		switch kind, locale, _ := strings.Cut(what, " "); kind {
		case "given", "family":
			which := map[string]int{"given": 0, "family": 1}[kind]
			v.addNames(which, locale, slices.DeleteFunc(strings.Fields(list), func(w string) bool { return slices.Contains(v.words[3], w) }), []tally{given, family}[which])
		case "figure":
			for n := range strings.SplitSeq(list, "|") {
				words := strings.Fields(strings.ToLower(n))
				for i, w := range words {
					if ordinary[w] || len(w) < 3 {
						continue
					}
					if i < len(words)-1 {
						given.add(w, "figure")
					} else {
						family.add(w, "figure")
					}
				}
			}
		default:
			v.others[kind] = append(v.others[kind], strings.Split(list, "|")...)
		}
	}
}

// readKnown reads the people, places and things that most have heard of.
func (v *vocabulary) readKnown(given, family tally) {
	for _, l := range lines("wordnet.txt") {
		switch what, names, _ := strings.Cut(l, "\t"); what {
		case "given":
			v.addNames(0, "en_wordnet", strings.Fields(names), given)
		case "family":
			v.addNames(1, "en_wordnet", strings.Fields(names), family)
		default:
			v.others[what] = append(v.others[what], names)
		}
	}
	for _, l := range lines("known.txt") {
		what, list, _ := strings.Cut(l, "\t")
		names := strings.Split(list, "|")
		switch what {
		case "person":
			v.known = append(v.known, names...)
			for _, n := range names {
				first, last, _ := strings.Cut(n, " ")
				given.add(strings.ToLower(first), "us")
				family.add(strings.ToLower(last), "us")
			}
		case "star":
			v.known = append(v.known, names...)
			for _, n := range names {
				family.add(strings.ToLower(n), "star")
			}
		case "slang":
			v.slang = strings.Fields(list)
		default:
			kind := map[string]string{"place": "place", "brand": "group", "work": "title"}[what]
			v.others[kind] = append(v.others[kind], names...)
		}
	}
}
