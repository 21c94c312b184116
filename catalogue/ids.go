package catalogue

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// number takes an ID apart: its prefix, its kind, its number.
var number = regexp.MustCompile(`^([A-Z0-9]+)-([A-Z]+)([0-9]+)`)

// CompareIDs orders IDs by protocol, in the catalogue's order and then what is none, by kind and by number.
func CompareIDs(a, b string) int {
	x, y := number.FindStringSubmatch(a), number.FindStringSubmatch(b)
	if x == nil || y == nil {
		return strings.Compare(a, b)
	}
	return cmp.Or(cmp.Compare(place(x[1]), place(y[1])), strings.Compare(x[1], y[1]), strings.Compare(x[2], y[2]),
		cmp.Compare(len(x[3]), len(y[3])), strings.Compare(x[3], y[3]), strings.Compare(a, b))
}

// prefixes are those of all protocols, in their order. They are read once, since to list the protocols builds all
// their specs.
var prefixes = sync.OnceValue(func() (all []string) {
	for _, p := range Protocols() {
		all = append(all, p.Prefixes...)
	}
	return all
})

// place of a prefix among those of all protocols, or behind them.
func place(prefix string) int {
	all := prefixes()
	if k := slices.Index(all, prefix); k >= 0 {
		return k
	}
	return len(all)
}
