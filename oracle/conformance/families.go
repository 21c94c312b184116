package conformance

import (
	"quesera/catalogue"
	"quesera/internal/vector"
	"quesera/oracle/trace/vectors"
)

// Families are all families of vectors, in the order of the catalogue.
func Families() []vector.Family {
	var all []vector.Family
	for _, p := range catalogue.Protocols() {
		if p.Vectors != nil {
			all = append(all, p.Vectors()...)
		}
	}
	return append(all, vectors.Family())
}

// Find is the family of a name.
func Find(name string) (vector.Family, bool) {
	for _, f := range Families() {
		if f.Name == name {
			return f, true
		}
	}
	return vector.Family{}, false
}
