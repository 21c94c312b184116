package catalogue

import (
	"slices"
	"testing"
)

// The properties of a spec are those of all its configurations, each once, in the order of their IDs; a property fails
// in the configurations that seek its failure, and in no others.
func TestThePropertiesOfASpecAreThoseOfItsConfigurations(t *testing.T) {
	failing := 0
	for _, p := range Protocols() {
		for _, s := range p.Specs {
			var want, got []string
			for _, c := range s.Checks {
				for _, property := range c.System.Properties() {
					want = append(want, property.ID)
				}
			}
			slices.SortFunc(want, CompareIDs)
			want = slices.Compact(want)
			for _, property := range s.Properties() {
				got = append(got, property.ID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", p.Name, got, want)
			}
			for _, id := range want {
				var bounds []string
				for _, c := range s.Checks {
					if c.Unsafe && c.Headline == id {
						bounds = append(bounds, c.Bounds)
					}
				}
				failing += len(bounds)
				if got := s.FailsIn(id); !slices.Equal(got, bounds) {
					t.Errorf("%s fails in %v, want %v", id, got, bounds)
				}
			}
		}
	}
	if failing == 0 {
		t.Error("no property fails anywhere")
	}
}
